"""An editor uploads many pictures, says what they show, and sets what matters in one."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image as Pillow
from playwright.sync_api import FilePayload, Page, expect

from tests.running_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]


def picture(name: str, colour: str) -> FilePayload:
    buffer = io.BytesIO()
    Pillow.new("RGB", (1400, 500), colour).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def log_in(page: Page) -> None:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_many_pictures_are_uploaded_and_described_and_one_gets_its_focal_point(open_page: Open) -> None:
    page = open_page("/admin/")
    log_in(page)
    page.goto("/admin/articles/image/upload/")
    expect(page.locator("[data-picture-upload][data-ready]")).to_be_visible()
    page.locator("#id_files").set_input_files(
        [
            picture("一.png", "#123456"),
            {"name": "坏.png", "mimeType": "image/png", "buffer": b"x"},
            picture("二.png", "#654321"),
        ]
    )
    rows = page.locator("[data-files] > li")
    expect(rows).to_have_count(3)
    expect(rows.locator("img")).to_have_count(2)
    expect(rows.nth(1)).to_have_class(re.compile("picture-file-failed"))
    page.locator("[data-next]").click()
    fields = page.locator(".picture-words-one")
    expect(fields).to_have_count(2)
    fields.first.locator("input").first.fill("深蓝的横幅")
    page.locator(".submit-row [type=submit]").click()
    page.locator(".field-thumbnail a", has=page.get_by_alt_text("深蓝的横幅")).click()

    area = page.locator("[data-focal-area]")
    expect(page.locator("[data-focal][data-ready]")).to_be_visible()
    area.click(position={"x": 5, "y": 5})
    assert float(page.locator("#id_focal_x").input_value()) < 0.1
    crop = page.locator("[data-focal-crop]").first
    before = crop.get_attribute("viewBox")
    area.press("Shift+ArrowRight")
    area.press("ArrowRight")
    assert 0.1 < float(page.locator("#id_focal_x").input_value()) < 0.2
    assert crop.get_attribute("viewBox") != before
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert 0.1 < float(page.locator("#id_focal_x").input_value()) < 0.2
    page.goto("/admin/articles/image/")
    thumb = page.get_by_alt_text("深蓝的横幅")
    assert thumb.get_attribute("src").endswith("v=2")  # type: ignore[union-attr]
    assert thumb.evaluate("image => image.decode().then(() => image.naturalWidth)") == 240
