"""Lists of articles: home, categories, tags, authors, months, the most read."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar, cast

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from newsblog.site.models import SiteRequest

from .models import Article, ArticleQuerySet, Author, Category, Correction, Tag
from .models.counts import Month
from .pages import KEPT_SECONDS, KeyPaginator, NumberedByMonth, months_of, page_numbers

# So far down goes a ranking; below, hardly anybody read anything.
RANKED = 100
CORRECTIONS_ON_PAGE = 50


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    """The page that a request asks for.

    Raises:
        Http404: when there is none; its page then leads to the last one there is.
    """
    try:
        return paginator.page(request.GET.get("page", "1"))
    except InvalidPage:
        cast("SiteRequest", request).last_page = paginator.num_pages
        raise Http404(_("This list has no such page.")) from None


class ArticleList(TemplateView):
    """A numbered list of articles, newest first; a page beyond the end is not found."""

    template_name = "articles/article_list.html"
    request: SiteRequest
    http_method_names = ["get", "head", "options"]
    heading: str | Promise = ""
    shows = "articles"
    """What its rows and their order depend on (``newsblog.page_cache.tags``)."""
    empty_text: str | Promise = gettext_lazy("There is no article here yet.")

    def rows(self) -> NumberedByMonth:
        return NumberedByMonth(self.articles(), months_of(self.request.kept))

    def articles(self) -> ArticleQuerySet:
        return Article.objects.published().for_lists().newest()

    def paginator(self, page_size: int) -> Paginator:
        return Paginator(self.rows(), page_size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_of(self.request, self.paginator(self.request.site_settings.page_size))
        trail = [(_("Home"), reverse("articles:home")), (self.heading, None)] if self.heading else []
        context = {
            "heading": self.heading,
            "breadcrumb": trail,
            "articles": page,
            "shows": self.shows,
            "page_numbers": page_numbers(page),
            "empty_text": self.empty_text,
        }
        return super().get_context_data(**context | kwargs)


class Home(ArticleList):
    extra_context = {"is_home": True}

    def rows(self) -> NumberedByMonth:
        articles = self.articles().order_by("-pinned", "-published_at", "-id")
        return NumberedByMonth(articles, months_of(self.request.kept), pinned_first=True)


class OfSubject(ArticleList):
    """The articles of a category, a tag or an author."""

    model: type[Category | Tag | Author]
    field: str

    def rows(self) -> NumberedByMonth:
        subject = get_object_or_404(self.subjects(), slug=self.kwargs["slug"])
        self.heading = subject.name
        self.extra_context = {
            "description": getattr(subject, "description", "") or getattr(subject, "note", ""),
            "subject": subject,
        }
        return NumberedByMonth(
            self.articles().filter(**{self.field: subject}), months_of(self.request.kept, self.field, subject.pk)
        )

    def subjects(self) -> QuerySet[Any]:
        return self.model._default_manager.all()


class CategoryList(OfSubject):
    model, field = Category, "category"


class TagList(OfSubject):
    model, field = Tag, "tags"


class AuthorList(OfSubject):
    model, field = Author, "author"

    def subjects(self) -> QuerySet[Any]:
        return super().subjects().select_related("picture")


class MonthList(ArticleList):
    """The articles of a month or of a year."""

    def rows(self) -> NumberedByMonth:
        year, month = self.kwargs["year"], self.kwargs.get("month")
        self.heading = _("Archive of %(year)s") % {"year": year}
        if month:
            self.heading = _("Archive of %(year)s-%(month)02d") % {"year": year, "month": month}
        months = [one for one in months_of(self.request.kept) if one.is_of(year, month)]
        if not months:
            return NumberedByMonth(Article.objects.none(), [])
        rows = self.articles().filter(published_at__gte=months[-1].begin, published_at__lt=months[0].end)
        return NumberedByMonth(rows, months)


class RankedList(ArticleList):
    """The first of a ranking; ``ranking`` gives the articles in its order."""

    tabs: ClassVar[Sequence[tuple[str, str | Promise]]] = ()

    def ranking(self) -> QuerySet[Any]:
        raise NotImplementedError

    def paginator(self, page_size: int) -> Paginator:
        self.extra_context = {"tabs": [(reverse(view), label) for view, label in self.tabs]}
        ranking = self.ranking().values_list("pk", flat=True)[:RANKED]
        kept, shows = self.request.kept, self.shows.split()
        keys = kept(("ranking", self.request.path), shows, lambda: list(ranking), KEPT_SECONDS)
        rows = Article.objects.published().for_lists()
        return KeyPaginator(keys, page_size, lambda some: rows.filter(pk__in=some))


class MostRead(RankedList):
    within: timedelta | None = None
    heading = gettext_lazy("Most read")
    empty_text = gettext_lazy("Nobody has read anything in this time yet. Look at the most read of all times.")
    tabs = (
        ("articles:hot-day", gettext_lazy("In 24 hours")),
        ("articles:hot-week", gettext_lazy("In 7 days")),
        ("articles:hot", gettext_lazy("Of all times")),
    )

    def ranking(self) -> QuerySet[Any]:
        return Article.objects.published().most_read(self.within).filter(views__total__gt=0)


@require_safe
def archive(request: SiteRequest) -> HttpResponse:
    """All months that have articles, by year."""
    years: dict[int, list[Month]] = defaultdict(list)
    for month in months_of(request.kept):
        years[month.first.year].append(month)
    trail = [(_("Home"), reverse("articles:home")), (_("Archive"), None)]
    by_year = [(year, sum(month.number for month in months), months) for year, months in years.items()]
    return render(request, "articles/archive.html", {"years": by_year, "heading": _("Archive"), "breadcrumb": trail})


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What was wrong in published articles and is right now, the newest first."""
    rows = Correction.objects.filter(article__in=Article.objects.published()).select_related("article")
    slim = rows.only("text", "made_at", "article__title", "article__slug")
    page = page_of(request, Paginator(slim, CORRECTIONS_ON_PAGE))
    heading = _("Corrections")
    trail = [(_("Home"), reverse("articles:home")), (heading, None)]
    context = {"heading": heading, "breadcrumb": trail, "corrections": page, "page_numbers": page_numbers(page)}
    return render(request, "articles/corrections.html", context)
