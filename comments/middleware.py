"""Lets a visitor see the own comments that nobody else sees, on a page that nobody else gets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from .posting import own


class OwnComments:
    """A page that shows comments of one browser alone (``request.own_comments``, set where they are looked for) is
    that browser's. When there are none left, it gets the page that everybody gets from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        mine = getattr(request, "own_comments", None)
        if mine is not None:
            add_never_cache_headers(response)
            if not mine and response.status_code == 200:
                own.unmark(response, request.path)
        return response
