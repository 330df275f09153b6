"""Files of pictures in the storage: written whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

Write = Callable[[str, bytes], None]


@contextmanager
def writing() -> Iterator[Write]:
    """Gives a function that writes a file; what was written is removed again when anything within fails."""
    written: list[str] = []

    def write(name: str, content: bytes) -> None:
        written.append(name)
        default_storage.delete(name)  # what a crash left
        default_storage.save(name, ContentFile(content))

    try:
        yield write
    except BaseException:
        remove(written)
        raise


def remove(names: Iterable[str]) -> None:
    """Remove files, and folders that are empty then; what is not there is no matter."""
    folders = set()
    for name in filter(None, names):
        folders |= {folder for folder in map(str, PurePosixPath(name).parents) if folder.count("/") > 1}
        with suppress(OSError):
            default_storage.delete(name)
    for folder in sorted(folders, key=len, reverse=True):
        with suppress(OSError):
            default_storage.delete(folder)


def pixels_of(name: str) -> Image.Image:
    """The pixels of an original that was kept.

    Raises:
        OSError: when it is gone.
    """
    with default_storage.open(name) as file, Image.open(file, formats=("JPEG", "PNG")) as image:
        image.load()
        return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
