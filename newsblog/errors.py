"""The pages of errors, in the site's look. Those of 500 and 503 need no database and stand by themselves."""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template import loader

from comments.origin import is_from_here

from .desk import kept

logger = logging.getLogger(__name__)
OUTAGES = (OperationalError, InterfaceError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    request.GET = QueryDict()  # what could not be read must not be read again by the page that says so
    return error_page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """For views that refuse, and for forms that came from another site (``reason``, of Django's CSRF check).

    A form of the desk that was opened before its editor logged in anew comes back as it was filled in.
    """
    if reason and (fields := kept.fields_of(request)):
        return kept.give_back(request, fields)
    return error_page(request, "403.html", 403)


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """For somebody who asks more often than is fair, and will be heard again in ``seconds`` (RFC 6585, 4)."""
    page = error_page(request, "429.html", 429, seconds=seconds)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "no-store"
    return page


def error_page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """A page in the site's look; the one of an outage when the database is away, which that look needs."""
    try:
        return render(request, template, context, status=status)
    except OUTAGES as error:
        return unavailable(request, error)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database can't be reached just now (RFC 9110, 15.6.4). A form that was sent is on the page, as it was filled
    in, to be sent again."""
    logger.error("The database can't be reached: %s", error)
    page = loader.render_to_string("503.html", {"action": request.get_full_path(), "fields": typed(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form of this site, but for passwords; not of another one's, which it could have filled in for the
    visitor."""
    if request.method != "POST" or not is_from_here(request):
        return []
    try:
        lists = request.POST.lists()
    except SuspiciousOperation:
        return []
    return [(name, str(value)) for name, values in lists for value in values if "password" not in name]
