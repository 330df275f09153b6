"""Gives every request the site's settings, its language and its time zone."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from newsblog.page_cache import parts

from .models import SiteRequest, SiteSettings

LANGUAGE_PARAMETER = LANGUAGE_COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


class SiteMiddleware:
    """Sets ``request.site_settings`` and ``request.kept``.

    Labels follow the site's language, never the browser's, so that one page serves all. A reader who chooses another
    one in the footer asks for it by ``?lang=``, and a cookie that says nothing but the language keeps the choice;
    pages that follow the cookie are not for shared caches.
    Without a database the defaults hold, so that the error page can still be made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            site = parts.kept(request, "settings", (), SiteSettings.load, is_for_all=True)
        except DatabaseError:
            site = SiteSettings()
        reader = cast("SiteRequest", request)
        reader.site_settings, reader.kept = site, partial(parts.kept, request)
        asked = offered(site, parameter(request, LANGUAGE_PARAMETER))
        remembered = offered(site, request.COOKIES.get(LANGUAGE_COOKIE))
        language = asked or remembered or offered(site, site.language) or settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(site.zone):
            response = self.get_response(request)
        if site.is_hidden:
            response["X-Robots-Tag"] = "noindex, nofollow"
        if asked and asked != remembered:
            response.set_cookie(LANGUAGE_COOKIE, asked, COOKIE_SECONDS, secure=settings.HTTPS, samesite="Lax")
        if asked or remembered:
            patch_vary_headers(response, ["Cookie"])
            patch_cache_control(response, private=True)
        return response


def parameter(request: HttpRequest, name: str) -> str:
    """A parameter of the query; "" where it is missing, or where the query can't be read: then the view says so."""
    try:
        return request.GET.get(name, "")
    except SuspiciousOperation:
        return ""


def offered(site: SiteSettings, language: str | None) -> str | None:
    """The language, if readers of the site may choose it."""
    return language if language in site.offered_languages else None
