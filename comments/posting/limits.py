"""How often comments may come from one address and one network, counted in PostgreSQL for all workers together."""

import ipaddress
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import connection
from django.utils import timezone

from articles.prepared import END_IN_SQL, Statement, listed
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
COUNT = f"""
    INSERT INTO comments_tally AS tally (key, count, ends_at)
    SELECT key, 1, to_timestamp(ends) FROM unnest(
        string_to_array(%(tallies)s, {END_IN_SQL}), string_to_array(%(ends)s, {END_IN_SQL})::float8[]
    ) AS new (key, ends)
    WHERE {{condition}}
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET count = tally.count + 1
    RETURNING key, count
"""  # noqa: S608 - of a constant
_COUNT = Statement(COUNT.format(condition="true"))


@dataclass(frozen=True)
class Window:
    """Something that is counted for so many ``seconds``: those of the present, whose end is in seconds since 1970."""

    key: str
    ends: float

    @classmethod
    def of(cls, name: str, seconds: int) -> Self:
        number = int(timezone.now().timestamp() // seconds)
        return cls(f"{name} {seconds} {number}", (number + 1) * seconds)

    @property
    def left(self) -> int:
        """In how many seconds the next one has begun."""
        return max(1, math.ceil(self.ends - timezone.now().timestamp()))


@dataclass(frozen=True)
class Pace:
    """How fast comments come from where this one came from."""

    wait: int = 0
    """Seconds until another one is taken; 0 when this one is."""
    often: tuple[str, ...] = ()
    """Which of address and network send many."""

    @classmethod
    def of(cls, windows: Sequence[Window], counts: Mapping[str, int]) -> Self:
        """By what was counted in the ``windows_of`` an address."""
        waits, often = [0], []
        for window, (what, seconds, most) in zip(windows, LIMITS, strict=True):
            if counts[window.key] > most:
                waits.append(window.left)
            if seconds == 60 and counts[window.key] > OFTEN[what]:
                often.append(what)
        return cls(max(waits), tuple(often))


def network(address: str, *, wide: bool) -> str:
    """The network that stands for one visitor, or, ``wide``, for a neighbourhood; "" when the address is none."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return ""
    is_long = one.version == 6
    return network_around(one, (48 if is_long else 24) if wide else (64 if is_long else 32))


def network_around(address: ipaddress.IPv4Address | ipaddress.IPv6Address, length: int) -> str:
    """The network of this many bits."""
    free = address.max_prefixlen - length
    return f"{type(address)(int(address) >> free << free)}/{length}"


def pace(address: str, kind: str) -> Pace:
    """Count one more from ``address`` now."""
    windows = windows_of(address, kind)
    return Pace.of(windows, _counted(windows))


def windows_of(address: str, kind: str = "comment") -> list[Window]:
    """Where something that comes from ``address`` is counted."""
    digests = {what: fingerprints.digest(what, network(address, wide=what == "network")) for what in OFTEN}
    return [Window.of(f"{kind} {digests[what]}", seconds) for what, seconds, _most in LIMITS]


def count(entries: Sequence[tuple[str, int]]) -> list[int]:
    """Count one more of each entry: a name, and the seconds of its window; how many there are in the present window."""
    windows = [Window.of(*entry) for entry in entries]
    counts = _counted(windows)
    return [counts[window.key] for window in windows]


def _counted(windows: Sequence[Window]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.on(connection), parameters(windows))
        return dict(cursor.fetchall())


def parameters(windows: Sequence[Window]) -> dict[str, str]:
    """Those of ``COUNT``."""
    return {
        "tallies": listed(window.key for window in windows),
        "ends": listed(str(window.ends) for window in windows),
    }


def forget(entries: Sequence[tuple[str, int]]) -> None:
    """Begin to count anew."""
    Tally.objects.filter(key__in=[Window.of(*entry).key for entry in entries]).delete()
