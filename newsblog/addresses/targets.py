"""Addresses of this site: how they are written, and whether there is a page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import gettext as _

from articles.models import Article, Author, Category, Tag

# Whose slug stands behind the first part of an address.
SUBJECTS: dict[str, Callable[[], QuerySet[Any]]] = {
    "articles": lambda: Article.objects.published(),
    "category": lambda: Category.objects.all(),
    "tag": lambda: Tag.objects.all(),
    "author": lambda: Author.objects.all(),
}


def local(text: str) -> str:
    """``text`` as the path, query and fragment that a ``Location`` header takes.

    Raises:
        ValidationError: when it is no address of this site, or would not be read as one by every browser.
    """
    if not text.startswith("/") or text.startswith("//"):
        raise ValidationError(_("A redirect leads to a page of this site: its address starts with one /."))
    if "\\" in text or not unquote(text).isprintable():
        raise ValidationError(_("There is a character in this address that no address of this site has."))
    parts = urlsplit(text)
    return urlunsplit(
        ("", "", escape_uri_path(unquote(parts.path)), iri_to_uri(parts.query), iri_to_uri(parts.fragment))
    )


def path_of(target: str) -> str:
    """The path of an address in the letters that ``request.path`` has for it."""
    return unquote(urlsplit(target).path)


def check_answers(target: str) -> None:
    """
    Raises:
        ValidationError: when readers would find nothing at a local address.
    """
    try:
        match = resolve(path_of(target))
    except Resolver404:
        raise ValidationError(_("There is no page at this address.")) from None
    subjects = SUBJECTS.get(match.route.partition("/")[0])
    if subjects and "slug" in match.kwargs and not subjects().filter(slug=match.kwargs["slug"]).exists():
        raise ValidationError(_("Nothing is published at this address."))


def without_site(text: str) -> str:
    """What an editor typed or pasted, less the scheme and the host of this site."""
    site = urlsplit(settings.SITE_URL)
    for scheme in ("https", "http"):
        start = f"{scheme}://{site.netloc}"
        if text.lower() == start.lower():
            return "/"
        if text.lower().startswith(f"{start}/".lower()):
            return text[len(start) :]
    return text


def typed_path(text: str) -> str:
    """The path that an editor typed or pasted, in the letters of ``request.path``.

    Raises:
        ValidationError: when there is more to it than a path.
    """
    path = without_site(text)
    if "?" in path or "#" in path:
        raise ValidationError(_("Without what follows ? or #: the redirect holds for every query."))
    return unquote(path)


def unquoted(address: str) -> str:
    """An address in the letters that people read."""
    return unquote(address)


def shown(text: str) -> str:
    """``text`` with what can't be seen, or turns the line around, written as in an address (%0A)."""
    return "".join(letter if letter.isprintable() else quote(letter, errors="replace") for letter in text)
