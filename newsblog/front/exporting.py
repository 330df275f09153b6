"""Makes files of the pages that the site renders for everybody."""

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from newsblog.page_cache import listener, versions
from newsblog.page_cache.requests import tags_of
from newsblog.page_cache.tags import ARTICLE

from . import headers
from .pages import Pages

logger = logging.getLogger(__name__)
Application = Callable[..., Iterable[bytes]]
# Public pages without a secret in their addresses, spelled in the one way that nginx looks for.
_PATH = re.compile(
    r"/(?:(?:articles|category|tag|author)/[A-Za-z0-9_-]{1,200}/|archive/(?:\d{4}/(?:\d\d/)?)?|hot/(?:week/|day/)?"
    r"|discussed/|comments/|corrections/)?",
    re.ASCII,
)
_PERSONAL = re.compile(r"(?:^|[; ])(?:__Host-session|session|own|time-preview|lang|messages)=")
# What the client already has, and how it wants it packed: nginx answers that from now on.
_ABOUT_COPIES = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
# So a page cache says that it gave an old copy.
STALE = "stale"


def exporting(app: Application, pages: Pages) -> Application:
    """Give each page that everybody may share to nginx, too."""
    host = urlsplit(settings.SITE_URL).netloc

    def exported(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD", "OPTIONS"}:
            response = app(environ, start_response)
            if not settings.PAGE_CACHE:
                listener.is_heard()  # so that no file of before is there when the answer is
            return response
        if not _is_for_everybody(environ, host):
            return app(environ, start_response)
        number = versions.last()
        for name in _ABOUT_COPIES:
            environ.pop(name, None)
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, given: list[tuple[str, str]], *more: Any) -> Any:
            said.append((status, given))
            return start_response(status, given, *more)

        response = app(environ, start)
        status, given = said[-1]
        if not status.startswith("200 ") or not headers.are_those_of_nginx(given) or _is_stale(given):
            return response
        body = b"".join(response)
        getattr(response, "close", lambda: None)()
        try:
            stamp = versions.stamp(tags_of(environ["PATH_INFO"], environ.get(ARTICLE)), number)
            pages.put(environ["PATH_INFO"], body, stamp)
        except OSError as error:
            logger.warning("A page could not be written for nginx: %s", error)
        return [body]

    return exported


def _is_for_everybody(environ: dict[str, Any], host: str) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("HTTP_HOST") == host
        and _PATH.fullmatch(environ.get("RAW_URI", "")) is not None
        and "HTTP_AUTHORIZATION" not in environ
        and not _PERSONAL.search(environ.get("HTTP_COOKIE", ""))
    )


def _is_stale(given: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "server-timing" and STALE in value for name, value in given)
