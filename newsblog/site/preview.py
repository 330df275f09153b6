"""A page as it would be with settings that are not stored: the first one, or that of an article."""

import io
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.csp import CSP

from newsblog.page_cache import parts

from .models import SiteSettings

SHOWN = {"articles:home", "articles:article"}


def preview(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the page of the address ``page`` with what the form says, or what is wrong in the form. Nothing is
    stored."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    site = SiteSettings.load()
    form: Any = desk.get_form(request, site, change=True)(request.POST, request.FILES, instance=site)
    if form.is_valid():
        site.clean()
        response = page_at(_address(request), cast("WSGIRequest", request), site)
    else:
        context = {**admin.site.each_context(request), "form": form, "is_popup": True}
        response = render(
            request, "admin/site/sitesettings/refused.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    shown: Any = response
    shown._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
    shown.xframe_options_exempt = True  # the policy says who may frame it
    return response


def _address(request: HttpRequest) -> str:
    """What was asked for, or the first page where that can't be shown."""
    address = request.POST.get("page", "/")
    try:
        return address if resolve(address).view_name in SHOWN else "/"
    except Resolver404:
        return "/"


def page_at(address: str, request: WSGIRequest, site: SiteSettings) -> HttpResponse:
    """As a reader gets it who never was here, and who isn't counted."""
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": "",
        "HTTP_COOKIE": "",
        "HTTP_PURPOSE": "preview",
    }
    page: Any = WSGIRequest({**request.environ, **asked, "wsgi.input": io.BytesIO()})
    page.user = AnonymousUser()
    page.site_settings, page.kept = site, partial(parts.kept, page)
    page.resolver_match = match = resolve(address)
    with translation.override(site.language), timezone.override(site.zone):
        response: Any = match.func(page, *match.args, **match.kwargs)
        return cast("HttpResponse", response.render() if hasattr(response, "render") else response)
