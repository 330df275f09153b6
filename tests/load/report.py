"""The tables of the benchmark."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .wrk import Load


@dataclass(frozen=True)
class Target:
    """What a figure is held to; with a ``unit`` it is no ratio."""

    limit: float
    is_least: bool = True
    unit: str = ""

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.limit:.3g}{self.unit}"

    def is_met(self, figure: float) -> bool:
        return figure >= self.limit if self.is_least else figure <= self.limit


def at_least(limit: float) -> Target:
    return Target(limit)


def at_most(limit: float, unit: str = "") -> Target:
    return Target(limit, is_least=False, unit=unit)


@dataclass(frozen=True)
class Row:
    """One line: what was measured and, in the same run, its limit. ``figure`` is what the target judges, a ratio where
    there is no unit. ``note`` stands for figures that there are none of."""

    what: str
    load: Load | None = None
    limit: float | None = None
    figure: float | None = None
    target: Target | None = None
    note: str = ""

    HEAD = ("what", "requests/s", "p50 ms", "p99 ms", "limit/s", "ratio", "target", "")

    @property
    def cells(self) -> tuple[str, ...]:
        load = self.load
        speed = (f"{load.per_second:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}") if load else (self.note, "", "")
        limit = "" if self.limit is None else f"{self.limit:,.0f}"
        return (self.what, *speed, limit, self._figure, str(self.target or ""), self._verdict)

    @property
    def _figure(self) -> str:
        if self.figure is None:
            return ""
        unit = self.target.unit if self.target else ""
        return f"{self.figure:.0f}{unit}" if unit else f"{self.figure:.3f}"

    @property
    def _verdict(self) -> str:
        wrong = f"{self.load.wrong} wrong answers" if self.load and self.load.wrong else ""
        if self.target is None or self.figure is None:
            return wrong
        return wrong or ("ok" if self.target.is_met(self.figure) else "MISSED")


@dataclass(frozen=True)
class Growth:
    """The median of one request for a page, in milliseconds, in a small site and in a large one."""

    what: str
    small: float
    large: float
    targets: tuple[Target, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = self.large / self.small
        is_met = all(target.is_met(self.large if target.unit else ratio) for target in self.targets)
        figures = (f"{self.small:.1f}", f"{self.large:.1f}", f"{ratio:.2f}")
        return (self.what, *figures, ", ".join(map(str, self.targets)), "ok" if is_met else "MISSED")


def growth_head(small: int, large: int) -> tuple[str, ...]:
    return ("one request, median in ms", f"{small:,}", f"{large:,}", "ratio", "target", "")


def table(head: Sequence[str], rows: Sequence[Row | Growth]) -> str:
    """In Markdown, aligned so that it can be read as it is."""
    lines = [tuple(head), *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def said(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        figures = (cell.rjust(width) for cell, width in rest)
        return f"| {' | '.join((first[0].ljust(first[1]), *figures))} |"

    rule = "|".join(("-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])))
    return "\n".join((said(lines[0]), f"|{rule}|", *map(said, lines[1:])))


def machine() -> str:
    """On what and when: figures of two machines can't be compared."""
    import django
    import gunicorn
    from django.db import connection

    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    versions = f"Python {platform.python_version()}, Django {django.__version__}, gunicorn {gunicorn.__version__}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({model[1] if model else platform.machine()}), "
        f"{memory:.0f} GB, Linux {platform.release()}, {versions}, PostgreSQL {postgres}"
    )
