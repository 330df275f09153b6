"""The start command: database, migrations, static files, first content, then gunicorn.

Everything may be interrupted at any moment: each step finds out by itself what is left to do.
"""

import ctypes
import fcntl
import gc
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any, TextIO, cast
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import reverse
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from newsblog import web_worker
from newsblog.background import BackgroundWorker
from newsblog.web_worker import WebWorker

# So long the workers of a killed site may hold on to the port and the data folder.
PATIENCE_SECONDS = 5.0
M_ARENA_MAX, ARENAS = -8, 2


class StartError(Exception):
    """The site can't start; the message tells the operator why."""


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        lock = _lock_data_folder()
        _check_port()
        _use_few_arenas()
        django.setup()
        prepare()
        _say(f"\nNewsblog is at {settings.SITE_URL}/ (the admin at {settings.SITE_URL}/admin/). Ctrl-C stops it.")
        Server().run()
        lock.close()
    except (StartError, ImproperlyConfigured, OperationalError, CommandError) as error:
        print(f"Newsblog can't start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def prepare() -> None:
    """Bring database, static files and first content up to date."""
    from articles import rebuilding as articles
    from comments import rebuilding as comments
    from newsblog import first_run, static_files
    from newsblog.front import running as front

    with _step("Database"):
        connection.ensure_connection()
    with _step("Migrations"):
        call_command("migrate", interactive=False, verbosity=0)
    if stale := articles.outdated().count():
        with _step(f"Articles ({stale})"):
            articles.rebuild(articles.outdated())
    if stale := comments.outdated().count():
        with _step(f"Comments ({stale})"):
            comments.rebuild(comments.outdated())
    with _step("Static files"):
        static_files.collect()
    front.prepare()
    first_run.run(_say)
    _warm_up()
    connection.close()  # none may be shared with the workers that are forked next


class SiteArbiter(Arbiter):
    """gunicorn's master process, which keeps the background worker too."""

    def __init__(self, app: BaseApplication) -> None:
        self.background = BackgroundWorker()
        super().__init__(app)

    def manage_workers(self) -> None:
        super().manage_workers()
        self.background.keep()

    def stop(self, graceful: bool = True) -> None:
        self.background.tell()
        super().stop(graceful)
        self._see_workers_go()
        self.background.stop()

    def _see_workers_go(self) -> None:
        """gunicorn kills those that are too slow and doesn't wait; while one lives, the database has a user."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.WORKERS and time.monotonic() < deadline:
            self.reap_workers()
            time.sleep(0.05)


class Server(BaseApplication):
    """gunicorn in this process; it returns when the site was told to stop."""

    def run(self) -> None:
        SiteArbiter(self).run()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": _address(),
            "workers": settings.WEB_CONCURRENCY,
            "threads": settings.THREADS_PER_WORKER,
            "worker_class": WebWorker,
            "preload_app": True,
            "when_ready": _share_memory,
            "post_worker_init": _hear_changes,
            "child_exit": web_worker.gone,
            "proc_name": "newsblog",
            "loglevel": "warning",
            "graceful_timeout": 10,
            # Headers of proxies are judged by newsblog.middleware.TrustedProxies, by the visitor's side of them.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from newsblog.wsgi import application

        return application


def _warm_up() -> None:
    """Make the kinds of pages that are asked for most, for nobody, and let the classifier of comments read its corpus:
    what that loads, as templates and the texts of queries, the workers share, and nobody needs to wait for it."""
    from articles.models import Article
    from comments.spam import classifier

    classifier.training()
    handler = WSGIHandler()
    newest = [article.get_absolute_url() for article in Article.objects.published().newest().only("slug")[:1]]
    for address in ("/", *newest, reverse("articles:feed"), reverse("comments:latest"), reverse("articles:archive")):
        environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_HOST": "localhost", "HTTP_USER_AGENT": "robot"}
        setup_testing_defaults(environ)
        page = cast("HttpResponse", handler(environ, lambda *_: len))
        page.close()


def _use_few_arenas() -> None:
    """Let the threads of this process, and of those that it starts, take memory from the same two places: glibc gives
    each of many threads its own (mallopt(3)), which grows to the largest page that the thread ever made."""
    os.environ.setdefault("MALLOC_ARENA_MAX", str(ARENAS))
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def _share_memory(_arbiter: Any) -> None:
    """Let the workers, which are made from this process, share with it what it has loaded: all that they would load
    with their first pages, and without the marks that a collector of garbage leaves on it."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - imports all views
    gc.collect()
    gc.freeze()


def _hear_changes(worker: Any) -> None:
    from newsblog.page_cache import running

    running.start(lambda: worker.alive)


class _step:  # noqa: N801 - reads as a word of the steps above
    """Says what is being done and how long it took."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.began = time.monotonic()
        print(f"  {self.name} ...", end="", flush=True)

    def __exit__(self, kind: object, *_: object) -> None:
        print(f" {'failed' if kind else 'ready'} ({time.monotonic() - self.began:.1f} s)", flush=True)


def _say(text: str) -> None:
    print(text, flush=True)


def _address() -> str:
    host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
    return f"{host}:{settings.PORT}"


def _lock_data_folder() -> TextIO:
    """Make sure that no other site runs on the data folder. The lock goes with the process and its workers."""
    settings.DATA_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (settings.DATA_FOLDER / "site.lock").open("a+")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, url = _holder(file)
            if _lives(pid) or time.monotonic() > deadline:
                raise StartError(
                    f"it is already running at {url} (process {pid}) with the data folder {settings.DATA_FOLDER}."
                ) from None
            time.sleep(0.1)
        else:
            file.truncate(0)
            print(os.getpid(), settings.SITE_URL, file=file, flush=True)
            return file


def _holder(file: TextIO) -> tuple[int, str]:
    file.seek(0)
    words = file.read().split()
    return (int(words[0]), words[1]) if len(words) == 2 else (0, "another address")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid > 0


def _check_port() -> None:
    """Refuse early, and clearly, when somebody else has the port."""
    family = socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.BIND, settings.PORT))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise StartError(
                        f"{_address()} can't be used ({error.strerror}). Choose another port: PORT=8001 make run"
                    ) from error
            else:
                return
        time.sleep(0.2)
