"""Which requests for missing pages tell an editor something, and what is kept of them."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, is_valid_path

from newsblog.site.middleware import parameter

from .models import MAX_PATH

# What browsers, probes and the site's own pages ask for by themselves.
MACHINES = (
    "/static/",
    "/media/",
    "/admin/",
    "/favicon.ico",
    "/apple-touch-icon",
    "/.well-known/",
    "/healthz",
    "/readyz",
)
MAX_PLACE = 200
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)


def is_of_readers(path: str) -> bool:
    """Whether a person may have typed, kept or followed this address."""
    return path.startswith("/") and not path.startswith(("//", *MACHINES))


def is_news(request: HttpRequest, exception: Exception) -> bool:
    """Whether a request shows that readers miss a page."""
    return (
        request.method == "GET"
        and is_of_readers(request.path)
        and len(request.path) <= MAX_PATH
        and not _is_prefetch(request)
        and not _is_part_of_page(request, exception)
        and not _gets_slash(request)
        and not _is_by_staff(request)
    )


def place_of(referrer: str) -> str:
    """Host and path of the page that a request came from; "" for none, and for what no browser sends."""
    if not (referrer.isascii() and referrer.isprintable()):
        return ""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        return ""
    place = f"{parts.netloc.lower()}{parts.path or '/'}"
    return place if len(place) <= MAX_PLACE else f"{parts.netloc.lower()[: MAX_PLACE - 1]}/"


def _is_prefetch(request: HttpRequest) -> bool:
    return any("prefetch" in request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))


def _is_part_of_page(request: HttpRequest, exception: Exception) -> bool:
    """Whether only a further page of a list, a thread or a feed is missing, not the address."""
    is_further = bool(parameter(request, "page") or parameter(request, "archive"))
    return hasattr(request, "last_page") or (is_further and not isinstance(exception, Resolver404))


def _gets_slash(request: HttpRequest) -> bool:
    """Whether Django will lead the reader to the same address with a slash."""
    return settings.APPEND_SLASH and not request.path.endswith("/") and bool(is_valid_path(f"{request.path_info}/"))


def _is_by_staff(request: HttpRequest) -> bool:
    """Asked last, and only of those with a session: the answer costs queries and makes a page vary by its cookies."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return bool(getattr(getattr(request, "user", None), "is_staff", False))
