"""Sitemaps (https://www.sitemaps.org/protocol.html, version 0.9, with Google's extensions for images and news).

The parts are numbered by the articles' numbers, so that an old part doesn't change when an article is published.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsblog.site.models import SiteRequest

from . import moment
from .feeds.feed import xml_text
from .metadata import absolute
from .models import Article, Author, Category, Image, Tag

# As many addresses as the protocol allows in one file.
PART = 50_000
NEWS_HOURS, NEWS_MOST = 48, 1000
# Two letters as in ISO 639, but for Chinese.
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
CONTENT_TYPE = "application/xml; charset=utf-8"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The index of all parts: the lists, then the articles by the fifty thousand of their numbers."""
    addresses = [absolute(reverse("articles:sitemap-lists"))]
    addresses += [absolute(reverse("articles:sitemap-articles", args=[part])) for part in _parts()]
    return render(request, "articles/sitemap_index.xml", {"addresses": addresses}, content_type=CONTENT_TYPE)


def _parts() -> list[int]:
    """The parts that have an article, each found by one step in the index of numbers."""
    numbers = Article.objects.published().order_by("pk").values("pk")
    first, first_values = numbers[:1].query.sql_with_params()
    after = numbers.filter(pk__gt=RawSQL("parts.number * %s", [PART]))
    following, following_values = after[:1].query.sql_with_params()
    steps = f"""
        WITH RECURSIVE parts (number) AS (
            SELECT (({first}) - 1) / {PART} + 1
            UNION ALL SELECT (({following}) - 1) / {PART} + 1 FROM parts WHERE number IS NOT NULL
        )
        SELECT number FROM parts WHERE number IS NOT NULL
    """  # noqa: S608 - Django's own SQL, and a constant
    with connection.cursor() as cursor:
        cursor.execute(steps, first_values + following_values)
        return [number for (number,) in cursor.fetchall()]


@require_safe
def article_part(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The published articles of one part, with their pictures."""
    rows = Article.objects.published().filter(pk__gt=(number - 1) * PART, pk__lte=number * PART).order_by("pk")
    if not rows.exists():
        raise Http404
    changed = Greatest("published_at", "updated_at")
    found = rows.annotate(changed=changed).values_list("slug", "changed", "lead_picture_id")
    return _urlset(_article_urls(found))


@require_safe
def lists(request: HttpRequest) -> StreamingHttpResponse:
    """Home, archive, rankings, and every category, tag and author that has articles.

    When a tag's newest article appeared is not said: of a tag with few it would be long to find in a large archive.
    """
    pages: list[tuple[str, datetime | None]] = [(reverse(f"articles:{n}"), None) for n in ("home", "archive", "hot")]
    published = Article.objects.published()
    for model in (Category, Author):
        dated = Subquery(
            published.newest().filter(**{str(model._meta.model_name): OuterRef("pk")}).values("published_at")[:1]
        )
        rows = model._default_manager.annotate(newest=dated).filter(newest__isnull=False).order_by("pk")
        pages += [(row.get_absolute_url(), row.newest) for row in rows[: PART // 4]]
    used = Tag.objects.filter(Exists(published.filter(tags=OuterRef("pk")))).order_by("pk")
    pages += [(tag.get_absolute_url(), None) for tag in used.only("slug")[: PART // 4]]
    return _urlset(_url(path, changed) for path, changed in pages)


@require_safe
def news(request: SiteRequest) -> HttpResponse:
    """The articles of the last two days for news search, the newest first.

    When there is none, the first page stands alone in it: the schema asks for at least one address.
    """
    since = moment.db_now() - timedelta(hours=NEWS_HOURS)
    articles = (
        Article.objects.published()
        .filter(published_at__gt=since)
        .newest()
        .only("slug", "title", "published_at")[:NEWS_MOST]
    )
    language = request.site_settings.language
    context = {"articles": articles, "language": NEWS_LANGUAGES.get(language, language)}
    return render(request, "articles/news_sitemap.xml", context, content_type=CONTENT_TYPE)


def _article_urls(rows: Any) -> Iterator[str]:
    """In batches, so that fifty thousand rows never are in memory at once."""
    batch: list[tuple[str, datetime, int | None]] = []
    for row in rows.iterator(chunk_size=1000):
        batch.append(row)
        if len(batch) == 1000:
            yield from _with_pictures(batch)
            batch = []
    yield from _with_pictures(batch)


def _with_pictures(batch: list[tuple[str, datetime, int | None]]) -> Iterator[str]:
    pictures = Image.objects.in_bulk([picture for _slug, _changed, picture in batch if picture])
    for slug, changed, picture in batch:
        image = absolute(pictures[picture].full.src) if picture in pictures else ""
        yield _url(reverse("articles:article", args=[slug]), changed, image)


def _url(path: str, changed: datetime | None, image: str = "") -> str:
    parts = [f"<loc>{xml_text(absolute(path))}</loc>"]
    if changed:
        parts.append(f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>")
    if image:
        parts.append(f"<image:image><image:loc>{image}</image:loc></image:image>")
    return f"<url>{''.join(parts)}</url>\n"


def _urlset(urls: Iterable[str]) -> StreamingHttpResponse:
    def whole() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        yield ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        yield from urls
        yield "</urlset>\n"

    return StreamingHttpResponse(whole(), content_type=CONTENT_TYPE)
