"""Shows the site at the time that an editor chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import moment
from newsblog.errors import typed

from . import mode

# The desk tells what is; a guest's link has its own text; the rest has no time.
ELSEWHERE = ("/admin/", "/preview/", "/markdownx/", "/media/", "/healthz", "/readyz")


class TimePreview:
    """Below Django's ``AuthenticationMiddleware``. In the mode pages are read, nothing is sent, no answer is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not mode.is_marked(request) or request.path.startswith(ELSEWHERE):
            return self.get_response(request)
        at = mode.moment_of(request)
        if at is None:
            response = self.get_response(request)
            mode.forget_cookie(response)
            return response
        token = moment.chosen.set(at)
        try:
            response = self.get_response(request) if request.method in {"GET", "HEAD"} else _refuse(request)
        finally:
            moment.chosen.reset(token)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


def _refuse(request: HttpRequest) -> HttpResponse:
    words = [value for name, value in typed(request) if name == "body"]
    return render(request, "time_preview/refused.html", {"typed": "\n\n".join(words)}, status=403)
