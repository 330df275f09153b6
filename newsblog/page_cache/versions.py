"""The versions of what pages show, in a file of memory that all processes of a machine share."""

import functools
import mmap
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

SLOTS = 65_536
BYTES = 8
# The tag of pages that don't say what they show: whatever changes, they do.
ANYTHING = ("anything",)


@functools.cache
def _memory() -> mmap.mmap:
    path = settings.DATA_FOLDER / "versions"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(SLOTS * BYTES)
        return mmap.mmap(file.fileno(), SLOTS * BYTES)


def slot(tag: str) -> int:
    return zlib.crc32(tag.encode()) % SLOTS


def number(of: int) -> int:
    return int.from_bytes(_memory()[of * BYTES : (of + 1) * BYTES], "little")


def bump(slots: Iterable[int]) -> None:
    """Only the one process that hears of changes may call it."""
    for one in slots:
        _memory()[one * BYTES : (one + 1) * BYTES] = (number(one) + 1).to_bytes(BYTES, "little")


@dataclass(frozen=True)
class Stamp:
    slots: tuple[int, ...]
    numbers: tuple[int, ...]

    def good(self) -> bool:
        """Whether nothing with one of the tags changed since the stamp was taken."""
        return all(number(one) == then for one, then in zip(self.slots, self.numbers, strict=True))


def read(tags: Iterable[str]) -> Stamp:
    """The versions as they are now; to be read before what they stand for."""
    slots = tuple(slot(tag) for tag in tags)
    return Stamp(slots, tuple(map(number, slots)))
