"""Uploaded files come out as pictures and nothing else does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Image


@pytest.fixture
def image(owner: User, client_of: Callable[[User], Client], picture_file: Any) -> Image:
    client_of(owner).post("/markdownx/upload/", {"image": picture_file()})
    return Image.objects.get()


def test_a_picture_has_its_exact_type_and_can_do_nothing(image: Image, client: Client) -> None:
    full = image.full
    for address in (full.src, full.webp_srcset.split(" ")[0], image.thumb.src, image.markdown_address):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] in {"image/jpeg", "image/webp"}
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"].endswith("immutable" if "?v=" in address else "no-cache")
        assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "images/",
        "images",
        "../secret_key",
        "..%2f..%2fsecret_key",
        "%2e%2e/secret_key",
        "images/../../secret_key",
        "images/..%5c..%5csecret_key",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        ".env",
        ".git/HEAD",
        "images/.hidden",
        "backup.zip",
        "images/00/" + "0" * 32 + "/original.svg",
        "images/00/" + "0" * 32 + "/original.html",
        "images/00/" + "0" * 32 + "/original.jpg",
        "images/00/" + "0" * 32 + "/original.jpg%00.png",
        "images/00/" + "0" * 32 + "/full-99999999999.jpg",
        "....//....//secret_key",
    ],
)
@pytest.mark.parametrize("root", ["/media/", "/static/"])
def test_nothing_else_is_served(image: Image, client: Client, root: str, name: str) -> None:
    assert client.get(root + name).status_code in {400, 404}


def test_a_missing_file_is_not_found(image: Image, client: Client) -> None:
    image.delete_files()
    assert client.get(image.full.src).status_code == 404
