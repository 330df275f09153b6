"""Uploads are strangers: what a file is, is decided by its content, and nothing of it is kept but its pixels."""

import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

# Pillow's own limit is twice as generous, and only a warning; ours is judged before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


@dataclass(frozen=True)
class Upload:
    """A checked picture: upright, RGB or RGBA, without metadata."""

    pixels: Image.Image
    sha256: str

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.size

    @property
    def has_transparency(self) -> bool:
        return self.pixels.mode == "RGBA"


def read_upload(file: File) -> Upload:
    """Check a file and decode it.

    Its size in bytes and in pixels is judged before it is decoded. Turned pictures are set upright; EXIF (with it the
    place where a picture was taken) and every other metadata are dropped.

    Raises:
        ValidationError: with a message for the person who uploads.
    """
    if file.size > settings.IMAGE_MAX_BYTES:
        limit = filesizeformat(settings.IMAGE_MAX_BYTES)
        raise ValidationError(_("This file is larger than %(limit)s.") % {"limit": limit}, code="too_large")
    content = file.read()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_dimensions(image)
            pixels = _decode(image)
    except ValidationError:
        raise
    except Exception as error:  # decoders raise nearly anything on hostile files
        raise ValidationError(
            _("This is not a picture that can be read. JPEG, PNG, WebP, AVIF and still GIF are welcome."),
            code="unreadable",
        ) from error
    return Upload(pixels, hashlib.sha256(content).hexdigest())


def _check_dimensions(image: Image.Image) -> None:
    if image.width * image.height > settings.IMAGE_MAX_PIXELS:
        raise ValidationError(
            _("This picture has %(width)s × %(height)s pixels; at most %(limit)s million are possible.")
            % {"width": image.width, "height": image.height, "limit": settings.IMAGE_MAX_PIXELS // 1_000_000},
            code="too_many_pixels",
        )
    if getattr(image, "is_animated", False):
        raise ValidationError(_("Moving pictures can't be used yet; please take a still one."), code="animated")


def _decode(image: Image.Image) -> Image.Image:
    image.load()
    upright = ImageOps.exif_transpose(image)
    pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    pixels.info.clear()
    return pixels
