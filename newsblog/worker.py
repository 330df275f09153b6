"""Background work: the process that runs the jobs of the queue.

The start command runs one beside the web workers (``newsblog.background``); ``python -m newsblog.worker`` runs another
one, on any machine that reaches the database.
"""

import argparse
import asyncio
import atexit
import contextlib
import logging
import math
import os
import signal
import sys
import threading
import time
from typing import Any

import django
from procrastinate import App
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

# So long a job that runs may take to its end when the worker is told to stop.
GRACE_SECONDS = 10
CONCURRENCY = 2
# What is to happen at a set time happens within a second of it.
POLLING_SECONDS = 1
RETAKE_SECONDS = 10
# A database that gives no connection for so long is taken for dead, and brought back where that is our part.
CONNECTION_SECONDS = 3
# So long a worker waits before it turns to a database again that was away; the pause doubles, and
# begins anew after a calm time.
SHORTEST_PAUSE, LONGEST_PAUSE, CALM_SECONDS = 1.0, 10.0, 5.0
NAME = "newsblog"
SIGNALS = (signal.SIGTERM, signal.SIGINT)

logger = logging.getLogger("newsblog.worker")


class WorkerConnector(PsycopgConnector):
    """procrastinate's own connections for its own work, Django's for the jobs: what a job defers inside a transaction
    belongs to it, as it does in a request."""

    def get_sync_connector(self) -> BaseConnector:
        from procrastinate.contrib.django.django_connector import DjangoConnector

        return DjangoConnector()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m newsblog.worker", description="Run the jobs of the queue.")
    parser.add_argument("--parent", type=int, help="end when the process with this number is no longer the parent")
    parent = parser.parse_args().parent
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsblog.settings")
    for number in SIGNALS:
        signal.signal(number, lambda *_: sys.exit(0))
    django.setup()
    return run(parent)


def run(parent: int | None = None) -> int:
    """Run jobs until a signal comes, or until ``parent`` isn't the parent any more; the exit code."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: sys.exit(0))  # until the loop takes over
    if parent:
        threading.Thread(target=_watch, args=[parent], daemon=True).start()
    # These say with a traceback each that the database went away; _work says it in one line.
    for name in (f"procrastinate.worker.{NAME}", "procrastinate.utils", "psycopg"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    asyncio.run(_work())
    return 0


async def _work() -> None:
    """Run jobs until a signal comes, however often the database goes away."""
    stop = asyncio.Event()

    def end() -> None:
        if not stop.is_set():
            stop.set()
            threading.Thread(target=_give_up, daemon=True).start()

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(note_lost_task)
    for number in SIGNALS:
        loop.add_signal_handler(number, end)
    pause, complaint = SHORTEST_PAUSE, ""
    while not stop.is_set():
        began = math.inf
        try:
            parameters = await asyncio.to_thread(_reach_database)
            began = time.monotonic()
            await _serve(parameters, stop)
        except Exception as error:
            was_calm = time.monotonic() - began > CALM_SECONDS
            text = _words(error)
            if was_calm or text != complaint:
                logger.warning("Background work was interrupted and is tried again: %s", text)
            complaint, pause = text, SHORTEST_PAUSE if was_calm else pause
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _serve(parameters: dict[str, Any], stop: asyncio.Event) -> None:
    """Run jobs until told to stop, or until the database goes away.

    Raises:
        Exception: whatever made it end by itself.
    """
    from procrastinate.contrib.django import app

    connector = WorkerConnector(kwargs=parameters, min_size=1, max_size=CONCURRENCY + 1, timeout=CONNECTION_SECONDS)
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            parts = [asyncio.create_task(part) for part in (_run(worker), _retake(worker), stop.wait())]
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            for result in await asyncio.gather(*parts, return_exceptions=True):
                if isinstance(result, Exception):
                    raise result


async def _run(app: App) -> None:
    from newsblog.queue.failures import note_failure

    await app.run_worker_async(
        name=NAME,
        concurrency=CONCURRENCY,
        fetch_job_polling_interval=POLLING_SECONDS,
        install_signal_handlers=False,
        worker_middleware=[note_failure],
    )


async def _retake(app: App) -> None:
    from newsblog.queue import stalled

    while True:
        await stalled.retake(app.job_manager)
        await asyncio.sleep(RETAKE_SECONDS)


def _reach_database() -> dict[str, Any]:
    """Connect as Django does, so that whoever finds the embedded database dead starts it (``newsblog.postgres``); the
    parameters for further connections."""
    from django.db import connection
    from procrastinate.contrib.django.utils import connector_params

    try:
        connection.ensure_connection()
        return connector_params()
    finally:
        connection.close()


def note_lost_task(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in one line that a job ended just as the database went away: nobody waits for procrastinate's task then. The
    job is taken for stalled, and done anew."""
    error = context.get("exception")
    if isinstance(error, ConnectorException):
        logger.warning("The end of a job could not be noted: %s", _words(error))
    else:
        loop.default_exception_handler(context)


def _words(error: Exception) -> str:
    """One line; procrastinate's own error says less than what it was raised from."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"


def _give_up() -> None:
    """End in mid job when it takes too long: it will be done anew. A thread can't be stopped in another way."""
    time.sleep(GRACE_SECONDS)
    atexit._run_exitfuncs()
    os._exit(0)


def _watch(parent: int) -> None:
    """End with the start command, which can't tell anybody that it was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
