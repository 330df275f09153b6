"""Secrets that the site must be able to read again, unreadable in a copy of its database."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def sealed(secret: bytes) -> str:
    return _box().encrypt(secret).decode()


def opened(text: str) -> bytes | None:
    """The secret; None when it was sealed under a SECRET_KEY that is not known any more, or by nobody."""
    try:
        return _box().decrypt(text.encode())
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"newsblog.access " + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
