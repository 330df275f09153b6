"""``make bench``: how fast the site is, beside what its parts could do at best in the same run.

A measurement, not a test. ``ARTICLES=1000`` is the default. The data are in ``var/bench`` and made at the first run;
the site is started as operators start it. Figures of two machines, or of two runs, can't be compared; ratios within a
run can.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import data, wrk
from .report import Growth, Row, growth_head, machine, table

NUMBER = int(os.environ.get("ARTICLES", "1000"))
SMALL = 1000


def main() -> int:
    if not wrk.is_there():
        print(wrk.MISSING, file=sys.stderr)
        return 1
    large = data.folder_of(NUMBER)
    small = data.folder_of(SMALL)
    use(large)
    with tempfile.TemporaryDirectory(prefix="newsblog-bench-") as folder:
        from . import rows as measured

        rows = [_said(row) for row in measured.measure(large, Path(folder))]
        growth = [_said(row) for row in _growth(small, large)] if NUMBER != SMALL else []
    print(f"\n{machine()}\n{NUMBER:,} articles\n\n{table(Row.HEAD, rows)}")
    if growth:
        print(f"\n{table(growth_head(SMALL, NUMBER), growth)}")
    return 0


def use(folder: Path) -> None:
    """Let this process read and change the site's data, as a management command does."""
    os.environ |= {"NEWSBLOG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "newsblog.settings"}
    for name in ("DATABASE_URL", "SITE_URL"):
        os.environ.pop(name, None)
    import django

    django.setup()


def _said[Line: (Row, Growth)](row: Line) -> Line:
    print("  " + "  ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    return row


def _growth(small: Path, large: Path) -> Iterator[Growth]:
    from .growth import measure
    from .servers import site

    with site(small, PAGE_CACHE="off") as first, site(large, PAGE_CACHE="off") as second:
        yield from measure(first.url, second.url)


if __name__ == "__main__":
    sys.exit(main())
