"""The site's own logo and icon: read from an upload, drawn in the sizes that pages need, and stored.

Uploads are strangers, as those of articles are: what a file is, is decided by its content, and nothing of it is kept
but its pixels. Names have a digest of what is in the files, so that an address never changes its picture.
"""

import hashlib
import io
import re
from base64 import b64encode
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FOLDER = "brand"
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 5 * 1024 * 1024
# How large the header shows a logo, and for how dense screens it is drawn.
LOGO_WIDTH, LOGO_HEIGHT = 280, 40
DENSITIES = (1, 2, 3)
LEAST_ICON = 48
WHITE = (255, 255, 255, 255)
TYPES = {"png": "image/png", "webp": "image/webp", "ico": "image/x-icon"}
LOGO_FILES = tuple(f"logo-{density}.webp" for density in DENSITIES)
ICON_FILES = ("icon-192.png", "icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png", "favicon.ico")


@dataclass(frozen=True)
class Drawn:
    """The files of a logo or an icon by their names, and the size at which pages show it."""

    files: dict[str, bytes] = field(repr=False)
    width: int
    height: int

    @property
    def key(self) -> str:
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(name.encode() + content)
        return digest.hexdigest()[:32]

    def store(self) -> None:
        for name, content in self.files.items():
            path = f"{FOLDER}/{self.key}/{name}"
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(content))

    def data_uri(self, name: str) -> str:
        """The file itself as an address, for pages that show what is not stored."""
        return f"data:{TYPES[name.rpartition('.')[2]]};base64,{b64encode(self.files[name]).decode()}"


def address(key: str, name: str) -> str:
    return default_storage.url(f"{FOLDER}/{key}/{name}")


def stored(key: str, name: str) -> File | None:
    """A stored file; None where there is none."""
    if not re.fullmatch("[0-9a-f]{32}", key) or name not in (*LOGO_FILES, *ICON_FILES):
        return None
    try:
        return default_storage.open(f"{FOLDER}/{key}/{name}")
    except OSError:
        return None


def remove(key: str) -> None:
    """Delete the files of a logo or an icon; what isn't there is no error."""
    for name in (*LOGO_FILES, *ICON_FILES):
        default_storage.delete(f"{FOLDER}/{key}/{name}")


def draw_logo(upload: File) -> Drawn:
    """A logo for the header.

    Raises:
        ValidationError: with a message for the person who uploads.
    """
    pixels = _read(upload)
    if not 0.1 <= pixels.width / pixels.height <= 10:
        raise ValidationError(_("This picture is too narrow for a logo."), code="narrow")
    scale = min(LOGO_WIDTH / pixels.width, LOGO_HEIGHT / pixels.height)
    width, height = (max(1, round(side * scale)) for side in pixels.size)
    files = {
        name: _encoded(_fitted(pixels, width * density, height * density), "WEBP", quality=90, method=4)
        for name, density in zip(LOGO_FILES, DENSITIES, strict=True)
    }
    return Drawn(files, width, height)


def draw_icon(upload: File) -> Drawn:
    """Icons for tabs, bookmarks and home screens. A picture that isn't square stands in the middle of one.

    Raises:
        ValidationError: with a message for the person who uploads.
    """
    pixels = _read(upload)
    if max(pixels.size) < LEAST_ICON:
        message = _("This picture is too small for an icon: it needs at least %(least)s pixels; 512 are best.")
        raise ValidationError(message % {"least": LEAST_ICON}, code="small")
    square = _square(pixels, max(pixels.size), 1, (0, 0, 0, 0))
    files = {
        "icon-192.png": _encoded(_fitted(square, 192, 192), "PNG", optimize=True),
        "icon-512.png": _encoded(_fitted(square, 512, 512), "PNG", optimize=True),
        # Launchers cut it to any shape within its inner four fifths: https://w3c.github.io/manifest/#icon-masks
        "icon-maskable-512.png": _encoded(_square(square, 512, 0.75, WHITE).convert("RGB"), "PNG", optimize=True),
        "apple-touch-icon.png": _encoded(_square(square, 180, 0.9, WHITE).convert("RGB"), "PNG", optimize=True),
        "favicon.ico": _encoded(_fitted(square, 48, 48), "ICO", sizes=[(16, 16), (32, 32), (48, 48)]),
    }
    return Drawn(files, 512, 512)


def _read(upload: File) -> Image.Image:
    """The upright pixels, RGBA, without metadata. Bytes and pixels are judged before anything is decoded."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("This file is larger than %(limit)s.") % {"limit": filesizeformat(MAX_BYTES)}, code="too_large"
        )
    try:
        with Image.open(io.BytesIO(upload.read()), formats=FORMATS) as image:
            _check(image)
            image.load()
            pixels = ImageOps.exif_transpose(image).convert("RGBA")
    except ValidationError:
        raise
    except Exception as error:  # decoders raise nearly anything on hostile files
        raise ValidationError(
            _("This is not a picture that can be read. PNG, WebP and JPEG are welcome."), code="unreadable"
        ) from error
    pixels.info.clear()
    return pixels


def _check(image: Image.Image) -> None:
    if image.width * image.height > settings.IMAGE_MAX_PIXELS:
        raise ValidationError(
            _("This picture has %(width)s × %(height)s pixels; at most %(limit)s million are possible.")
            % {"width": image.width, "height": image.height, "limit": settings.IMAGE_MAX_PIXELS // 1_000_000},
            code="too_many_pixels",
        )
    if getattr(image, "is_animated", False):
        raise ValidationError(_("Moving pictures can't be used yet; please take a still one."), code="animated")


def _fitted(pixels: Image.Image, width: int, height: int) -> Image.Image:
    return pixels.resize((width, height), Image.Resampling.LANCZOS)


def _square(pixels: Image.Image, side: int, share: float, ground: tuple[int, int, int, int]) -> Image.Image:
    """The whole picture in the middle of a square, at a ``share`` of its side."""
    scale = side * share / max(pixels.size)
    inner = _fitted(pixels, *(max(1, round(length * scale)) for length in pixels.size))
    square = Image.new("RGBA", (side, side), ground)
    square.alpha_composite(inner, ((side - inner.width) // 2, (side - inner.height) // 2))
    return square


def _encoded(pixels: Image.Image, format_name: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, format_name, **options)
    return buffer.getvalue()
