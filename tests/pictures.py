"""Pictures in tests: made, looked at, and no room for them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from articles.models import Image

LIBRARY = "/admin/articles/image/"
Stored = Callable[..., Image]


def colour_file(colour: str, size: tuple[int, int] = (1500, 1000), name: str = "colour.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pillow.new("RGB", size, colour).save(buffer, "PNG" if name.endswith("png") else "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


def page_of(image: Image) -> str:
    return f"{LIBRARY}{image.pk}/change/"


def words_of(image: Image, **changes: Any) -> dict[str, Any]:
    values = {"alt": image.alt, "credit": image.credit, "focal_x": image.focal_x, "focal_y": image.focal_y}
    return values | changes


def files(settings: Any) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def colour_at(client: Client, address: str, place: tuple[float, float] = (0.5, 0.5)) -> str:
    response = client.get(address)
    assert response.status_code == 200
    with Pillow.open(io.BytesIO(b"".join(response.streaming_content))) as picture:
        pixels = picture.convert("RGB")
        red, _green, blue = pixels.getpixel((int(pixels.width * place[0]), int(pixels.height * place[1])))
    return "red" if red > blue else "blue"


def block(settings: Any, tmp_path: Path) -> None:
    """No room: nothing can be written where a file is in the place of the folder."""
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("x")
