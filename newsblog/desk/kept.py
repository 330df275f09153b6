"""Nobody loses a text because the session ended while it was written.

What was posted comes back in a page with a button that sends it again. Nothing is stored: the page itself has it, so a
login in another tab, with whatever steps it takes, is all that is needed in between.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Fields = list[tuple[str, str]]


def or_keep(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of the admin that gives a form back that was sent without being logged in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *arguments: Any, **given: Any) -> Any:
        if request.method == "POST" and not request.user.is_authenticated and (fields := fields_of(request)):
            return give_back(request, fields)
        return view(request, *arguments, **given)

    return wrapped


def fields_of(request: HttpRequest) -> Fields:
    """What was filled in, when it is a form of the desk, sent from a page of this site."""
    from newsblog.errors import typed

    if not request.path.startswith("/admin/") or request.path == "/admin/login/":
        return []
    return [(name, value) for name, value in typed(request) if name != "csrfmiddlewaretoken"]


def give_back(request: HttpRequest, fields: Fields) -> HttpResponse:
    return render(request, "admin/desk/kept.html", {"fields": fields}, status=HTTPStatus.FORBIDDEN)
