"""The web workers: gunicorn's, with threads, among whom connections are spread evenly."""

import mmap
import time
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker

PLACES = 128
# So long a worker leaves a new connection to those that have fewer.
COURTESY_SECONDS = 0.001
# How many connections each worker has, and one more as long as it lives; all workers of a site share this memory.
_numbers = memoryview(mmap.mmap(-1, 8 * PLACES)).cast("Q")


class WebWorker(ThreadWorker):
    """A browser keeps its connections, and benchmarks open theirs all at once. Whoever wakes first would take them all,
    and answer them alone while the others have nothing to do."""

    def accept(self, listener: Any) -> None:
        if self._has_more_than_another():
            time.sleep(COURTESY_SECONDS)
        super().accept(listener)
        self._tell()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        self._tell()
        super().wait_for_and_dispatch_events(timeout)

    def _tell(self) -> None:
        _numbers[_place(self)] = self.nr_conns + 1

    def _has_more_than_another(self) -> bool:
        return any(0 < number <= self.nr_conns for number in _numbers)


def gone(_arbiter: Arbiter, worker: Worker) -> None:
    """A worker has ended (gunicorn's ``child_exit``)."""
    _numbers[_place(worker)] = 0


def _place(worker: Worker) -> int:
    return int(worker.age) % PLACES
