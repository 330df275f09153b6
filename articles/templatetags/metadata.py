"""What a page says of itself in its head."""

import json
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import metadata
from articles.models import Article

register = template.Library()

# What could end the element or begin a comment in it, as in django.utils.html.json_script.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.inclusion_tag("articles/metadata.html", takes_context=True)
def article_metadata(context: Context, article: Article) -> dict[str, Any]:
    """Open Graph, Twitter card and schema.org data of an article."""
    site = context["site"]
    data = [metadata.news_article(article, site)]
    if trail := context.get("breadcrumb"):
        data.append(metadata.breadcrumbs(trail, article.get_absolute_url()))
    return {
        "type": "article",
        "title": article.title,
        "description": article.excerpt,
        "url": metadata.absolute(article.get_absolute_url()),
        "picture": metadata.shared_picture(article),
        "article": article,
        "data": data,
        **_site(context),
    }


@register.inclusion_tag("articles/metadata.html", takes_context=True)
def list_metadata(context: Context) -> dict[str, Any]:
    """The same of a list; the first page of the site tells of the whole site."""
    site = context["site"]
    card = metadata.absolute(reverse("articles:site-card"))
    trail = context.get("breadcrumb")
    return {
        "type": "website",
        "title": context.get("heading") or site.name,
        "description": context.get("description") or site.about or site.tagline or site.name,
        "url": context["canonical"],
        "picture": metadata.SharedPicture(card, *metadata.CARD_SIZE, alt=site.name),
        "data": [metadata.breadcrumbs(trail, context["request"].path)] if trail else [metadata.website(site)],
        **_site(context),
    }


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """JSON that is safe inside a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - escaped here


def _site(context: Context) -> dict[str, Any]:
    site = context["site"]
    return {"site": site, "locale": metadata.LOCALES.get(site.language, "")}
