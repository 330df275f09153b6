"""Hears from PostgreSQL what changed, and raises the versions: one thread in each machine.

Triggers notify (``newsblog.site.migrations``), so whoever changes something is heard, also from other machines. The
thread is in the worker that holds a lock; when that one dies, the next takes over.
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from . import versions

logger = logging.getLogger(__name__)
CHANNEL = "newsblog_pages"
# A notification with this mark changes nothing: whoever waits for it knows that all before it was heard.
ECHO = "echo:"
ECHOES = 1024
PATIENCE_SECONDS = 2.0
PAUSE_SECONDS = 0.5
TICK_SECONDS = 1.0


class Listener:
    """Calls ``began`` when it takes over, and whenever it may have missed something; ``changed`` with the slots that
    were raised, before anybody who waits is answered; ``tick`` about once a second, while the database is there;
    ``chosen`` when this is the one process. It never is when its process does not live (``lives``) any more."""

    def __init__(
        self,
        *,
        began: Callable[[], None],
        changed: Callable[[Collection[int]], None],
        tick: Callable[[], None],
        chosen: Callable[[], None],
        lives: Callable[[], bool],
    ) -> None:
        self.began, self.changed, self.tick, self.chosen, self.lives = began, changed, tick, chosen, lives

    def start(self) -> None:
        threading.Thread(target=self._run, name="listener", daemon=True).start()

    def _run(self) -> None:
        lock = (settings.DATA_FOLDER / "listener.lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the one before is gone
        if not self.lives():
            return
        self.chosen()
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
        versions.bump(range(versions.SLOTS))
        self.began()
        ticked = time.monotonic()
        while True:
            payloads = [notice.payload for notice in raw.notifies(timeout=TICK_SECONDS, stop_after=1)]
            self._hear(payloads)
            if time.monotonic() > ticked + TICK_SECONDS:
                ticked = time.monotonic()
                raw.execute("SELECT")
                self.tick()

    def _hear(self, payloads: Iterable[str]) -> None:
        for payload in payloads:
            if payload.startswith(ECHO):
                versions.bump([versions.slot(payload)])
            else:
                slots = {versions.slot(tag) for tag in (*payload.split(), *versions.ANYTHING)}
                versions.bump(slots)
                self.changed(slots)


def _own_connection() -> BaseDatabaseWrapper:
    """None of the pool: it is kept for ever, and what it listens to belongs to it."""
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    return own


def is_heard() -> bool:
    """Whether everything that was committed until now was heard; waits for it, for two seconds at the most."""
    echo = f"{ECHO}{os.getpid()}-{threading.get_ident() % ECHOES}"
    before = versions.read([echo])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, echo])
    except DatabaseError:
        return False
    deadline = time.monotonic() + PATIENCE_SECONDS
    while before.good():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.0005)
    return True
