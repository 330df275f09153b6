"""Lets the log know whose request it is, also where no request is at hand."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .log import acting


class Acting:
    """Below Django's ``AuthenticationMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = acting.set(request)
        try:
            return self.get_response(request)
        finally:
            acting.reset(token)
