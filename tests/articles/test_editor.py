"""Preview and upload are for those who may write, and take nothing but pictures."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from articles.models import Image
from tests.mailing import run_jobs

UPLOAD, PREVIEW = "/markdownx/upload/", "/markdownx/markdownify/"
Client_of = Callable[[User], Client]


def files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [UPLOAD, PREVIEW])
def test_strangers_readers_and_moderators_are_refused(
    moderator: User, client_of: Client_of, picture_file: Any, settings: Any, address: str, method: str
) -> None:
    reader = User.objects.create_user("reader")
    for client in (Client(), client_of(reader), client_of(moderator)):
        response = getattr(client, method)(
            address, {"content": "x", "image": picture_file()} if method == "post" else {}
        )
        assert response.status_code in {403, 405}
    assert Image.objects.count() == 0
    assert files(settings) == []


def test_a_post_without_the_token_is_refused(writer: User, picture_file: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    for address in (UPLOAD, PREVIEW):
        assert client.post(address, {"content": "x", "image": picture_file()}).status_code == 403
    assert Image.objects.count() == 0


def test_a_writer_sees_the_preview_that_readers_would_get(writer: User, client_of: Client_of) -> None:
    response = client_of(writer).post(PREVIEW, {"content": "**“重点”**是<script>x</script>"})
    assert response.content.decode() == "<p><strong>“重点”</strong>是&lt;script&gt;x&lt;/script&gt;</p>\n"
    assert client_of(writer).post(PREVIEW, {"content": "x" * 200_001}).status_code == 400


def test_an_upload_becomes_renditions_and_markdown(
    writer: User, client_of: Client_of, picture_file: Any, settings: Any
) -> None:
    response = client_of(writer).post(UPLOAD, {"image": picture_file(size=(1500, 1000))})
    image = Image.objects.get()
    assert response.json() == {"image_code": f"![]({image.markdown_address})"}
    assert image.uploaded_by == writer
    assert image.renditions == {"full": [[480, 320]], "thumb": [[240, 168]]}
    assert run_jobs() == []
    image.refresh_from_db()
    assert image.renditions == {
        "full": [[480, 320], [800, 533], [1280, 853], [1500, 1000]],
        "thumb": [[240, 168], [480, 336]],
    }
    names = {path.name for path in files(settings)}
    assert {"original.jpg", "full-480.webp", "full-480.jpg", "thumb-240.webp"} <= names
    html = client_of(writer).post(PREVIEW, {"content": f"![海]({image.markdown_address})"}).content.decode()
    assert 'type="image/webp"' in html
    assert 'width="1500" height="1000" loading="lazy"' in html
    assert 'alt="海"' in html


def test_the_same_picture_is_stored_once(writer: User, client_of: Client_of, picture_file: Any, settings: Any) -> None:
    client = client_of(writer)
    one, two = (client.post(UPLOAD, {"image": picture_file(name)}).json() for name in ("a.jpg", "b.jpg"))
    assert one == two
    assert Image.objects.count() == 1


def test_metadata_is_dropped_and_the_picture_is_set_upright(writer: User, client_of: Client_of, settings: Any) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # to be turned right
    exif[0x010F] = "SECRET CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    Pillow.new("RGB", (600, 300), "red").save(buffer, "JPEG", exif=exif)
    client_of(writer).post(UPLOAD, {"image": SimpleUploadedFile("p.jpg", buffer.getvalue())})
    image = Image.objects.get()
    assert (image.width, image.height) == (300, 600)
    for path in files(settings):
        with Pillow.open(path) as stored:
            assert not stored.getexif()
        assert b"SECRET" not in path.read_bytes()


def png(width: int, height: int) -> bytes:
    """A valid PNG of one bit a pixel, tiny however many pixels it has."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 2)
    data = b"".join(packer.compress(row) for _ in range(min(height, 2000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    buffer = io.BytesIO()
    pictures = [Pillow.new("P", (4, 4), number % 200) for number in range(frames)]
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return buffer.getvalue()


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Pillow.linear_gradient("L").resize((300, 200)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


HOSTILE = {
    "page.png": b"<!DOCTYPE html><script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "drawing.png": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "shell.php": b"<?php system($_GET[0]);",
    "program.exe": b"MZ" + b"\0" * 400,
    "empty.jpg": b"",
    "cut.jpg": jpeg()[:900],
    "head.png": b"\x89PNG\r\n\x1a\n",
    "wide.png": png(13_000, 13_000),
    "huge.png": png(30_000, 30_000),
    "moving.gif": gif(300),
    "zip.jpg": b"PK\x03\x04" + b"\0" * 100,
    "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "text.jpg": "文字".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("door", ["editor", "library"])
def test_what_is_no_picture_is_refused_with_a_word_and_leaves_nothing(
    owner: User, client_of: Client_of, settings: Any, name: str, door: str
) -> None:
    client, file = client_of(owner), SimpleUploadedFile(name, HOSTILE[name], content_type="image/jpeg")
    if door == "editor":
        response = client.post(UPLOAD, {"image": file})
        assert response.status_code == 400
        assert response.json()["image"][0]
    else:
        response = client.post("/admin/articles/image/add/", {"file": file, "alt": "", "credit": ""})
        assert response.status_code == 200
        assert response.context["adminform"].form.errors["file"]
    assert Image.objects.count() == 0
    assert files(settings) == []


def test_a_page_hidden_in_a_picture_does_not_survive(writer: User, client_of: Client_of, settings: Any) -> None:
    file = SimpleUploadedFile("p.jpg", jpeg() + b"<script>alert(1)</script>")
    assert client_of(writer).post(UPLOAD, {"image": file}).status_code == 200
    assert all(b"<script" not in path.read_bytes() for path in files(settings))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    writer: User, client_of: Client_of, settings: Any
) -> None:
    settings.IMAGE_MAX_BYTES = 1000
    response = client_of(writer).post(UPLOAD, {"image": SimpleUploadedFile("p.jpg", jpeg())})
    assert response.status_code == 400


def test_a_full_disk_leaves_no_half_of_a_picture(
    writer: User, client_of: Client_of, picture_file: Any, settings: Any, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("where a folder should be")
    settings.MEDIA_ROOT = blocked
    response = client_of(writer).post(UPLOAD, {"image": picture_file()})
    assert response.status_code == 507
    assert response.json()["image"] == ["存储空间不足，图片没有保存。"]
    assert Image.objects.count() == 0


def test_a_full_disk_is_told_in_the_library_too(
    owner: User, client_of: Client_of, picture_file: Any, settings: Any, tmp_path: Path
) -> None:
    data = {"file": picture_file(), "alt": "海", "credit": ""}
    client, address, room = client_of(owner), "/admin/articles/image/add/", settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("where a folder should be")
    response = client.post(address, data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["file"] == ["存储空间不足，图片没有保存。"]
    assert Image.objects.count() == 0
    settings.MEDIA_ROOT = room
    assert client.post(address, data | {"file": picture_file()}).status_code == 302
    image = Image.objects.get()
    assert (image.alt, image.uploaded_by) == ("海", owner)
    assert client.get(f"/admin/articles/image/{image.pk}/change/").status_code == 200


def test_deleting_a_picture_removes_its_files(
    owner: User, client_of: Client_of, picture_file: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client_of(owner).post(UPLOAD, {"image": picture_file()})
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.get().delete()
    assert files(settings) == []
