"""The site as a WSGI application (PEP 3333)."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from newsblog.postgres import pool

DRAIN_BYTES = 32 * 1024 * 1024
DRAIN_SECONDS = 5.0


def draining(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Read what is left of a body that was refused: a client that is still sending could not read the answer."""

    def drained(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = app(environ, start_response)
        deadline, left = time.monotonic() + DRAIN_SECONDS, DRAIN_BYTES
        while left > 0 and time.monotonic() < deadline:
            part = environ["wsgi.input"].read(min(65536, left))
            if not part:
                break
            left -= len(part)
        return response

    return drained


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsblog.settings")
# A command has no use for a pool and its threads.
settings.DATABASES["default"]["OPTIONS"]["pool"] = pool.options()
application = draining(get_wsgi_application())

from articles import counting  # noqa: E402  only when the apps are ready
from newsblog.front.exporting import exporting  # noqa: E402
from newsblog.front.pages import Pages  # noqa: E402
from newsblog.page_cache import running  # noqa: E402

counting.views.start()
application = running.cached(application)
if settings.PAGES_FOLDER:
    application = exporting(application, Pages(settings.PAGES_FOLDER))
