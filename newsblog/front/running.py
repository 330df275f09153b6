"""What runs beside the site when nginx is in front."""

from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from newsblog.page_cache.listener import Part

from . import notices
from .pages import Keeper, Pages
from .visits import Visits


def prepare() -> None:
    """Before the first request. Pages of the last time stay until changes are heard again."""
    if settings.PAGES_FOLDER:
        Pages(settings.PAGES_FOLDER).make()
        notices.write(settings.PAGES_FOLDER)


class Front(Part):
    """Keeps the files that nginx serves, and counts their readers."""

    def __init__(self, folder: Path) -> None:
        self.keeper, self.visits = Keeper(Pages(folder)), Visits(folder)

    def chosen(self) -> None:
        self.visits.start()

    def began(self) -> None:
        self.keeper.begin()

    def changed(self, slots: Collection[int]) -> None:
        self.keeper.purge(slots)
        self.visits.forget()

    def tick(self) -> None:
        self.keeper.expire()
