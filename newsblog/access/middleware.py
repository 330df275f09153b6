"""What holds for every page of the desk."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from newsblog.site.models import SiteRequest

from .factors import has_second

GetResponse = Callable[[HttpRequest], HttpResponse]
DESK = "/admin/"
LOGOUT = "/admin/logout/"


class PrivateDesk:
    """Nothing of the desk is found by search engines, kept by caches, or told to other sites.

    The outermost but for compression: it holds for errors and redirects too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if f"{request.path}/".startswith(DESK):
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Cache-Control"] = "no-store, private"
            response["Referrer-Policy"] = "same-origin"
        if request.path == LOGOUT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache"'
        return response


class SecondFactorGate:
    """Where the site demands a second factor, staff without one get no further than to the page that sets it up."""

    GUARDED = (DESK, "/markdownx/")
    OPEN = ("/admin/account/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/", "/admin/password_change/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_stopped(request):
            return self.get_response(request)
        if request.method in {"GET", "HEAD"}:
            return redirect("account:set-up")
        raise PermissionDenied

    def _is_stopped(self, request: HttpRequest) -> bool:
        if not request.path.startswith(self.GUARDED) or request.path.startswith(self.OPEN):
            return False
        if not cast("SiteRequest", request).site_settings.require_second_factor:
            return False
        user: Any = request.user
        return bool(user.is_authenticated and user.is_staff and not has_second(user))
