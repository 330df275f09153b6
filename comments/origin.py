"""Protection against posts from other sites that needs no token, so that pages stay the same for everybody."""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


def same_site_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take posts from this site's own pages alone.

    Browsers say where a form was sent from, in Sec-Fetch-Site (Fetch Metadata) and Origin (Fetch Standard), and pages
    can't forge it. A client that sends neither is no browser, and has no visitor's cookies to abuse.
    """

    @csrf_exempt
    @functools.wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site, or no page at all, sent the request."""
    fetch_site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    return fetch_site in {"same-origin", "none"} and (not origin or _is_own(origin, request))


def _is_own(origin: str, request: HttpRequest) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc == request.get_host()
