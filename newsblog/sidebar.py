"""The boxes beside every page, and the menu, read from the database in one query."""

import functools
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
from django.utils.translation import gettext

from articles.models import Article, ArticleCount, ArticleQuerySet, Category, Tag, counts
from articles.rendering import render
from comments.models import Comment, Discussion
from comments.rendering import plain

from .site.models import SiteSettings

LENGTH = 6
TAGS = 24
# Among so many of the newest articles the tags are counted, so that the cost does not grow with the archive.
LATELY = 500
MONTHS = 12
# Of a comment so much is looked at for its one line.
LATEST_LENGTH = 200


@dataclass(frozen=True)
class Entry:
    """A line of a box. What a box doesn't show is empty."""

    title: str
    url: str
    category: str = ""
    views: int = 0
    comments: int = 0


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
    """A box, and the template that draws it."""

    name: str
    template: str


class Sidebar:
    """The boxes that the site shows, and its menu.

    What pages show of it is read at once, each box as an array that the database makes; a box that the site doesn't
    show is read only when a page asks for it.
    """

    def __init__(self, site: SiteSettings) -> None:
        self.site = site
        self._found: dict[str, list[dict[str, Any]]] = {}

    @classmethod
    def load(cls) -> Self:
        return cls(SiteSettings.load())

    @property
    def boxes(self) -> list[ShownBox]:
        """Those that the site shows, in its order."""
        return [ShownBox(name, f"components/boxes/{name}.html") for name in self.site.sidebar_boxes]

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
        return [_link("articles:category", row) for row in self._rows("categories")]

    @cached_property
    def hot(self) -> list[Entry]:
        return [_entry(row) for row in self._rows("hot")]

    @cached_property
    def discussed(self) -> list[Entry]:
        return [_entry(row) for row in self._rows("discussed")]

    @cached_property
    def latest_comments(self) -> list[LatestComment]:
        return [_comment(row) for row in self._rows("latest_comments")]

    @cached_property
    def tags(self) -> list[Link]:
        return [_link("articles:tag", row) for row in self._rows("tags")]

    @cached_property
    def months(self) -> list[Month]:
        """Those with articles of the year that ends with the newest one's."""
        months = ArticleCount.objects.months()
        return [_month(month) for month in months if month.until(months[0]) < MONTHS]

    @property
    def text(self) -> str:
        """The own text of the site, as sanitised HTML."""
        return _html(self.site.box_text)

    @property
    def _menu_needs_names(self) -> bool:
        return not self.site.menu or any(not entry["label"] for entry in self.site.menu)

    def _rows(self, name: str) -> list[dict[str, Any]]:
        if name not in self._found:
            shown = {*self.site.sidebar_boxes, *(["categories"] if self._menu_needs_names else [])}
            self._found |= _read({name} if self._found else {name, *shown})
        return self._found[name]


def _read(names: set[str]) -> dict[str, list[dict[str, Any]]]:
    boxes = {name: ArraySubquery(rows) for name, rows in _boxes().items() if name in names}
    found: dict[str, list[dict[str, Any]]] | None = SiteSettings.objects.annotate(**boxes).values(*boxes).first()
    return found or {name: [] for name in boxes}


# The same for every reader until an editor changes it.
@functools.lru_cache(maxsize=4)
def _html(markdown: str) -> str:
    return mark_safe(render(markdown).html)  # noqa: S308 - the renderer sanitises last


def _boxes() -> dict[str, models.QuerySet]:
    articles = Article.objects.published()
    entry = {"title": "title", "slug": "slug", "category": "category__name"}
    return {
        "categories": _rows(Category.objects.order_by("position", "id"), name="name", slug="slug"),
        "hot": _rows(articles.most_read()[:LENGTH], **entry, views="views__total"),
        "discussed": _rows(
            Discussion.most_discussed(articles)[:LENGTH],
            **entry,
            comments="discussion__total",
        ),
        "latest_comments": _rows(
            Comment.objects.on_public_articles()[:LENGTH],
            name="name",
            text=Left(Coalesce(NullIf("masked", Value("")), "body"), LATEST_LENGTH),
            public_id="public_id",
            created="created_at",
            slug="article__slug",
            article_title="article__title",
        ),
        "tags": _rows(_tags(articles), name="name", slug="slug"),
    }


def _tags(articles: ArticleQuerySet) -> models.QuerySet:
    """Those that the newest articles have most often."""
    newest = articles.newest().values("pk")[:LATELY]
    used = Tag.objects.filter(articles__in=newest)
    return used.annotate(number=models.Count("articles")).order_by("-number", "name")[:TAGS]


def _rows(rows: models.QuerySet, **fields: Any) -> models.QuerySet:
    return rows.values(json=JSONObject(**{name: F(f) if isinstance(f, str) else f for name, f in fields.items()}))


def _link(view: str, row: dict[str, Any]) -> Link:
    return Link(row["name"], row["slug"], reverse(view, args=[row["slug"]]))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["title"],
        reverse("articles:article", args=[row["slug"]]),
        row["category"],
        row.get("views", 0),
        row.get("comments", 0),
    )


def _month(month: counts.Month) -> Month:
    year, number = month.first.year, month.first.month
    return Month(year, number, month.number, reverse("articles:month", args=[year, number]))


def _comment(row: dict[str, Any]) -> LatestComment:
    url = reverse("comments:comment", args=[row["public_id"]])
    return LatestComment(row["name"], plain(row["text"]), url, row["article_title"], parse_datetime(row["created"]))
