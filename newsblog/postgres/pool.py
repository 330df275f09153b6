"""Connections that are kept for the threads of a web worker."""

import select
import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg_pool import ConnectionPool

IDLE_SECONDS = 5.0
# Threads wait for each other's Python anyway, and each connection costs ten megabytes of the server: so many are enough
# to keep two cores busy. A request waits for one until another is done.
MOST = 5
_used: WeakKeyDictionary[psycopg.Connection, float] = WeakKeyDictionary()


def check(connection: psycopg.Connection) -> None:
    """Make sure that the connection still works, before a request gets it.

    A server that ended its side has left word of it in the socket; asking the server itself, which costs every request
    a round trip, is for connections that lay idle for a while: a network can lose them in silence.

    Raises:
        psycopg.OperationalError: it does not work.
    """
    now, waiting = time.monotonic(), select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0) or now - _used.get(connection, 0.0) > IDLE_SECONDS:
        ConnectionPool.check_connection(connection)
    _used[connection] = now


def options() -> dict[str, Any]:
    """Django's ``OPTIONS["pool"]`` for the threads of a worker."""
    return {"min_size": 1, "max_size": MOST, "timeout": 10, "max_idle": 60, "check": check}
