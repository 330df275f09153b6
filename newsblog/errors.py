"""The pages of errors, in the site's look. Those of 500 and 503 need no database and stand by themselves."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    request.GET = QueryDict()  # what could not be read must not be read again by the page that says so
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """For views that refuse, and for forms that came from another site (``reason``, of Django's CSRF check)."""
    return render(request, "403.html", status=403)


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """For somebody who asks more often than is fair, and will be heard again in ``seconds`` (RFC 6585, 4)."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    page = render(request, "429.html", {"seconds": seconds}, status=429)
    for name, value in headers.items():
        page[name] = value
    return page
