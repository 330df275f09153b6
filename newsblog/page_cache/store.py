"""Where pages are kept: in the memory of each worker, and as files for all workers and for times without a database."""

import gzip
import hashlib
import json
import logging
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

from .entries import Entry, is_fresh
from .requests import Key
from .versions import Stamp

logger = logging.getLogger(__name__)
MEMORY_BYTES = 12 * 1024 * 1024
FILE_BYTES = 512 * 1024 * 1024
DAY_SECONDS = 24 * 3600


class Sized(Protocol):
    @property
    def size(self) -> int: ...


class Memory[Key: Hashable, Kept: Sized]:
    """Pages by their keys, as many as have room; who was not asked for goes first."""

    def __init__(self, most: int = MEMORY_BYTES) -> None:
        self.most, self.size = most, 0
        self._entries: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        entry = self._entries.get(key)
        if entry:
            with suppress(KeyError):  # another thread has just thrown it away
                self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self.size += entry.size
            while self.size > self.most and self._entries:
                self._drop(next(iter(self._entries)))

    def drop(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        if old := self._entries.pop(key, None):
            self.size -= old.size


class Files:
    """The last copy of each page, for a day. Whatever can't be read is none."""

    def __init__(self, folder: Path, most: int = FILE_BYTES) -> None:
        self.folder, self.most = folder, most

    def put(self, key: Key, entry: Entry) -> None:
        head = [list(key), entry.headers, entry.stamp.slots, entry.stamp.number, entry.article, entry.made]
        content = json.dumps(head).encode() + b"\n" + gzip.compress(entry.body, 1, mtime=0)
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix="new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.blake2b(content, digest_size=16).digest() + content)
                Path(name).replace(self._path(key))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            logger.warning("A page could not be kept: %s", error)

    def get(self, key: Key, *, only_good: bool = False) -> Entry | None:
        """The copy; with ``only_good`` none that is not fresh and certainly right."""
        try:
            stored = self._path(key).read_bytes()
            digest, content = stored[:16], stored[16:]
            if hashlib.blake2b(content, digest_size=16).digest() != digest:
                return None
            head, _end, body = content.partition(b"\n")
            named, headers, slots, number, article, made = json.loads(head)
            if Key(*named) != key or time.time() - DAY_SECONDS > made:
                return None
            stamp = Stamp(tuple(slots), number)
            if only_good and not (is_fresh(made) and stamp.good()):
                return None
            pairs = [(name, value) for name, value in headers]
            return Entry(pairs, gzip.decompress(body), stamp, article, made)
        except (OSError, ValueError, TypeError, EOFError):
            return None

    def sweep(self) -> None:
        """Delete what is older than a day, and the oldest of what is too much."""
        found = []
        with suppress(OSError):
            for one in os.scandir(self.folder):
                with suppress(FileNotFoundError):
                    state = one.stat()
                    found.append((state.st_mtime, state.st_size, one.path))
        left = self.most
        for time_, size, path in sorted(found, reverse=True):
            left -= size
            if left < 0 or time.time() - DAY_SECONDS > time_:
                Path(path).unlink(missing_ok=True)

    def clear(self) -> None:
        with suppress(OSError):
            for one in os.scandir(self.folder):
                Path(one.path).unlink(missing_ok=True)

    def _path(self, key: Key) -> Path:
        return self.folder / hashlib.sha256("\0".join(key).encode()).hexdigest()
