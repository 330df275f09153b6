"""What readers get where there is no page."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.csrf import requires_csrf_token

from newsblog.errors import error_page

from . import misses, similar
from .models import MAX_PATH, MissingAddress, Redirect

logger = logging.getLogger(__name__)
# Browsers would keep a permanent redirect for ever, also one that was a mistake and is undone.
KEPT = "max-age=3600"


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead to where the address was redirected to, else say that there is no such page, with the articles (``best``)
    whose address is most like this one. Misses and followed redirects are counted; a database that fails at that
    doesn't take the page away."""
    if request.method in {"GET", "HEAD"} and (address := _follow_or_note(request, exception)):
        return HttpResponsePermanentRedirect(address, headers={"Cache-Control": KEPT})
    best = []
    if misses.is_of_readers(request.path):
        with _tolerance():
            best = similar.articles_like(request.path)
    context = {"request_path": quote(request.path), "exception": _message(exception), "best": best}
    return error_page(request, "404.html", 404, **context)


def _follow_or_note(request: HttpRequest, exception: Exception) -> str:
    """Where a redirect leads this request to; "" for nowhere, which is noted."""
    address = ""
    if len(request.path) > MAX_PATH or hasattr(request, "last_page"):
        return address
    with _tolerance():
        if redirect := Redirect.objects.filter(path=request.path).first():
            address = redirect.address_with(request.META.get("QUERY_STRING", ""))
            if request.method == "GET":
                redirect.count_hit()
        elif misses.is_news(request, exception):
            MissingAddress.objects.note(request.path, misses.place_of(request.headers.get("Referer", "")))
    return address


@contextmanager
def _tolerance() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except Error as error:
        logger.warning("A missing page could not be looked up or counted: %s", error)


def _message(exception: Exception) -> str:
    """What Django's own view tells templates: the words of the exception, without the ugly ones of its resolver."""
    words = exception.args[0] if exception.args else None
    return words if isinstance(words, str) else type(exception).__name__
