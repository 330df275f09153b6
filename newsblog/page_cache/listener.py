"""Hears from PostgreSQL what changed: one thread in each machine.

Triggers notify (``newsblog.site.migrations``), so whoever changes something is heard, also from other machines. The
thread is in the worker that holds a lock; when that one dies, the next takes over.
"""

import fcntl
import functools
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from . import versions

logger = logging.getLogger(__name__)
CHANNEL = "newsblog_pages"
# A notification with this mark changes nothing: whoever waits for it knows that all before it was heard.
ECHO = "echo:"
ECHOES = 1024
PATIENCE_SECONDS = 2.0
# Whoever waits looks again after the shortest pause, and seldomer the longer it takes.
SHORTEST_LOOK, LONGEST_LOOK = 0.0005, 0.004
# The disk needn't have it: while it would wait for that, all who tell of changes would wait too.
SAY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, %s)"
PAUSE_SECONDS = 0.5
TICK_SECONDS = 1.0


class Part:
    """What is kept up to date by the one process that hears of changes; by itself it does nothing."""

    def chosen(self) -> None:
        """This is the one process from now on."""

    def began(self) -> None:
        """Changes are heard from now on; those before may have been missed."""

    def changed(self, slots: Collection[int]) -> None:
        """What has these tags changed, and the versions say so; whoever changed it waits until this returns."""

    def tick(self) -> None:
        """About once a second, while the database is there."""


class Listener:
    """Tells its parts. It never is the one when its process does not live (``lives``) any more: nothing is taken over
    from a site that is being stopped."""

    def __init__(self, parts: Sequence[Part], lives: Callable[[], bool]) -> None:
        self.parts, self.lives = parts, lives

    def start(self) -> None:
        threading.Thread(target=self._run, name="listener", daemon=True).start()

    def _run(self) -> None:
        lock = _lock()
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the one before is gone
        if not self.lives():
            return
        for part in self.parts:
            part.chosen()
        while True:
            try:
                with closing(_own_connection()) as on:
                    self._listen(on)
            except (DatabaseError, psycopg.Error):
                pass  # the request that needs it says so
            except Exception:
                logger.exception("Changes were not heard for a moment")
            time.sleep(PAUSE_SECONDS)

    def _listen(self, on: BaseDatabaseWrapper) -> None:
        on.ensure_connection()
        raw: Any = on.connection
        raw.execute(f"LISTEN {CHANNEL}")
        versions.bump_all()
        for part in self.parts:
            part.began()
        ticked = time.monotonic()
        while True:
            self.hear([notice.payload for notice in raw.notifies(timeout=TICK_SECONDS, stop_after=1)])
            if time.monotonic() > ticked + TICK_SECONDS:
                ticked = time.monotonic()
                raw.execute("SELECT")
                for part in self.parts:
                    part.tick()

    def hear(self, payloads: Iterable[str]) -> None:
        """Take in what was notified: the tags of what changed, with blanks between them."""
        for payload in payloads:
            slots = {versions.slot(tag) for tag in payload.split()}
            versions.bump(slots)
            if not payload.startswith(ECHO):
                for part in self.parts:
                    part.changed(slots)


def is_heard() -> bool:
    """Whether everything that was committed until now was heard; waits for it, for two seconds at the most.

    Where nobody listens, nothing is waited for.
    """
    if not _is_anybody_there():
        return False
    echo = f"{ECHO}{os.getpid()}-{threading.get_ident() % ECHOES}"
    waited = versions.stamp([echo], versions.last())
    try:
        with connection.cursor() as cursor:
            cursor.execute(SAY, [CHANNEL, echo])
    except DatabaseError:
        return False
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, SHORTEST_LOOK
    while not waited.is_outdated():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_LOOK)
    return True


def _own_connection() -> BaseDatabaseWrapper:
    """None of the pool: it is kept for ever, and what it listens to belongs to it."""
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    return own


def _lock() -> Any:
    return (settings.DATA_FOLDER / "listener.lock").open("a")


def _is_anybody_there() -> bool:
    probe = _probe(os.getpid())
    try:
        fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(probe, fcntl.LOCK_UN)
    return False


@functools.cache
def _probe(_process: int) -> Any:
    """The lock's file as each process has opened it for itself: locks belong to that, and go on in forked ones."""
    return _lock()
