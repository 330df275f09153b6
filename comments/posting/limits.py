"""How often comments may come from one address and one network, counted in PostgreSQL for all workers together."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from comments import fingerprints
from comments.models import Tally

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
    parts = {"address": network(address, wide=False), "network": network(address, wide=True)}
    digests = {what: fingerprints.digest(what, part) for what, part in parts.items()}
    counts = count([(f"{kind} {digests[what]}", seconds) for what, seconds, _most in LIMITS])
    waits = [_left(seconds) for number, (_what, seconds, most) in zip(counts, LIMITS, strict=True) if number > most]
    often = tuple(
        what
        for number, (what, seconds, _most) in zip(counts, LIMITS, strict=True)
        if seconds == 60 and number > OFTEN[what]
    )
    return Pace(max(waits, default=0), often)


def count(entries: Sequence[tuple[str, int]]) -> list[int]:
    """Count one more of each entry: a name, and the seconds of its window; how many there are in the present window."""
    names = [_name(name, seconds) for name, seconds in entries]
    ends = [timezone.now().timestamp() + _left(seconds) for _name, seconds in entries]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [names, ends])
        counts = dict(cursor.fetchall())
    return [counts[name] for name in names]


def forget(entries: Sequence[tuple[str, int]]) -> None:
    """Begin to count anew."""
    Tally.objects.filter(key__in=[_name(name, seconds) for name, seconds in entries]).delete()


def _name(name: str, seconds: int) -> str:
    return f"{name} {seconds} {int(timezone.now().timestamp() // seconds)}"


def _left(seconds: int) -> int:
    """How long the present window lasts."""
    return seconds - int(timezone.now().timestamp() % seconds) + 1
