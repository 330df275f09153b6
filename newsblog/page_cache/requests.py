"""Which requests get the page that everybody gets, and by which key it is found."""

import functools
import re
from typing import Any, NamedTuple
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings

from . import tags

# What a reader sees: spelled as the site spells its own addresses, so that no other spelling makes a second copy.
_PAGE = re.compile(
    r"/(?:(?:articles|category|tag|author)/[A-Za-z0-9_-]+/|archive/(?:\d{4}/(?:\d\d/)?)?|hot/(?:week/|day/)?"
    r"|discussed/|comments/|corrections/)?",
    re.ASCII,
)
_FOR_MACHINES = re.compile(
    r"/(?:(?:(?:category|tag|author)/[A-Za-z0-9_-]+/)?feed(?:/|\.json)|articles/[A-Za-z0-9_-]+/comments/feed(?:/|\.json)"
    r"|sitemap\.xml|sitemap-lists\.xml|news-sitemap\.xml|robots\.txt|opensearch\.xml|manifest\.webmanifest)",
    re.ASCII,
)
_PAGE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
# Parameters after which a page is one reader's own, or one that hardly another asks for.
_OWN_PARAMETERS = {"lang", "reply", "waiting", "order", "archive", "left"}
# Cookies with which a page may be another one. Those that the site doesn't know can't change it.
_OWN_COOKIES = re.compile(r"(?:^|[;, ])(?:__Host-session|session|own|time-preview|lang|messages)=")


class Key(NamedTuple):
    scheme: str
    host: str
    path: str
    page: str

    @property
    def query(self) -> str:
        return f"page={self.page}" if self.page else ""


def key_of(environ: dict[str, Any]) -> Key | None:
    """The key of the page that everybody gets for this request; None when that can't be told before it is made.

    ``environ`` is that of the request behind the proxies that the operator named.
    """
    path = environ["PATH_INFO"]
    if not _is_anybodys(environ) or not is_shared(path) or environ.get("RAW_URI", path).partition("?")[0] != path:
        return None
    query = environ.get("QUERY_STRING")
    page = _page(query) if query else ""
    return None if page is None else Key(environ["wsgi.url_scheme"], environ["HTTP_HOST"], path, page)


def is_made_of_shared_parts(environ: dict[str, Any]) -> bool:
    """Whether a page that is not kept as a whole, as that of a search, is made of parts that everybody may share."""
    return environ["PATH_INFO"] == "/search/" and _is_anybodys(environ) and _page(environ["QUERY_STRING"]) is not None


def _is_anybodys(environ: dict[str, Any]) -> bool:
    """Whether the request says nothing about who sends it."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
        return False
    cookies = environ.get("HTTP_COOKIE")
    return environ.get("HTTP_HOST", "") in _hosts() and not (cookies and _OWN_COOKIES.search(cookies))


@functools.lru_cache(8192)
def is_shared(path: str) -> bool:
    return bool(_PAGE.fullmatch(path) or _FOR_MACHINES.fullmatch(path))


def tags_of(path: str, article: int | None) -> tuple[str, ...]:
    """What the page of this address shows, of an article when one was read."""
    if article:
        return (*tags.LISTS, f"article:{article}", f"comments:{article}")
    return tags.LISTS if _PAGE.fullmatch(path) and path != "/corrections/" else tags.ALL


@functools.lru_cache(4096)
def _page(query: str) -> str | None:
    """The number of a further page; whatever else the site doesn't know is left out."""
    page = ""
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        name = unquote_plus(name)
        if name in _OWN_PARAMETERS or "\0" in unquote_plus(part):
            return None
        if name == "page":
            if page or not _PAGE_NUMBER.fullmatch(value):
                return None
            page = value
    return page


@functools.cache
def _hosts() -> frozenset[str]:
    names = {name for name in settings.ALLOWED_HOSTS if "*" not in name and not name.startswith(".")}
    return frozenset({*names, *(f"{name}:{settings.PORT}" for name in names), urlsplit(settings.SITE_URL).netloc})
