"""Small files for machines: robots.txt, the OpenSearch description; and the pictures for shared links."""

import functools
import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from newsblog.site.models import SiteRequest

from .cards import drawing
from .metadata import absolute
from .models import Article

CARD_SECONDS = 24 * 3600


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers can search the site (OpenSearch 1.1)."""
    return render(request, "articles/opensearch.xml", content_type="application/opensearchdescription+xml")


@require_safe
def site_card(request: SiteRequest) -> HttpResponse:
    """The picture for a link to the site."""
    site = request.site_settings
    return _png(site.tagline or site.name, site.name, "")


@require_safe
def article_card(request: SiteRequest, slug: str) -> HttpResponse:
    """The picture for a link to an article that has none of its own."""
    article = get_object_or_404(Article.objects.published().for_lists(), slug=slug)
    return _png(article.title, request.site_settings.name, article.category.name)


@require_safe
def article_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The article's address as a QR code (SVG), to carry it from a screen to a phone."""
    article = get_object_or_404(Article.objects.published().only("slug"), slug=slug)
    code = segno.make(absolute(article.get_absolute_url()), error="m", micro=False)
    svg = io.BytesIO()
    code.save(svg, kind="svg", scale=4, border=3, dark="#000", light="#fff")
    return HttpResponse(
        svg.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": f"max-age={CARD_SECONDS}"}
    )


def _png(title: str, site_name: str, category: str) -> HttpResponse:
    headers = {"Cache-Control": f"max-age={CARD_SECONDS}"}
    return HttpResponse(_card(title, site_name, category), content_type="image/png", headers=headers)


# Drawing takes a tenth of a second; a link that many people share is asked for again and again.
@functools.lru_cache(maxsize=64)
def _card(title: str, site_name: str, category: str) -> bytes:
    return drawing.draw(title, site_name, category)
