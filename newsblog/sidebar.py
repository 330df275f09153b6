"""The boxes beside every page, and the menu."""

import functools
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, JSONObject, Left, NullIf
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from articles.models import Article, ArticleQuerySet, Category, Tag, counts
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
    "categories": "",
}
READ = SHOWS.keys() - {"months"}


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
    created: datetime | None


@dataclass(frozen=True)
class ShownBox:
    """A box, the template that draws it, and what it ``shows`` (``newsblog.page_cache.tags``)."""

    name: str
    template: str
    shows: str


class Sidebar:
    """The boxes that the site shows, and its menu, read when a page asks for them: what is outdated together at once.

    ``kept`` is that of the request, where there is one.
    """

    def __init__(self, site: SiteSettings, kept: Kept | None = None) -> None:
        self.site, self.kept = site, kept or _made
        self._found: dict[str, list[dict[str, Any]]] = {}

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
        return self._box("categories", lambda row: _link("articles:category", row))

    @cached_property
    def hot(self) -> list[Entry]:
        return self._box("hot", _entry)

    @cached_property
    def discussed(self) -> list[Entry]:
        return self._box("discussed", _entry)

    @cached_property
    def latest_comments(self) -> list[LatestComment]:
        return self._box("latest_comments", _comment)

    @cached_property
    def tags(self) -> list[Link]:
        return self._box("tags", lambda row: _link("articles:tag", row))

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

    def _box[Line](self, name: str, line: Callable[[dict[str, Any]], Line]) -> list[Line]:
        key, shows = ("box", name, get_language()), SHOWS[name].split()
        return self.kept(key, shows, lambda: [line(row) for row in self._read(name)], FRESH_SECONDS)

    def _read(self, name: str) -> list[dict[str, Any]]:
        """The rows of a box; with them those of all that show the same and more, which are outdated when it is."""
        if name not in self._found:
            shown = {
                one
                for one in self.site.sidebar_boxes
                if one in READ and set(SHOWS[name].split()) <= set(SHOWS[one].split())
            }
            names = sorted({name, *shown} - self._found.keys())
            (found,) = _READ(names=" ".join(names), lately=LATELY) or [{key: [] for key in names}]
            self._found |= found
        return self._found[name]


def _made[Value](key: Hashable, shows: Iterable[str], make: Callable[[], Value], seconds: float = 0) -> Value:
    """Where nothing is kept."""
    return make()


# The same for every reader until an editor changes it.
@functools.lru_cache(maxsize=4)
def _html(markdown: str) -> str:
    return mark_safe(render(markdown).html)  # noqa: S308 - the renderer sanitises last


def _read(names: str, lately: int) -> models.QuerySet:
    """Some boxes in one row, each as an array that the database makes."""
    articles = Article.objects.published()
    entry = {"title": "title", "slug": "slug", "category": "category__name"}
    boxes = {
        "categories": _rows(Category.objects.order_by("position", "id"), name="name", slug="slug"),
        "hot": _rows(articles.most_read()[:LENGTH], **entry, number="views__total"),
        "discussed": _rows(Discussion.most_discussed(articles)[:LENGTH], **entry, number="discussion__total"),
        "latest_comments": _rows(
            Comment.objects.on_public_articles()[:LENGTH],
            name="name",
            text=Left(Coalesce(NullIf("masked", Value("")), "body"), LATEST_LENGTH),
            public_id="public_id",
            created="created_at",
            article_title="article__title",
        ),
        "tags": _rows(_tags(articles, lately), name="name", slug="slug"),
    }
    wanted = {name: ArraySubquery(boxes[name]) for name in names.split()}
    return SiteSettings.objects.annotate(**wanted).values(*wanted)[:1]


def _tags(articles: ArticleQuerySet, lately: int) -> models.QuerySet:
    """Those that the newest articles have most often."""
    newest = articles.newest().values("pk")[:lately]
    used = Tag.objects.filter(articles__in=newest)
    return used.annotate(number=models.Count("articles")).order_by("-number", "name")[:TAGS]


def _rows(rows: models.QuerySet, **fields: Any) -> models.QuerySet:
    return rows.values(json=JSONObject(**{name: F(f) if isinstance(f, str) else f for name, f in fields.items()}))


_READ = Prepared(_read, fixed=("names", "lately"))


def _link(view: str, row: dict[str, Any]) -> Link:
    return Link(row["name"], row["slug"], reverse(view, args=[row["slug"]]))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(row["title"], reverse("articles:article", args=[row["slug"]]), row["category"], row["number"])


def _month(month: counts.Month) -> Month:
    year, number = month.first.year, month.first.month
    return Month(year, number, month.number, reverse("articles:month", args=[year, number]))


def _comment(row: dict[str, Any]) -> LatestComment:
    url = reverse("comments:comment", args=[row["public_id"]])
    return LatestComment(row["name"], plain(row["text"]), url, row["article_title"], parse_datetime(row["created"]))
