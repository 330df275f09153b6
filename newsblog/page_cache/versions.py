"""The versions of what pages show, in a file of memory that all processes of a machine share.

Each change has a number. For each tag the number of its last change is known, and for each page the number that was
the last when it began to be made: what it shows is as it was then as long as none of its tags has a higher one. Tags
share 65,536 places, so now and then a page is made anew for nothing, and never kept in vain.
"""

import functools
import mmap
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

SLOTS = 65_536
# Behind the places of the tags: the number of the last change, and that of the last one of which nothing is known.
_LAST, _UNKNOWN = SLOTS, SLOTS + 1
_BYTES = 8 * (SLOTS + 2)


@functools.cache
def _numbers() -> memoryview:
    path = settings.DATA_FOLDER / "versions"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(_BYTES)
        return memoryview(mmap.mmap(file.fileno(), _BYTES)).cast("Q")


def slot(tag: str) -> int:
    return zlib.crc32(tag.encode()) % SLOTS


def last() -> int:
    """The number of the last change; to be read before what depends on it."""
    return int(_numbers()[_LAST])


def bump(slots: Iterable[int]) -> None:
    """What has these tags changed. Only the one process that hears of changes may call it."""
    numbers = _numbers()
    number = numbers[_LAST] + 1
    for one in slots:
        numbers[one] = number
    numbers[_LAST] = number


def bump_all() -> None:
    """Changes may have been missed."""
    bump([_UNKNOWN])


@dataclass(frozen=True)
class Stamp:
    """What a page shows, and the last change when it began to be made."""

    slots: tuple[int, ...]
    number: int

    def good(self) -> bool:
        """Whether it is certain that nothing of it changed since."""
        return _numbers()[_UNKNOWN] <= self.number and not self.is_outdated()

    def is_outdated(self) -> bool:
        """Whether it is certain that something of it changed since."""
        numbers, number = _numbers(), self.number
        return any(numbers[one] > number for one in self.slots)


def stamp(tags: Iterable[str], number: int) -> Stamp:
    return Stamp(tuple({slot(tag) for tag in tags}), number)
