"""Between password and second factor: five minutes in which the session knows who it may become."""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

HALFWAY = "access.halfway"
SECONDS = 5 * 60


def hold(request: HttpRequest, user: Any, target: str) -> None:
    """The password was right; ``target`` is where it shall go on to. The session gets another key."""
    if SESSION_KEY in request.session:
        request.session.flush()
    else:
        request.session.cycle_key()
    request.session[HALFWAY] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "target": target,
    }
    request.session.set_expiry(SECONDS)


def held(request: HttpRequest) -> tuple[Any, str] | None:
    """Who gave a right password just now, and where to go on to; None when nobody did, or too long ago, or when the
    password is another one since."""
    half = request.session.get(HALFWAY)
    if not half or not 0 <= timezone.now().timestamp() - half["at"] <= SECONDS:
        return None
    user: Any = get_user_model()._default_manager.filter(pk=half["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(half["hash"], user.get_session_auth_hash()):
        return None
    user.backend = half["backend"]
    return user, half["target"]


def finish(request: HttpRequest, user: Any, *by: str) -> None:
    """Log in for good; ``by`` says how, in words of ``auditing.WAYS``. The session gets another key again."""
    request.session.pop(HALFWAY, None)
    request.logged_in_by = by  # type: ignore[attr-defined]
    login(request, user, backend=getattr(user, "backend", "django.contrib.auth.backends.ModelBackend"))
