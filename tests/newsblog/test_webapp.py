"""The site as an app: what it is installed from, and what is there without a connection."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.test import Client
from PIL import Image as Pillow

from newsblog.site.models import SiteSettings

ADDRESSES = ("/manifest.webmanifest", "/service-worker.js", "/offline/")


def manifest_of(client: Client) -> dict[str, Any]:
    response = client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"
    return response.json()


def test_the_manifest_names_the_site_as_its_editors_do(site: SiteSettings, client: Client) -> None:
    assert "description" not in manifest_of(client)
    site.tagline = "每天一点新知识"
    site.save()
    manifest = manifest_of(client)
    assert (manifest["name"], manifest["short_name"]) == ("新闻博客", "新闻博客")
    assert manifest["description"] == "每天一点新知识"
    assert (manifest["lang"], manifest["dir"]) == ("zh-hans", "ltr")
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")


@pytest.mark.parametrize(
    ("language", "names"),
    [("zh-hans", ["搜索", "文章归档"]), ("zh-hant", ["搜尋", "文章歸檔"]), ("en", ["Search", "Archive"])],
)
def test_the_shortcuts_are_named_in_the_language_of_the_site(
    site: SiteSettings, client: Client, language: str, names: list[str]
) -> None:
    site.language = language
    site.save()
    manifest = manifest_of(client)
    assert manifest["lang"] == language
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == names
    for shortcut in manifest["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_the_icons_are_as_large_as_the_manifest_says(site: SiteSettings, client: Client) -> None:
    icons = manifest_of(client)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        file = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(file, str)
        with Pillow.open(file) as picture:
            assert picture.get_format_mimetype() == icon["type"]
            assert "x".join(map(str, picture.size)) == icon["sizes"]
            if icon["purpose"] == "maskable":
                assert picture.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_the_colours_are_those_of_the_pages(site: SiteSettings, client: Client) -> None:
    manifest = manifest_of(client)
    tokens = Path(str(finders.find("css/tokens.css"))).read_text()
    assert f"--card: {manifest['theme_color']};" in tokens
    assert f"--page: {manifest['background_color']};" in tokens


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_already_gets_it_only_when_it_changed(site: SiteSettings, client: Client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=3600" in first["Cache-Control"] if "manifest" in address else first["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ADDRESSES)
def test_they_can_only_be_read_and_set_no_cookie(site: SiteSettings, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_policy_allows_the_manifest_and_the_worker(site: SiteSettings, client: Client) -> None:
    policy = client.get("/offline/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


@pytest.mark.django_db
def test_the_offline_page_needs_no_database(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(away):
        response = client.get("/offline/")
        assert client.get("/service-worker.js").status_code == 200
    page = response.content.decode()
    assert response.status_code == 200
    assert "没有网络连接" in page
    assert '<p lang="en">There is no connection.' in page
    assert '<meta name="robots" content="noindex">' in page


def worker_of(client: Client) -> str:
    response = client.get("/service-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    return response.content.decode()


def files_of(worker: str) -> list[str]:
    match = re.search(r'const files = "([^"]+)"', worker)
    assert match is not None
    return match[1].split()


def test_the_worker_keeps_the_offline_page_and_just_what_is_on_it(site: SiteSettings, client: Client) -> None:
    page = client.get("/offline/").content.decode()
    on_it = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert files_of(worker_of(client)) == ["/offline/", *on_it]


def test_the_worker_is_another_one_when_a_file_changes(site: SiteSettings, client: Client, settings: Any) -> None:
    def version() -> str:
        return re.findall(r'"offline-(\w+)"', worker_of(client))[0]

    first = version()
    assert version() == first
    settings.STATIC_URL = "/changed/"
    assert version() != first
