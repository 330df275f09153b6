"""What search engines and networks are told of a page: schema.org data, and the picture for a shared link."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from newsblog.site.models import SiteSettings

from .models import Article

CARD_SIZE = (1200, 630)
LOCALES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}
HEADLINE_LENGTH = 110


@dataclass(frozen=True)
class SharedPicture:
    """The picture beside a shared link: its absolute address, its size in pixels, what is seen on it."""

    url: str
    width: int
    height: int
    alt: str


def absolute(path: str) -> str:
    """A path of the site as an address; an address stays what it is."""
    return path if "://" in path else settings.SITE_URL + path


def shared_picture(article: Article) -> SharedPicture:
    """The article's own picture, or the card that the site draws for one that has none."""
    if article.lead_picture is None:
        card = reverse("articles:card", args=[article.slug])
        return SharedPicture(absolute(f"{card}?v={article.version}"), *CARD_SIZE, alt=article.title)
    full = article.lead_picture.full
    return SharedPicture(absolute(full.src), full.width, full.height, article.lead_picture.alt or article.cover_text)


def news_article(article: Article, site: SiteSettings) -> dict[str, Any]:
    """https://schema.org/NewsArticle"""
    picture = shared_picture(article)
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(article.get_absolute_url()),
        "headline": article.title[:HEADLINE_LENGTH],
        "description": article.excerpt,
        "image": {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height},
        "datePublished": article.appeared_at.isoformat(timespec="seconds"),
        "dateModified": article.changed_at.isoformat(timespec="seconds"),
        "author": {
            "@type": "Person",
            "name": article.author.name,
            "url": absolute(article.author.get_absolute_url()),
        },
        "publisher": _publisher(site),
        "articleSection": article.category.name,
        "keywords": [tag.name for tag in article.shown_tags],
        "inLanguage": site.language,
        "isAccessibleForFree": True,
    }


def breadcrumbs(trail: Iterable[tuple[str, str | None]], here: str) -> dict[str, Any]:
    """https://schema.org/BreadcrumbList of labels with their paths; the last one, without a path, is ``here``."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(label), "item": absolute(path or here)}
            for position, (label, path) in enumerate(trail, 1)
        ],
    }


def website(site: SiteSettings) -> dict[str, Any]:
    """https://schema.org/WebSite with the search that it offers"""
    search = absolute(reverse("articles:search"))
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.name,
        "description": site.about or site.tagline,
        "url": absolute(reverse("articles:home")),
        "inLanguage": site.language,
        "publisher": _publisher(site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _publisher(site: SiteSettings) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": absolute(site.icon_url("icon-512.png"))}
    return {"@type": "Organization", "name": site.name, "url": absolute(reverse("articles:home")), "logo": logo}
