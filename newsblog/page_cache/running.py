"""The page cache of this site, and who keeps it right."""

import time
from collections.abc import Callable

from django.conf import settings

from .cache import Application, PageCache
from .listener import Listener, Part
from .store import Files, Memory

SWEEP_SECONDS = 300


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


def cached(application: Application) -> PageCache:
    return PageCache(application, Memory(), files(), keeps=settings.PAGE_CACHE)


def start(lives: Callable[[], bool]) -> None:
    """In each worker; one of them hears of changes as long as it ``lives``, the others wait to take over."""
    parts: list[Part] = [Sweeper(files())]
    if settings.PAGES_FOLDER:
        from newsblog.front.running import Front

        parts.append(Front(settings.PAGES_FOLDER))
    Listener(parts, lives).start()
