"""The addresses of the feeds."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views import View

from articles.metadata import absolute
from articles.models import Article, Author, Category, Tag
from articles.pages import Numbered, NumberedByMonth, months_of
from articles.rendering.sanitizer import sanitize_for_feed
from newsblog.site.models import SiteRequest

from . import atom, json_feed
from .feed import Entry, Feed, Writer, tag_uri


class FeedView(View):
    """A feed of rows, the newest first. Older ones are in archives of as many that never change their number:
    ``?archive=1`` has the oldest. Subclasses say what it is about."""

    http_method_names = ["get", "head", "options"]
    format: ClassVar[Any] = atom
    request: SiteRequest

    def rows(self) -> Numbered:
        """All rows, ordered from the newest."""
        raise NotImplementedError

    def entry(self, row: Any) -> Entry:
        raise NotImplementedError

    def about(self) -> dict[str, str]:
        """``title``, ``page`` (a path) and, if any, ``subtitle``."""
        raise NotImplementedError

    def changed(self, row: Any) -> datetime:
        """When the row was changed, or appeared."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse | None:
        about, rows = self.about(), self.rows()
        number = self._archive_number(len(rows))
        shown = self._shown(rows, number)
        site = self.request.site_settings
        feed = Feed(
            title=about["title"],
            page=absolute(about["page"]),
            subtitle=about.get("subtitle", ""),
            address=self._address(number),
            language=site.language,
            icon=absolute(site.icon_url("icon-192.png")),
            entries=[self.entry(row) for row in shown],
            links=self._links(len(rows), number),
            is_archive=number is not None,
        )
        response = HttpResponse(self.format.render(feed), content_type=self.format.CONTENT_TYPE)
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        last = int(max((self.changed(row).timestamp() for row in shown), default=0)) or None
        if last:
            response["Last-Modified"] = http_date(last)
        return get_conditional_response(request, etag=etag, last_modified=last, response=response)

    def _archive_number(self, count: int) -> int | None:
        """The archive that is asked for; None for the newest entries."""
        given = self.request.GET.get("archive")
        if given is None:
            return None
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= self._archives(count)):
            raise Http404(_("This feed has no such archive."))
        return int(given[:9])

    def _shown(self, rows: Numbered, number: int | None) -> Sequence[Any]:
        size = self._size
        top = size if number is None else len(rows) - (number - 1) * size
        return rows[max(0, top - size) : top]

    def _links(self, count: int, number: int | None) -> dict[str, str]:
        last = self._archives(count)
        older = last if number is None else number - 1
        links = {"current": self._address(None)} if number else {}
        if older:
            links |= {"prev-archive": self._address(older), "next": self._address(older)}
        if number and number < last:
            links |= {"next-archive": self._address(number + 1)}
        return links

    @property
    def _size(self) -> int:
        return self.request.site_settings.feed_size

    def _archives(self, count: int) -> int:
        """So many full archives hold what the newest entries don't."""
        return max(0, -(-(count - self._size) // self._size))

    def _address(self, number: int | None) -> str:
        return absolute(self.request.path + (f"?archive={number}" if number else ""))


class ArticleFeed(FeedView):
    """The newest articles of the site, or of ``model``: a category, a tag or an author."""

    model: ClassVar[type[Category | Tag | Author] | None] = None
    field = ""

    def about(self) -> dict[str, str]:
        site = self.request.site_settings
        if self.model is None:
            return {"title": site.name, "page": reverse("articles:home"), "subtitle": site.tagline}
        self.subject: Any = get_object_or_404(self.model._default_manager, slug=self.kwargs["slug"])
        description = getattr(self.subject, "description", "") or getattr(self.subject, "note", "")
        title = f"{self.subject.name} - {site.name}"
        return {"title": title, "page": self.subject.get_absolute_url(), "subtitle": description}

    def rows(self) -> Numbered:
        rows = Article.objects.published().for_feeds().newest()
        if not self.field:
            return NumberedByMonth(rows, months_of(self.request.kept))
        return NumberedByMonth(
            rows.filter(**{self.field: self.subject}), months_of(self.request.kept, self.field, self.subject.pk)
        )

    def changed(self, row: Article) -> datetime:
        return max(row.saved_at, row.appeared_at)

    def _html(self, row: Article, url: str) -> str:
        if self.request.site_settings.feed_full_text:
            return sanitize_for_feed(row.body_html, url)
        return format_html("<p>{}</p>", row.excerpt)

    def entry(self, row: Article) -> Entry:
        """What an article says is the same in all feeds. Only its tags may change without it."""
        key = ("entry", row.pk, *(tag.name for tag in row.tags.all()))
        return self.request.kept(key, [f"article:{row.pk}"], lambda: self._entry(row))

    def _entry(self, row: Article) -> Entry:
        url = absolute(row.get_absolute_url())
        return Entry(
            id=tag_uri("article", row.pk, row.created_at),
            url=url,
            title=row.title,
            html=self._html(row, url),
            summary=row.excerpt,
            published=row.appeared_at,
            updated=row.changed_at,
            writer=Writer(row.author.name, absolute(row.author.get_absolute_url())),
            subjects=[row.category.name, *(tag.name for tag in row.tags.all())],
            picture=absolute(row.lead_picture.full.src) if row.lead_picture else "",
        )


class CategoryFeed(ArticleFeed):
    model, field = Category, "category"


class TagFeed(ArticleFeed):
    model, field = Tag, "tags"


class AuthorFeed(ArticleFeed):
    model, field = Author, "author"


def in_both_formats(view: type[FeedView]) -> tuple[Any, Any]:
    """The view for Atom and the one for JSON Feed."""
    return view.as_view(format=atom), view.as_view(format=json_feed)
