"""What every login begins with, however it came about."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from newsblog.audit.log import network

from . import devices, sessions
from .models import LIFETIME
from .recently import confirm


def connect() -> None:
    user_logged_in.connect(begin, dispatch_uid="newsblog.access.begin")


def begin(request: HttpRequest, **_kwargs: Any) -> None:
    """Two weeks from now it ends, used or not."""
    now = timezone.now()
    session = request.session
    session[sessions.STARTED] = now.timestamp()
    session[sessions.DEVICE] = devices.named(request.META.get("HTTP_USER_AGENT", ""))
    session[sessions.NETWORK] = network(request.META.get("REMOTE_ADDR", ""))
    session.set_expiry(now + LIFETIME)
    confirm(request)
