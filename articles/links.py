"""What texts lead to within the site; keeping ``InternalLink`` true whatever changes: a text, its targets, the time."""

import html
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse

from articles.models.links import InternalLink
from articles.signals import moved

_ADDRESSES = re.compile(r'href="([^"]*)"')
_PICTURES = re.compile(re.escape(settings.MEDIA_URL) + r"images/[0-9a-f]{2}/([0-9a-f]{32})/[\w.-]+")
_SLUG = re.compile(r"[\w-]{1,120}", re.ASCII)


def own_path(address: str) -> str | None:
    """The path of an address on this site, None for all others."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"} or parts.netloc not in {"", urlsplit(settings.SITE_URL).netloc}:
        return None
    return unquote(parts.path)


def article_slug(address: str) -> str | None:
    """The slug in the address of an article of this site."""
    path = own_path(address) or ""
    before, after = reverse("articles:article", args=["-"]).split("-")
    slug = path.removeprefix(before).removesuffix(after)
    return slug if path in {f"{before}{slug}{after}", f"{before}{slug}"} and _SLUG.fullmatch(slug) else None


def picture_token(address: str) -> str | None:
    """The token in the address of a picture of the library."""
    match = _PICTURES.fullmatch(own_path(address) or "")
    return match[1] if match else None


def keep(article: Any) -> None:
    """Bring the links of a stored article and the state of those that lead to it up to date."""
    wanted = set(_targets(article))
    there = {(one.kind, one.target): one.pk for one in article.internal_links.all()}
    if gone := [pk for link, pk in there.items() if link not in wanted]:
        InternalLink.objects.filter(pk__in=gone).delete()
    new = [InternalLink(article=article, kind=kind, target=target) for kind, target in wanted - there.keys()]
    InternalLink.objects.bulk_create(new, ignore_conflicts=True)
    if wanted:
        article.internal_links.all().judge()
    judge_those_to(article)


def judge_those_to(article: Any) -> None:
    """Look again at the links that lead to an article, by any slug that it has or had."""
    slugs = [article.slug, *article.old_slugs.values_list("slug", flat=True)]
    InternalLink.objects.to_articles(slugs).judge()


def connect() -> None:
    from articles.models import Article, Image, SlugRedirect

    moved.connect(_article_moved, dispatch_uid="links.moved")
    post_delete.connect(_slug_gone, Article, dispatch_uid="links.article")
    post_delete.connect(_slug_gone, SlugRedirect, dispatch_uid="links.slug")
    post_save.connect(_picture_changed, Image, dispatch_uid="links.picture")
    post_delete.connect(_picture_changed, Image, dispatch_uid="links.no-picture")


def _targets(article: Any) -> set[tuple[str, str]]:
    addresses = map(html.unescape, _ADDRESSES.findall(article.body_html))
    slugs = {slug for address in addresses if (slug := article_slug(address))}
    tokens = {match[1] for match in _PICTURES.finditer(article.body)}
    kinds = InternalLink.Kind
    return {(kinds.ARTICLE.value, slug) for slug in slugs} | {(kinds.PICTURE.value, token) for token in tokens}


def _article_moved(article: Any, **_kwargs: Any) -> None:
    judge_those_to(article)


def _slug_gone(instance: Any, **_kwargs: Any) -> None:
    InternalLink.objects.to_articles([instance.slug]).judge()


def _picture_changed(instance: Any, **_kwargs: Any) -> None:
    InternalLink.objects.to_picture(instance.token).judge()
