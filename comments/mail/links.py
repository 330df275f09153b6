"""Addresses in mails. What they name is signed, and each kind of address is good for its own purpose alone."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRM_LIFETIME = timedelta(days=7)
DATA_LIFETIME = timedelta(hours=1)


def url(purpose: str, value: int) -> str:
    return settings.SITE_URL + reverse(f"comments:mail-{purpose}", args=[token(purpose, value)])


def token(purpose: str, value: int) -> str:
    return _signer(purpose).sign(str(value)).replace(":", ".")


def read(purpose: str, token: str, lifetime: timedelta | None = None) -> int:
    """The number that a token names; 0, which nothing has, when it was made for something else, was changed or is too
    old."""
    try:
        return 0 if ":" in token else int(_signer(purpose).unsign(token.replace(".", ":"), max_age=lifetime))
    except (signing.BadSignature, ValueError):
        return 0


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"newsblog.comments.mail.{purpose}")
