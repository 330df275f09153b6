"""The boxes beside every page, and the menu."""

import functools
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Left, NullIf
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from articles.models import Article, Category, Tag, counts
from articles.pages import months_of
from articles.prepared import Prepared
from articles.rendering import render
from comments.models import Comment, Discussion
from comments.rendering import plain

from .page_cache.entries import FRESH_SECONDS
from .site.models import Kept, SiteSettings

LENGTH = 6
TAGS = 24
# Among so many of the newest articles the tags are counted, so that the cost does not grow with the archive.
LATELY = 500
MONTHS = 12
# Of a comment so much is looked at for its one line.
LATEST_LENGTH = 200
# What boxes show beside the settings and the like.
SHOWS = {
    "hot": "articles",
    "discussed": "articles comments",
    "latest_comments": "articles comments",
    "tags": "articles",
    "months": "articles",
}


@dataclass(frozen=True)
class Entry:
    """An article in a box."""

    title: str
    url: str
    category: str
    number: int
    """Of its views, or of its comments."""


@dataclass(frozen=True)
class Link:
    name: str
    slug: str
    url: str


@dataclass(frozen=True)
class Month:
    year: int
    month: int
    count: int
    url: str


@dataclass(frozen=True)
class LatestComment:
    name: str
    text: str
    url: str
    article_title: str
    created: datetime


@dataclass(frozen=True)
class ShownBox:
    """A box, the template that draws it, and what it ``shows`` (``newsblog.page_cache.tags``)."""

    name: str
    template: str
    shows: str


class Sidebar:
    """The boxes that the site shows, and its menu: each is read when a page asks for it.

    ``kept`` is that of the request, where there is one.
    """

    def __init__(self, site: SiteSettings, kept: Kept | None = None) -> None:
        self.site, self.kept = site, kept or _made

    @classmethod
    def load(cls) -> Self:
        return cls(SiteSettings.load())

    @property
    def boxes(self) -> list[ShownBox]:
        """Those that the site shows, in its order."""
        names = self.site.sidebar_boxes
        return [ShownBox(name, f"components/boxes/{name}.html", SHOWS.get(name, "")) for name in names]

    @cached_property
    def menu(self) -> list[Link]:
        """The entries of the menu: those of the site, or the first page and its categories."""
        if not self.site.menu:
            return [Link(gettext("Home"), "", reverse("articles:home")), *self.categories]
        names = {category.url: category.name for category in self.categories} if self._menu_needs_names else {}
        entries = [(entry["label"] or names.get(entry["address"], ""), entry["address"]) for entry in self.site.menu]
        return [Link(label, "", address) for label, address in entries if label]

    @cached_property
    def categories(self) -> list[Link]:
        return self._box("categories", lambda: [_link("articles:category", row) for row in _CATEGORIES()])

    @cached_property
    def hot(self) -> list[Entry]:
        return self._box("hot", lambda: [_entry(row) for row in _HOT(most=LENGTH)])

    @cached_property
    def discussed(self) -> list[Entry]:
        return self._box("discussed", lambda: [_entry(row) for row in _DISCUSSED(most=LENGTH)])

    @cached_property
    def latest_comments(self) -> list[LatestComment]:
        return self._box("latest_comments", lambda: [_comment(row) for row in _COMMENTS(most=LENGTH)])

    @cached_property
    def tags(self) -> list[Link]:
        return self._box("tags", lambda: [_link("articles:tag", row) for row in _TAGS(lately=LATELY, most=TAGS)])

    @cached_property
    def months(self) -> list[Month]:
        """Those with articles of the year that ends with the newest one's."""
        months = months_of(self.kept)
        return [_month(month) for month in months if month.until(months[0]) < MONTHS]

    @property
    def text(self) -> str:
        """The own text of the site, as sanitised HTML."""
        return _html(self.site.box_text)

    @property
    def _menu_needs_names(self) -> bool:
        return any(not entry["label"] for entry in self.site.menu)

    def _box[Rows](self, name: str, read: Callable[[], Rows]) -> Rows:
        return self.kept(("box", name, get_language()), SHOWS.get(name, "").split(), read, FRESH_SECONDS)


def _made[Value](key: Hashable, shows: Iterable[str], make: Callable[[], Value], seconds: float = 0) -> Value:
    """Where nothing is kept."""
    return make()


# The same for every reader until an editor changes it.
@functools.lru_cache(maxsize=4)
def _html(markdown: str) -> str:
    return mark_safe(render(markdown).html)  # noqa: S308 - the renderer sanitises last


def _categories() -> models.QuerySet:
    return Category.objects.order_by("position", "id").values("name", "slug")


def _hot(most: int) -> models.QuerySet:
    rows = Article.objects.published().most_read()[:most]
    return rows.values("title", "slug", category_name=F("category__name"), number=F("views__total"))


def _discussed(most: int) -> models.QuerySet:
    rows = Discussion.most_discussed(Article.objects.published())[:most]
    return rows.values("title", "slug", category_name=F("category__name"), number=F("discussion__total"))


def _latest_comments(most: int) -> models.QuerySet:
    text = Left(Coalesce(NullIf("masked", Value("")), "body"), LATEST_LENGTH)
    rows = Comment.objects.on_public_articles()[:most]
    return rows.values("name", "public_id", "created_at", "article__title", text=text)


def _tags(lately: int, most: int) -> models.QuerySet:
    """Those that the newest articles have most often."""
    newest = Article.objects.published().newest().values("pk")[:lately]
    used = Tag.objects.filter(articles__in=newest)
    return used.annotate(number=models.Count("articles")).order_by("-number", "name")[:most].values("name", "slug")


_CATEGORIES = Prepared(_categories)
_HOT = Prepared(_hot, fixed=("most",))
_DISCUSSED = Prepared(_discussed, fixed=("most",))
_COMMENTS = Prepared(_latest_comments, fixed=("most",))
_TAGS = Prepared(_tags, fixed=("lately", "most"))


def _link(view: str, row: dict[str, Any]) -> Link:
    return Link(row["name"], row["slug"], reverse(view, args=[row["slug"]]))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(row["title"], reverse("articles:article", args=[row["slug"]]), row["category_name"], row["number"])


def _month(month: counts.Month) -> Month:
    year, number = month.first.year, month.first.month
    return Month(year, number, month.number, reverse("articles:month", args=[year, number]))


def _comment(row: dict[str, Any]) -> LatestComment:
    url = reverse("comments:comment", args=[row["public_id"]])
    return LatestComment(row["name"], plain(row["text"]), url, row["article__title"], row["created_at"])
