"""Static files are collected when they changed, not at every start."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


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
