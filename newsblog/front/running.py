"""What runs beside the site when nginx is in front."""

from collections.abc import Callable, Collection

from django.conf import settings

from newsblog.page_cache.listener import Listener

from . import notices
from .pages import Keeper, Pages
from .visits import Visits


def prepare() -> None:
    """Before the first request. Pages of the last time stay until changes are heard again."""
    if settings.PAGES_FOLDER:
        Pages(settings.PAGES_FOLDER).make()
        notices.write(settings.PAGES_FOLDER)


def start(lives: Callable[[], bool]) -> None:
    """In each worker; one of them keeps the pages and counts their readers, the others wait to take over as long as
    ``lives`` says so: nothing is taken over from a site that is being stopped, so its pages stay."""
    if not settings.PAGES_FOLDER:
        return
    keeper, visits = Keeper(Pages(settings.PAGES_FOLDER)), Visits(settings.PAGES_FOLDER)

    def changed(slots: Collection[int]) -> None:
        keeper.purge(slots)
        visits.forget()

    Listener(began=keeper.begin, changed=changed, tick=keeper.expire, chosen=visits.start, lives=lives).start()
