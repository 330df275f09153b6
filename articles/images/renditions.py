"""The files of a picture: its original without metadata, and smaller ones in WebP with a JPEG fallback."""

import io
from collections.abc import Iterator
from typing import TypedDict

from PIL import Image, ImageOps

from .uploads import Upload

FULL_WIDTHS = (480, 800, 1280, 1920)
THUMBNAILS = ((240, 168), (480, 336))
QUALITY = 82
ORIGINAL_QUALITY = 92

Size = tuple[int, int]


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


def folder(token: str) -> str:
    return f"images/{token[:2]}/{token}"


def name(token: str, kind: str, width: int, extension: str) -> str:
    """The name in the storage, for example ``images/3f/3f…/thumb-240.webp``."""
    return f"{folder(token)}/{kind}-{width}.{extension}"


def files_for(upload: Upload, token: str, focal_point: tuple[float, float]) -> Iterator[tuple[str, bytes]]:
    """Every file of a picture as name and content, the original first."""
    extension, content = _original(upload)
    yield f"{folder(token)}/original.{extension}", content
    sizes = sizes_for(upload.size)
    for size in sizes["full"]:
        yield from _both_formats(upload.pixels.resize(size, Image.Resampling.LANCZOS), token, "full")
    for size in sizes["thumb"]:
        cropped = ImageOps.fit(upload.pixels, size, Image.Resampling.LANCZOS, centering=focal_point)
        yield from _both_formats(cropped, token, "thumb")


def _original(upload: Upload) -> tuple[str, bytes]:
    if upload.has_transparency:
        return "png", _encode(upload.pixels, "PNG", optimize=True)
    return "jpg", _encode(upload.pixels, "JPEG", quality=ORIGINAL_QUALITY, progressive=True)


def _both_formats(pixels: Image.Image, token: str, kind: str) -> Iterator[tuple[str, bytes]]:
    yield name(token, kind, pixels.width, "webp"), _encode(pixels, "WEBP", quality=QUALITY)
    yield name(token, kind, pixels.width, "jpg"), _encode(_on_white(pixels), "JPEG", quality=QUALITY, progressive=True)


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
