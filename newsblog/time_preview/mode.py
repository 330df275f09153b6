"""The mode itself: turned on, asked for, left."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

COOKIE = "time-preview"
KEY = "time_preview"
LASTS = timedelta(hours=1)


def may_use(request: HttpRequest) -> bool:
    """Whether the request comes from staff who decide what readers see, or write it."""
    user = request.user
    has_permission = user.has_perm("articles.publish_article") or user.has_perm("articles.change_article")
    return admin.site.has_permission(request) and has_permission


def enter(request: HttpRequest, response: HttpResponseBase, at: datetime) -> None:
    request.session[KEY] = {"at": at.isoformat(), "until": (timezone.now() + LASTS).isoformat()}
    response.set_cookie(COOKIE, "1", int(LASTS.total_seconds()), httponly=True, secure=settings.HTTPS, samesite="Lax")


def leave(request: HttpRequest, response: HttpResponseBase) -> None:
    request.session.pop(KEY, None)
    forget_cookie(response)


def forget_cookie(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def is_marked(request: HttpRequest) -> bool:
    return COOKIE in request.COOKIES and settings.SESSION_COOKIE_NAME in request.COOKIES


def moment_of(request: HttpRequest) -> datetime | None:
    """The time that the request's login looks at; None when the mode is over, or its user may not use it."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    at, until = (parse_datetime(kept.get(name, "")) for name in ("at", "until"))
    if at is None or until is None or until <= timezone.now() or not may_use(request):
        return None
    return max(at, timezone.now())
