"""A data folder with many articles, made once: ``python -m tests.load.data 1000000 FOLDER``."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running_site import BASE, PASSWORD

STAMP = "bench.json"
MADE_BY = ("bulk", "corpus", "pieces", "prose", "threads")


def folder_of(number: int) -> Path:
    """The data folder of a site with so many articles, in ``var/``; made when it isn't there, which is said."""
    folder = BASE / "var" / "bench" / str(number)
    subprocess.run([sys.executable, "-m", "tests.load.data", str(number), str(folder)], cwd=BASE, check=True)
    return folder


def make(number: int, folder: Path) -> None:
    """Make the folder, unless it is whole. One of the same builder with fewer migrations than the program has now
    stays: the site itself brings it up to date."""
    environment = {"NEWSBLOG_DATA": str(folder), "NEWSBLOG_ADMIN_PASSWORD": PASSWORD}
    os.environ |= environment | {"DJANGO_SETTINGS_MODULE": "newsblog.settings"}
    for name in ("DATABASE_URL", "SITE_URL"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from newsblog.start import prepare

    wanted = _stamp(number)
    if _is_good(folder / STAMP, wanted):
        prepare()
    else:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        prepare()
        _fill(number)
    (folder / STAMP).write_text(json.dumps(wanted))


def _fill(number: int) -> None:
    from django.db import connection

    from newsblog.site.models import SiteSettings

    from .corpus import MEASURED, make_articles

    began = time.monotonic()
    with _much_to_write():
        make_articles(number, lambda done: _tell(done, number, time.monotonic() - began), measured=MEASURED)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    site = SiteSettings.load()
    site.moderation = "publish"
    site.save()
    print(f"  Data for the benchmark: {number:,} articles in {time.monotonic() - began:.0f} s", flush=True)


def _tell(done: int, number: int, seconds: float) -> None:
    left = seconds / done * (number - done)
    end = "\n  Indexes, counters ...\n" if done == number else ""
    print(f"\r  {done:,} articles · {done / number:.0%} · {left:.0f} s left  ", end=end, flush=True)


@contextmanager
def _much_to_write() -> Iterator[None]:
    """Fewer checkpoints for a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
        cursor.execute("SELECT pg_reload_conf()")
        yield
        cursor.execute("ALTER SYSTEM RESET max_wal_size")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("CHECKPOINT")


def _stamp(number: int) -> dict[str, object]:
    from django.db.migrations.loader import MigrationLoader

    from articles.models import DERIVATION
    from comments.rendering import RULES

    sources = b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in MADE_BY)
    migrations = [".".join(key) for key in sorted(MigrationLoader(None).disk_migrations)]
    builder = hashlib.sha256(sources).hexdigest()
    return {"number": number, "builder": builder, "rules": [DERIVATION, RULES], "migrations": migrations}


def _is_good(stamp: Path, wanted: dict[str, object]) -> bool:
    try:
        found = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return False
    older = set(found.pop("migrations")) <= set(wanted["migrations"])  # type: ignore[call-overload]
    return older and all(found[name] == wanted[name] for name in found)


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
