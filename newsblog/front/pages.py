"""The folder of pages: files that are there exactly as long as they are right.

Each file is written down in an index with the versions that it depends on, before it gets its name. Whoever writes one
holds a shared lock from the last look at the versions until the file has its name; whoever deletes holds the whole
lock, after the versions moved. So no file can appear that the deletion didn't know of.

    fresh/1/…/page.html     what nginx serves, with page.html.gz beside it
    kept/1/…/page.html      what became too old, for while the site is down
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TextIO

FRESH_SECONDS = 30
KEPT_SECONDS = 24 * 3600
# So many pages of each kind at the most; the oldest go first.
MOST_FRESH, MOST_KEPT = 50_000, 20_000
NAME, COMPRESSED = "page.html", "page.html.gz"
# What deploy/nginx.conf calls pages for everybody. Another number makes files of old pages invisible to an old
# configuration: raise both when the headers there change.
GENERATION = "1"


class Stamp(Protocol):
    """The versions of what a page shows, read before it was rendered."""

    @property
    def slots(self) -> tuple[int, ...]: ...

    def good(self) -> bool:
        """Whether nothing of it changed since."""


class Pages:
    """The folder, for those who write pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fresh = folder / "fresh" / GENERATION
        self.kept = folder / "kept" / GENERATION
        self.index = folder / "index"
        self.drafts = folder / "drafts"

    def make(self) -> None:
        """Make what is missing. nginx, which runs as somebody else, may read all of it."""
        for folder in (self.folder, self.fresh, self.kept, self.drafts):
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.index.touch(0o600)

    def put(self, path: str, content: bytes, stamp: Stamp) -> None:
        """Let nginx serve ``content`` for ``path``, unless what it shows has changed meanwhile.

        Raises:
            OSError: when there is no room.
        """
        target = self.fresh / path.lstrip("/")
        if (target / NAME).exists():
            return
        drafts = [(self._draft(data, content), target / name) for name, data in _forms(content)]
        try:
            target.mkdir(mode=0o755, parents=True, exist_ok=True)
            with self.locked(fcntl.LOCK_SH) as index:
                if not stamp.good():
                    return
                index.write(json.dumps([path, stamp.slots, int(time.time())]) + "\n")
                index.flush()
                for draft, final in drafts:
                    draft.replace(final)
        finally:
            for draft, _final in drafts:
                draft.unlink(missing_ok=True)

    def _draft(self, data: bytes, content: bytes) -> Path:
        handle, name = tempfile.mkstemp(dir=self.drafts)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o644)
        # nginx makes the ETag of time and size. A digest for time makes it the content's, also within one second.
        digest = int.from_bytes(hashlib.blake2b(content, digest_size=4).digest()) >> 1
        os.utime(name, (digest, digest))
        return Path(name)

    @contextmanager
    def locked(self, kind: int) -> Iterator[TextIO]:
        with self.index.open("a+", encoding="utf-8") as index:
            fcntl.flock(index, kind)
            yield index


class Keeper:
    """Deletes what is no longer right. There is one in each machine, in the process that hears of changes."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self._paths: dict[int, set[str]] = defaultdict(set)
        self._slots: dict[str, tuple[int, ...]] = {}
        self._since: dict[str, int] = {}
        self._kept: dict[str, int] = {}

    def begin(self) -> None:
        """Start without any page: whatever changed while nobody listened is unknown."""
        self.pages.make()
        with self.pages.locked(fcntl.LOCK_EX) as index:
            trash = Path(tempfile.mkdtemp(dir=self.pages.folder, prefix="old-"))
            for folder in (self.pages.fresh, self.pages.kept, self.pages.drafts):
                folder.rename(trash / f"{folder.parent.name}-{folder.name}")
            self.pages.make()
            index.truncate(0)
            for memory in (self._paths, self._slots, self._since, self._kept):
                memory.clear()
        for left in self.pages.folder.glob("old-*"):
            shutil.rmtree(left, ignore_errors=True)

    def purge(self, slots: Collection[int] | None) -> None:
        """Delete what shows something of ``slots``, whose versions moved already; None is everything."""
        with self.pages.locked(fcntl.LOCK_EX) as index:
            self._learn(index)
            hit = set(self._slots) if slots is None else set[str]().union(*(self._paths[s] for s in slots))
            for path in hit:
                self._remove(self.pages.fresh, path)
                self._forget(path)

    def expire(self) -> None:
        """Lay aside what is older than 30 seconds, so that the next reader gets it anew; forget what is older than a
        day."""
        with self.pages.locked(fcntl.LOCK_EX) as index:
            self._learn(index)
            now = time.time()
            for path, since in list(self._since.items()):
                if len(self._since) <= MOST_FRESH and now - FRESH_SECONDS < since:
                    break
                del self._since[path]
                self._keep(path, since)
            for path, since in list(self._kept.items()):
                if len(self._kept) <= MOST_KEPT and now - KEPT_SECONDS < since:
                    break
                self._forget(path)

    def _keep(self, path: str, since: int) -> None:
        old = self.pages.kept / path.lstrip("/")
        old.mkdir(mode=0o755, parents=True, exist_ok=True)
        for name in (NAME, COMPRESSED):
            with suppress(FileNotFoundError):
                (self.pages.fresh / path.lstrip("/") / name).replace(old / name)
        self._kept[path] = since

    def _learn(self, index: TextIO) -> None:
        """Take over what was written down; a line that a killed process left half is no page's."""
        index.seek(0)
        for line in index.read().splitlines():
            with suppress(ValueError):
                path, slots, since = json.loads(line)
                self._forget(path)
                self._slots[path], self._since[path] = tuple(slots), since
                for slot in slots:
                    self._paths[slot].add(path)
        index.truncate(0)

    def _forget(self, path: str) -> None:
        for slot in self._slots.pop(path, ()):
            self._paths[slot].discard(path)
        self._since.pop(path, None)
        if self._kept.pop(path, None):
            self._remove(self.pages.kept, path)

    def _remove(self, folder: Path, path: str) -> None:
        for name in (NAME, COMPRESSED):
            (folder / path.lstrip("/") / name).unlink(missing_ok=True)


def _forms(content: bytes) -> tuple[tuple[str, bytes], ...]:
    return (COMPRESSED, gzip.compress(content, 6, mtime=0)), (NAME, content)
