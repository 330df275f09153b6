"""What many pages have in common, kept in each process until something that it shows changes.

A comment outdates the pages that tell of the latest comments, which may be all; made anew, they take from here what did
not change: the boxes beside them, related articles, the discussions of others. Only for pages that everybody may
share (``tags.SHARED``): what readers see who have something of their own, and previews, is made as if nothing was kept.
"""

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from . import tags, versions
from .alone import Alone
from .store import Memory
from .versions import Stamp

# So long one waits for what another is making; then it is made twice.
PATIENCE_SECONDS = 5.0
# Should changes not be heard for whatever reason, nothing is older than this.
SECONDS = 60.0
MEMORY_BYTES = 12 * 1024 * 1024


@dataclass
class Part[Value]:
    value: Value
    stamp: Stamp
    until: float

    @property
    def size(self) -> int:
        """Bytes in memory, about; text is mostly Chinese, and other things may know their own ``size``."""
        return 2 * len(self.value) + 1000 if isinstance(self.value, str) else getattr(self.value, "size", 5000)

    def is_right(self, heard: int) -> bool:
        """Whether it is right for a request that came when this was the last change."""
        return self.stamp.number >= heard or self.stamp.good()

    def is_fresh(self) -> bool:
        return time.monotonic() < self.until


_memory: Memory[Hashable, Part] = Memory(MEMORY_BYTES)
_alone = Alone()


def kept[Value](
    request: HttpRequest,
    key: Hashable,
    shows: Iterable[str],
    make: Callable[[], Value],
    seconds: float = SECONDS,
    *,
    is_for_all: bool = False,
) -> Value:
    """What ``make`` returns, or returned before: about ``seconds`` ago at the most, and after the last change of what
    it ``shows`` (tags). For a request of one reader's own it is always made, unless it ``is_for_all``: the same for
    every request.

    One thread makes what is missing, and the others wait; what is only old they take as it is.
    """
    if (tags.HEARD if is_for_all else tags.SHARED) not in request.META:
        return make()
    heard = request.META[tags.HEARD]
    old = _right(key, heard)
    if old and old.is_fresh():
        return old.value
    with _alone.at(key, 0 if old else PATIENCE_SECONDS) as is_alone:
        if old and not is_alone:
            return old.value
        new = _right(key, heard)
        if new is None or not new.is_fresh():
            # What it is made of may have been read when the request began.
            stamp = versions.stamp([*shows, *tags.EVERYTHING], heard)
            new = Part(make(), stamp, time.monotonic() + seconds)
            _memory.put(key, new)
        return new.value


def _right(key: Hashable, heard: int) -> Part | None:
    part = _memory.get(key)
    return part if part and part.is_right(heard) else None


def clear() -> None:
    _memory.clear()
