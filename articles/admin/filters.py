"""What the list of articles can be narrowed to. Each filter keeps the order by date within reach of an index."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin import SimpleListFilter
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.models import Article, Author, Category, InternalLink, Tag

LONGEST = 100
MOST_STAFF = 100
FIRST_YEAR, LAST_YEAR = 1900, 2200


class DeskFilter(SimpleListFilter):
    """A filter that says in words what it is set to. What it doesn't know finds nothing, and never fails."""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, desk: Any) -> None:
        self.request = request
        super().__init__(request, params, model, desk)

    def has_output(self) -> bool:
        return True

    def names(self) -> tuple[str, ...]:
        """The parameters that it takes."""
        return (str(self.parameter_name),)

    def words(self) -> str:
        """What it is set to, for people; "" when it isn't."""
        value = self.value()
        return str(dict(self.lookup_choices).get(value, value)) if value else ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return self.narrow(queryset, value) if value else queryset

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        raise NotImplementedError


class StateFilter(DeskFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Article.Status.choices)

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        return articles.filter(status=value)


class CategoryFilter(DeskFilter):
    title, parameter_name = gettext_lazy("category"), "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Category.objects.values_list("slug", "name"))

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        # The key, not the name: only so is the order by date that of the category's index.
        return articles.filter(category_id=_key_of(Category, slug=value))


class TypedFilter(DeskFilter):
    """A filter that is typed, with words offered for it: there may be ten thousand."""

    template = "admin/articles/article/filters/typed.html"
    field = ""
    """Of Article: what the admin's own autocompletion offers is offered here."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        kept = {name: values for name, values in changelist.filter_params.items() if name not in self.names()}
        yield {
            "name": self.parameter_name,
            "value": self.value() or "",
            "field": self.field,
            "offers": self.offers(),
            "kept": [(name, value) for name, values in kept.items() for value in values],
        }

    def offers(self) -> list[tuple[str, str]]:
        """Words and what they stand for, where they are few."""
        return []

    def value(self) -> str:
        return (super().value() or "").strip()[:LONGEST]


class TagFilter(TypedFilter):
    title, parameter_name, field = gettext_lazy("tag"), "tag", "tags"

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        return articles.filter(tags=_key_of(Tag, name=value))


class BylineFilter(TypedFilter):
    title, parameter_name, field = gettext_lazy("byline"), "byline", "author"

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        return articles.filter(author_id=_key_of(Author, name=value))


class WriterFilter(TypedFilter):
    """Who wrote it; ``me`` is whoever looks, so that a shared view is each editor's own."""

    title, parameter_name = gettext_lazy("written by"), "by"

    def offers(self) -> list[tuple[str, str]]:
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")[:MOST_STAFF]
        return [("me", _("me")), *((user.username, user.get_full_name()) for user in staff)]

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        return articles.filter(user_id=self.request.user.pk if value == "me" else _key_of(User, username=value))

    def words(self) -> str:
        return _("me") if self.value() == "me" else self.value()


class TimeFilter(DeskFilter):
    """When it was or will be published, in the site's zone."""

    title, parameter_name = gettext_lazy("date"), "time"
    template = "admin/articles/article/filters/time.html"
    spans = {"today": 1, "week": 7, "month": 30, "year": 365}

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, desk: Any) -> None:
        given = {name: (params.pop(name, None) or [""])[-1] for name in ("from", "until")}
        self.first, self.last = _day(given["from"]), _day(given["until"])
        self.typed = [text for text in given.values() if text]
        super().__init__(request, params, model, desk)

    def names(self) -> tuple[str, ...]:
        return ("time", "from", "until")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("Today")),
            ("week", _("Last 7 days")),
            ("month", _("Last 30 days")),
            ("year", _("Last 365 days")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "query_string": _without(choice["query_string"], ("from", "until"))}

    def own_range(self) -> dict[str, Any]:
        """What the form for one's own dates shows."""
        kept = {name: value for name, value in self.request.GET.items() if name not in {*self.names(), "p", "e"}}
        return {"first": self.first, "last": self.last, "kept": kept.items()}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value and value not in self.spans:
            return queryset.none()
        if value:
            today = timezone.localdate()
            queryset = queryset.filter(published_at__gte=_midnight(today - timedelta(days=self.spans[value] - 1)))
            return queryset.filter(published_at__lt=_midnight(today + timedelta(days=1)))
        if len(self.typed) > sum(day is not None for day in (self.first, self.last)):
            return queryset.none()
        if self.first:
            queryset = queryset.filter(published_at__gte=_midnight(self.first))
        if self.last:
            queryset = queryset.filter(published_at__lt=_midnight(self.last + timedelta(days=1)))
        return queryset

    def words(self) -> str:
        if self.value() or not self.typed:
            return super().words()
        if not (self.first or self.last):
            return " – ".join(self.typed)[:LONGEST]
        return " – ".join(date_format(day, "Y-m-d") if day else "…" for day in (self.first, self.last))


class MissingFilter(DeskFilter):
    """One condition that is met or isn't."""

    condition = Q()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("missing", _("missing"))]

    def narrow(self, articles: QuerySet[Any], value: str) -> QuerySet[Any]:
        return articles.filter(self.condition) if value in dict(self.lookup_choices) else articles.none()


class CoverFilter(MissingFilter):
    title, parameter_name, condition = gettext_lazy("cover"), "cover", Q(cover__isnull=True)


class SummaryFilter(MissingFilter):
    title, parameter_name, condition = gettext_lazy("summary"), "summary", Q(summary="")


class PinnedFilter(MissingFilter):
    title, parameter_name, condition = gettext_lazy("pinned"), "pinned", Q(pinned=True)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", pgettext("pinned", "yes"))]


class LinksFilter(MissingFilter):
    title, parameter_name = gettext_lazy("links in the text"), "links"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("broken", _("broken"))]

    @property
    def condition(self) -> Q:  # type: ignore[override]
        return Q(pk__in=InternalLink.objects.filter(is_broken=True).values("article"))


FILTERS = (
    StateFilter,
    CategoryFilter,
    TagFilter,
    BylineFilter,
    WriterFilter,
    TimeFilter,
    CoverFilter,
    SummaryFilter,
    PinnedFilter,
    LinksFilter,
)


def _key_of(model: Any, **wanted: str) -> int:
    """The primary key of the row, 0 where there is none."""
    return model.objects.filter(**wanted).values_list("pk", flat=True).first() or 0


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _without(query: str, names: tuple[str, ...]) -> str:
    return "?" + urlencode([pair for pair in parse_qsl(query.removeprefix("?")) if pair[0] not in names])
