"""The pictures of a content folder."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from articles.images.uploads import read_upload
from articles.models import Image
from articles.rendering.markdown import parser

from .document import ContentError

_IMAGE = re.compile(r"(!\[[^\]]*\]\()(<[^>\n]+>|[^)\s]+)")


class PictureFolder:
    """Stores the pictures that the files of a folder name. ``stored`` lists those that were new."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.stored: list[Image] = []

    def cover(self, name: str, alt: str) -> Image:
        """The picture of this path below ``images/``."""
        return self._store(self._inside(self.root / "images" / name, name), alt)

    def with_addresses(self, body: str, folder: Path) -> str:
        """The Markdown ``body`` of a file in ``folder`` with relative paths of pictures replaced by their addresses in
        the library."""
        shown = {
            str(child.attrs["src"])
            for token in parser.parse(body)
            for child in token.children or []
            if child.type == "image"
        }

        def address(match: re.Match[str]) -> str:
            path = match[2].strip("<>")
            if parser.normalizeLink(path) not in shown or path.startswith("/") or urlsplit(path).scheme:
                return match[0]
            name = unquote(path)
            try:
                file = self._inside(folder / name, path)
            except ContentError:
                file = self._inside(self.root / name, path)
            return match[1] + self._store(file).markdown_address

        return _IMAGE.sub(address, body)

    def remove_stored(self, since: int = 0) -> None:
        """Remove the files again, from the ``since``-th on, when the import that stored them is undone."""
        for image in self.stored[since:]:
            image.delete_files()
        del self.stored[since:]

    def _inside(self, path: Path, name: str) -> Path:
        resolved = path.resolve()
        if not resolved.is_relative_to(self.root) or not resolved.is_file():
            raise ContentError(_("there is no picture %(name)s in the folder") % {"name": name})
        return resolved

    def _store(self, path: Path, alt: str = "") -> Image:
        with path.open("rb") as file:
            try:
                image, created = Image.objects.store(read_upload(File(file)), alt=alt, file_name=path.name, whole=True)
            except ValidationError as error:
                raise ContentError(f"{path.name}: {' '.join(error.messages)}") from None
            except OSError as error:
                raise ContentError(f"{path.name}: {error.strerror}") from error
        if created:
            self.stored.append(image)
        return image
