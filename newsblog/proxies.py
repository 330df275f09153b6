"""What a proxy says of a visitor, believed only of those that the operator named."""

import functools
import ipaddress
from typing import Any

from django.conf import settings

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


def take_forwarded(environ: dict[str, Any]) -> None:
    """Put the visitor's own address and scheme into a request's environment, and take out what was said of them.

    Hops are counted from the right: the last address that is not a trusted proxy's is the visitor's.
    """
    hops, scheme = environ.pop("HTTP_X_FORWARDED_FOR", ""), environ.pop("HTTP_X_FORWARDED_PROTO", "")
    environ.pop("HTTP_X_FORWARDED_HOST", None)
    environ.pop("HTTP_X_FORWARDED_PORT", None)
    if not (hops or scheme) or not _is_trusted(environ.get("REMOTE_ADDR", "")):
        return
    for hop in reversed(hops.split(",")):
        if not is_address(hop.strip()):
            break
        environ["REMOTE_ADDR"] = hop.strip()
        if not _is_trusted(hop.strip()):
            break
    if scheme == "https":
        environ["wsgi.url_scheme"] = "https"


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    return _is_in(address, tuple(settings.TRUSTED_PROXIES))


@functools.lru_cache(4096)
def _is_in(address: str, networks: Networks) -> bool:
    return is_address(address) and any(ipaddress.ip_address(address) in network for network in networks)
