"""Sitemaps (https://www.sitemaps.org/protocol.html, version 0.9, with Google's extensions for images and news).

The parts are numbered by the articles' numbers, so that an old part doesn't change when an article is published.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from newsblog.site.models import SiteRequest, SiteSettings

from . import moment
from .feeds.feed import xml_text
from .metadata import absolute
from .models import Article, Author, Category, Image, Tag
from .templatetags.articles import iso_time

# As many addresses as the protocol allows in one file.
PART = 50_000
# So many are sent together: a packet for each address would take longer than making it.
AT_ONCE = 500
NEWS_HOURS, NEWS_MOST = 48, 1000
# Two letters as in ISO 639, but for Chinese.
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}
IMAGES = {"image": "http://www.google.com/schemas/sitemap-image/1.1"}
NEWS = {"news": "http://www.google.com/schemas/sitemap-news/0.9"}
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
    return _urlset(_article_urls(found), **IMAGES)


@require_safe
def lists(request: HttpRequest) -> StreamingHttpResponse:
    """Home, archive, rankings, and every category, tag and author that has articles.

    When a tag's newest article appeared is not said: of a tag with few it would be long to find in a large archive.
    """
    pages = [_url(absolute(reverse(f"articles:{name}"))) for name in ("home", "archive", "hot")]
    published = Article.objects.published()
    for model, name in ((Category, "category"), (Author, "author")):
        address = _addresses(name)
        dated = Subquery(published.newest().filter(**{name: OuterRef("pk")}).values("published_at")[:1])
        rows = model._default_manager.annotate(newest=dated).filter(newest__isnull=False).order_by("pk")
        pages += [_url(address(slug), newest) for slug, newest in rows.values_list("slug", "newest")[: PART // 4]]
    address = _addresses("tag")
    used = Tag.objects.filter(Exists(published.filter(tags=OuterRef("pk")))).order_by("pk")
    pages += [_url(address(slug)) for slug in used.values_list("slug", flat=True)[: PART // 4]]
    return _urlset(pages, **IMAGES)


@require_safe
def news(request: SiteRequest) -> StreamingHttpResponse:
    """The articles of the last two days for news search, the newest first.

    When there is none, the first page stands alone in it: the schema asks for at least one address.
    """
    urls = request.kept("news sitemap", ["articles"], lambda: "".join(_news_urls(request.site_settings)), 20)
    return _urlset([urls or _url(absolute(reverse("articles:home")))], **NEWS)


def _news_urls(site: SiteSettings) -> Iterator[str]:
    since = moment.db_now() - timedelta(hours=NEWS_HOURS)
    articles = Article.objects.published().filter(published_at__gt=since).newest()
    rows: Any = articles.values_list("slug", "title", "published_at")[:NEWS_MOST]
    address, language = _addresses("article"), NEWS_LANGUAGES.get(site.language, site.language)
    name = f"<news:name>{escape(xml_text(site.name))}</news:name><news:language>{language}</news:language>"
    for slug, title, published_at in rows:
        yield (
            f"<url><loc>{address(slug)}</loc><news:news><news:publication>{name}</news:publication>"
            f"<news:publication_date>{iso_time(published_at)}</news:publication_date>"
            f"<news:title>{escape(xml_text(title))}</news:title></news:news></url>\n"
        )


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
    address = _addresses("article")
    pictures = Image.objects.in_bulk([picture for _slug, _changed, picture in batch if picture])
    for slug, changed, picture in batch:
        yield _url(address(slug), changed, absolute(pictures[picture].full.src) if picture in pictures else "")


def _addresses(name: str) -> Callable[[str], str]:
    """The addresses of the pages with this name by their slugs, which are plain letters: to ask for each would take
    longer than all the rest."""
    before, after = absolute(reverse(f"articles:{name}", args=["-"])).rsplit("-", 1)
    return lambda slug: f"{before}{slug}{after}"


def _url(address: str, changed: datetime | None = None, image: str = "") -> str:
    dated = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    pictured = f"<image:image><image:loc>{image}</image:loc></image:image>" if image else ""
    return f"<url><loc>{address}</loc>{dated}{pictured}</url>\n"


def _urlset(urls: Iterable[str], **namespaces: str) -> StreamingHttpResponse:
    def whole() -> Iterator[str]:
        names = "".join(f' xmlns:{name}="{address}"' for name, address in namespaces.items())
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{names}>\n'
        for some in itertools.batched(urls, AT_ONCE):
            yield "".join(some)
        yield "</urlset>\n"

    return StreamingHttpResponse(whole(), content_type=CONTENT_TYPE)
