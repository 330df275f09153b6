"""The pages that nginx shows in its own name; they need neither the site nor its database."""

import tempfile
from pathlib import Path

from django.template import loader

NOTICES = ("outage.html", "too-large.html")


def write(folder: Path) -> None:
    """Write them anew, since their style sheet may have become another one."""
    for name in NOTICES:
        page = loader.render_to_string(f"front/{name}")
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as draft:
            draft.write(page)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(folder / name)
