"""What the operator sets by environment variables: read once, checked at once, with clear complaints."""

import ipaddress
import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

BASE_FOLDER = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str) -> list[str]:
    """A list, separated by commas or blanks."""
    return text(name).replace(",", " ").split()


def integer(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def switch(name: str, *, default: bool) -> bool:
    """ "on" or "off"."""
    value = text(name, "on" if default else "off").lower()
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value == "on"


def web_address(name: str, default: str) -> str:
    """An address such as ``https://news.example.com``, without a slash at its end."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must be an address like https://news.example.com, not {value!r}.")
    return value


def mail_server(name: str) -> dict[str, Any] | None:
    """A mail server such as ``smtp://user:password@mail.example.com:587?from=news@example.com``: what Django's SMTP
    backend takes, and ``from``. ``smtp`` speaks TLS by STARTTLS unless the server is this machine's, ``smtps`` from
    the first word; ``?tls=no`` does without, ``?tls=starttls`` insists. Marks in user and password are written as in
    addresses (``%40``)."""
    value = text(name)
    if not value:
        return None
    example = "smtp://user:password@mail.example.com:587?from=news@example.com"
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"{name} must be an address like {example}.")
    query = dict(parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True))
    if query.keys() - {"from", "tls"} or query.get("tls", "no") not in {"no", "starttls"}:
        raise ImproperlyConfigured(
            f"{name} may say from=… and tls=starttls or tls=no after the question mark: {example}."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ImproperlyConfigured(f"{name} must have both a user and a password, or none: {example}.")
    sender = _mail_address(query.get("from") or user)
    if not sender:
        raise ImproperlyConfigured(f"{name} must say from which address mails come: {example}.")
    is_near = host in {"localhost", "127.0.0.1", "::1"}
    starttls = parts.scheme == "smtp" and query.get("tls", "no" if is_near else "starttls") == "starttls"
    return {
        "from": sender,
        "host": host,
        "port": port or {"smtps": 465}.get(parts.scheme, 587 if starttls else 25),
        "username": user,
        "password": password,
        "use_tls": starttls,
        "use_ssl": parts.scheme == "smtps",
        "timeout": 10,
    }


def _mail_address(text: str) -> str:
    """The bare address of one like ``News <news@example.com>``; "" when it is none."""
    address = parseaddr(text)[1]
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if text.isprintable() else ""


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word, strict=False) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks such as 10.0.0.0/8: {error}.") from None


def data_folder() -> Path:
    """The folder for database, media and generated secrets."""
    return Path(text("NEWSBLOG_DATA", str(BASE_FOLDER / "var"))).expanduser().absolute()


def folder(name: str) -> Path | None:
    return Path(text(name)).expanduser().absolute() if text(name) else None


def secret_key(folder: Path) -> str:
    """``SECRET_KEY``, else the one in the data folder, which is made when it isn't there yet."""
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written beside its place and linked there, so that of two first starts both read the same whole key.
    draft = folder / f"secret_key.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
