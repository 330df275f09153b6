"""Codes of six digits that change every 30 seconds (RFC 6238), as every authenticator app makes them: with SHA-1."""

import base64
import hmac
import secrets
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils import timezone

SECONDS, DIGITS = 30, 6
SECRET_BYTES = 20  # RFC 4226, 4: as long as the digest


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret: bytes, code: str, *, after: int = 0) -> int | None:
    """The step of time that the code belongs to: this one, or, since clocks differ, the one before or behind (RFC 6238,
    5.2). None when it is wrong, or of a step that is not ``after`` the last one used."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    now = int(timezone.now().timestamp()) // SECONDS
    steps = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(secret, step), digits)]
    return next((step for step in steps if step > after), None)


def code_at(secret: bytes, step: int) -> str:
    return TOTP(secret, DIGITS, SHA1(), SECONDS).generate(step * SECONDS).decode()  # noqa: S303


def as_text(secret: bytes) -> str:
    """The secret as people type it into an app: Base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """What the QR code says (Key URI Format)."""
    issuer = issuer.replace(":", " ")
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?secret={as_text(secret).replace(' ', '')}&issuer={quote(issuer, safe='')}"
