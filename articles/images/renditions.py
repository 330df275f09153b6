"""The files of a picture: its original without metadata, and smaller ones in WebP with a JPEG fallback."""

import io
from collections.abc import Iterator
from typing import Literal, TypedDict

from PIL import Image, ImageOps

from .uploads import Upload

FULL_WIDTHS = (480, 800, 1280, 1920)
THUMBNAILS = ((240, 168), (480, 336))
QUALITY = 82
ORIGINAL_QUALITY = 92
FORMATS = ("webp", "jpg")

Size = tuple[int, int]
Kind = Literal["full", "thumb"]
KINDS: tuple[Kind, ...] = ("full", "thumb")


class Sizes(TypedDict):
    """Width and height in pixels of every rendition, small ones first; each is there as WebP and as JPEG."""

    full: list[Size]
    thumb: list[Size]


def sizes_for(size: Size) -> Sizes:
    """The renditions of a picture of ``size``; none is larger than the picture, but for the smallest thumbnail."""
    width, height = size
    widths = sorted({w for w in FULL_WIDTHS if w < width} | {min(width, FULL_WIDTHS[-1])})
    return {
        "full": [(w, max(1, round(height * w / width))) for w in widths],
        "thumb": [THUMBNAILS[0], *(t for t in THUMBNAILS[1:] if t[0] <= width and t[1] <= height)],
    }


def smallest(sizes: Sizes) -> Sizes:
    """What a page needs at once, so that nobody who uploads waits for more."""
    return {"full": sizes["full"][:1], "thumb": sizes["thumb"][:1]}


def folder(token: str, key: str = "") -> str:
    """Where the files of a picture are; those that were made later are in a folder of their own, named by a key."""
    return f"images/{token[:2]}/{token}" + (f"/{key}" if key else "")


def name(token: str, kind: str, width: int, extension: str, key: str = "") -> str:
    """The name in the storage, for example ``images/3f/3f…/thumb-240.webp``; without a key, the public one too."""
    return f"{folder(token, key)}/{kind}-{width}.{extension}"


def encoded(
    pixels: Image.Image, kind: Kind, size: Size, focal_point: tuple[float, float]
) -> Iterator[tuple[str, bytes]]:
    """One rendition in each format: extension and content."""
    if kind == "thumb":
        small = ImageOps.fit(pixels, size, Image.Resampling.LANCZOS, centering=focal_point)
    else:
        small = pixels.resize(size, Image.Resampling.LANCZOS)
    yield "webp", _encode(small, "WEBP", quality=QUALITY)
    yield "jpg", _encode(_on_white(small), "JPEG", quality=QUALITY, progressive=True)


def original(upload: Upload) -> tuple[str, bytes]:
    """What is kept of the upload itself: extension and content."""
    if upload.has_transparency:
        return "png", _encode(upload.pixels, "PNG", optimize=True)
    return "jpg", _encode(upload.pixels, "JPEG", quality=ORIGINAL_QUALITY, progressive=True)


def _on_white(pixels: Image.Image) -> Image.Image:
    """JPEG has no transparency."""
    if pixels.mode == "RGB":
        return pixels
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    return paper


def _encode(pixels: Image.Image, format_name: str, **options: int | bool) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, format_name, **options)
    return buffer.getvalue()
