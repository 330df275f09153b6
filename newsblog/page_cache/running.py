"""The page cache of this site, and who keeps it right."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from .cache import Application, PageCache
from .listener import Listener, Part
from .store import Files, Memory

SWEEP_SECONDS = 300
# The process that has its listener; one that was forked from it has none.
_started_in = 0


class Sweeper(Part):
    """Keeps the files of pages within their bounds."""

    def __init__(self, files: Files) -> None:
        self.files, self._swept = files, 0.0

    def tick(self) -> None:
        if time.monotonic() > self._swept + SWEEP_SECONDS:
            self._swept = time.monotonic()
            self.files.sweep()


def files() -> Files:
    return Files(settings.DATA_FOLDER / "pages")


def cached(application: Application) -> Application:
    """The application with its cache. Whichever server runs it, changes are heard from the first request on."""
    cache = PageCache(application, Memory(), files(), keeps=settings.PAGE_CACHE)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start()
        return cache(environ, start_response)

    return answer


def start(lives: Callable[[], bool] = lambda: True) -> None:
    """In each worker, where it does nothing a second time; one of them hears of changes as long as it ``lives``, the
    others wait to take over."""
    global _started_in
    if _started_in == os.getpid():
        return
    _started_in = os.getpid()
    parts: list[Part] = [Sweeper(files())]
    if settings.PAGES_FOLDER:
        from newsblog.front.running import Front

        parts.append(Front(settings.PAGES_FOLDER))
    Listener(parts, lives).start()
