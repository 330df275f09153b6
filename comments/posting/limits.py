"""How often comments may come from one address and one network, counted in PostgreSQL for all workers together."""

import ipaddress
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from comments import fingerprints

# What is counted, for how many seconds, and how many are taken; what is above is refused.
LIMITS = (
    ("address", 60, 30),
    ("address", 3600, 200),
    ("network", 60, 100),
    ("network", 3600, 1000),
)
# Above these in a minute comments are held.
OFTEN = {"address": 5, "network": 25}
COUNT = """
    INSERT INTO comments_tally AS tally (key, count, ends_at)
    SELECT key, 1, to_timestamp(ends) FROM unnest(%s::text[], %s::float8[]) AS new (key, ends) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET count = tally.count + 1
    RETURNING key, count
"""


@dataclass(frozen=True)
class Pace:
    """How fast comments come from where this one came from."""

    wait: int
    """Seconds until another one is taken; 0 when this one is."""
    often: tuple[str, ...]
    """Which of address and network send many."""


def network(address: str, *, wide: bool) -> str:
    """The network that stands for one visitor, or, ``wide``, for a neighbourhood; "" when the address is none."""
    try:
        is_long = ipaddress.ip_address(address).version == 6
        length = (48 if is_long else 24) if wide else (64 if is_long else 32)
        return str(ipaddress.ip_network(f"{address}/{length}", strict=False))
    except ValueError:
        return ""


def pace(address: str, kind: str = "comment") -> Pace:
    """Count one more from ``address`` now."""
    now = timezone.now().timestamp()
    parts = {"address": network(address, wide=False), "network": network(address, wide=True)}
    windows = [(what, seconds, most, int(now // seconds)) for what, seconds, most in LIMITS]
    keys = [
        f"{kind} {seconds} {number} {fingerprints.digest(what, parts[what])}" for what, seconds, _, number in windows
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [keys, [(number + 1) * seconds for _, seconds, _, number in windows]])
        counts = dict(cursor.fetchall())
    waits = [
        int((number + 1) * seconds - now) + 1
        for key, (_, seconds, most, number) in zip(keys, windows, strict=True)
        if counts[key] > most
    ]
    often = tuple(
        what
        for key, (what, seconds, _, _) in zip(keys, windows, strict=True)
        if seconds == 60 and counts[key] > OFTEN[what]
    )
    return Pace(max(waits, default=0), often)
