"""Static files are collected when they changed, not at every start, and the style sheets become one."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE_CSS = "css/site.css"
_IMPORT = re.compile(r'@import "([\w-]+\.css)";')


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Fingerprints and compresses, as its base does; puts what ``site.css`` imports in its place, since a browser
    would ask for each file by itself before it draws anything. What scripts import is fingerprinted like them."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SITE_CSS in paths and not dry_run:

            def text_of(name: str) -> str:
                storage, path = paths[name]
                with storage.open(path) as file:
                    return file.read().decode()

            whole = _IMPORT.sub(lambda match: text_of(f"css/{match[1]}"), text_of(SITE_CSS))
            with open(self.path(SITE_CSS), "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of the storage
                file.write(whole)
            paths[SITE_CSS] = (self, SITE_CSS)
        yield from super().post_process(paths, dry_run, **options)


def collect() -> None:
    """Collect, fingerprint and compress the static files, if any is new or changed."""
    stamp = settings.DATA_FOLDER / "static.stamp"
    state = _state()
    if stamp.exists() and stamp.read_text() == state and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def _state() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = (storage.path(path), storage.size(path), storage.get_modified_time(path).isoformat())
            digest.update(repr(stat).encode())
    return digest.hexdigest()
