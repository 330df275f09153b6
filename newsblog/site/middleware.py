"""Gives every request the site's settings, its language and its time zone."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from .models import SiteRequest, SiteSettings


class SiteMiddleware:
    """Sets ``request.site_settings``. Labels follow the site's language, never the browser's: one page serves all.

    Without a database the defaults hold, so that the error page can still be made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            site = SiteSettings.load()
        except DatabaseError:
            site = SiteSettings()
        cast("SiteRequest", request).site_settings = site
        supported = dict(settings.LANGUAGES)
        language = site.language if site.language in supported else settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(site.zone):
            return self.get_response(request)
