"""One at a time for one thing."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Alone:
    """Locks by key, which are there only while somebody holds or awaits them."""

    def __init__(self) -> None:
        self._at_work: dict[Hashable, Lock] = {}
        self._users: Counter[Hashable] = Counter()
        self._lock = Lock()

    @contextmanager
    def at(self, key: Hashable, patience: float) -> Iterator[bool]:
        """True for one at a time; False for who would not or could not wait so many seconds."""
        with self._lock:
            lock = self._at_work.setdefault(key, Lock())
            self._users[key] += 1
        is_alone = lock.acquire(timeout=patience)
        try:
            yield is_alone
        finally:
            if is_alone:
                lock.release()
            with self._lock:
                self._users[key] -= 1
                if not self._users[key]:
                    del self._users[key], self._at_work[key]
