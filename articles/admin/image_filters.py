"""Narrowing the library of pictures."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Image, ImageTag

MOST_TAGS = 100
MOST_COUNTED = 1000


def bounded(rows: QuerySet[Any], most: int) -> int:
    """How many there are, counted no further than ``most``."""
    return rows.order_by().values("pk")[:most].count()


class BoundedPaginator(Paginator):
    """Counts no further than ``MOST``; what is behind is found by filters."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        return bounded(cast("QuerySet[Any]", self.object_list), self.MOST)


class WordsFilter(admin.SimpleListFilter):
    title = _("alternative text")
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        number = bounded(Image.objects.without_words(), MOST_COUNTED)
        shown = f"{number}+" if number == MOST_COUNTED else str(number)
        return [("missing", _("missing (%(number)s)") % {"number": shown})]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.without_words() if self.value() == "missing" else queryset


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", pgettext_lazy("of pictures", "used")), ("no", pgettext_lazy("of pictures", "unused"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"yes": queryset.used, "no": queryset.unused}.get(self.value() or "")
        return chosen() if chosen else queryset


class TagFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of pictures", "tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(tag.pk), tag.name) for tag in ImageTag.objects.all()[:MOST_TAGS]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        key = _key(self.value())
        tagged = Image.tags.through.objects.filter(image=OuterRef("pk"), imagetag=key)
        return queryset.filter(Exists(tagged)) if key else queryset


class UploaderFilter(admin.SimpleListFilter):
    """All of the staff, not only those who uploaded something, which would have to be looked for."""

    title = _("uploaded by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [(str(user.pk), user.get_username()) for user in staff[:MOST_TAGS]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        key = _key(self.value())
        return queryset.filter(uploaded_by=key) if key else queryset


def _key(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 10 else None
