"""One at a time for one thing."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Alone:
    """Locks by key, which are there only while somebody holds them."""

    def __init__(self) -> None:
        self._at_work: dict[Hashable, Lock] = {}
        self._lock = Lock()

    @contextmanager
    def at(self, key: Hashable, patience: float) -> Iterator[bool]:
        """True for one at a time; False for who would not or could not wait so many seconds."""
        with self._lock:
            lock = self._at_work.setdefault(key, Lock())
        is_alone = lock.acquire(timeout=patience)
        try:
            yield is_alone
        finally:
            if is_alone:
                with self._lock:
                    self._at_work.pop(key, None)
                lock.release()
