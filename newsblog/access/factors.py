"""The second factor of an account: an authenticator, passkeys, and recovery codes for both."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from articles.editor import signed_in
from newsblog import audit

from . import sealing, totp
from .models import Authenticator, Login, Passkey, RecoveryCode


def has_second(user: Any) -> bool:
    """Whether a password alone doesn't let that account in."""
    return Authenticator.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def accept(user: Any, code: str) -> str:
    """How the code is right: by the "authenticator", or as one for "recovery", which it is no more then; or ""."""
    authenticator = Authenticator.objects.filter(user=user).first()
    if authenticator and authenticator.accept(code):
        return "authenticator"
    return "recovery" if RecoveryCode.use(user, code) else ""


def set_up(request: HttpRequest, secret: bytes, code: str) -> bool:
    """Make an authenticator app the second factor, once its first code is right; other logins end."""
    step = totp.matching_step(secret, code)
    if step is None:
        return False
    with transaction.atomic():
        fields = {"sealed_secret": sealing.sealed(secret), "last_step": step}
        Authenticator.objects.update_or_create(user=signed_in(request), defaults=fields)
        audit.note("second_factor.set", about=signed_in(request), request=request)
        end_others(request)
    return True


def first_codes(user: Any) -> list[str]:
    """Recovery codes for an account that has none yet; [] for the others."""
    return [] if RecoveryCode.objects.filter(user=user).exists() else RecoveryCode.renew(user)


def remove_authenticator(request: HttpRequest) -> None:
    with transaction.atomic():
        Authenticator.objects.filter(user=signed_in(request)).delete()
        audit.note("second_factor.removed", about=signed_in(request), request=request)
        tidy(request)


def tidy(request: HttpRequest) -> None:
    """After a factor went: other logins end, and recovery codes have nothing to recover when it was the last one."""
    if not has_second(request.user):
        RecoveryCode.objects.filter(user=signed_in(request)).delete()
    end_others(request)


def end_others(request: HttpRequest) -> int:
    """End the other logins of whoever asks; how many those were."""
    return Login.objects.end_all(request.user, but=request.session.session_key)


def reset(user: Any, *, by: Any = None, detail: str = "") -> None:
    """Let an account in with its password alone again, and end its logins: for whoever lost everything."""
    with transaction.atomic():
        for model in (Authenticator, Passkey, RecoveryCode):
            model.objects.filter(user=user).delete()
        Login.objects.end_all(user)
        audit.note("second_factor.reset", by=by, about=user, detail=detail)
