"""What the operator sets by environment variables: read once, checked at once, with clear complaints."""

import ipaddress
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

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


def web_address(name: str, default: str) -> str:
    """An address such as ``https://news.example.com``, without a slash at its end."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must be an address like https://news.example.com, not {value!r}.")
    return value


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word, strict=False) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks such as 10.0.0.0/8: {error}.") from None


def data_folder() -> Path:
    """The folder for database, media and generated secrets."""
    return Path(text("NEWSBLOG_DATA", str(BASE_FOLDER / "var"))).expanduser().absolute()


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
