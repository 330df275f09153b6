"""An editor logs in, writes with a pasted picture, and readers see it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.embedded, pytest.mark.xdist_group("browser")]

Open = Callable[..., Page]

GIVE_PICTURE = """
async ([kind, type]) => {
    const canvas = document.createElement("canvas");
    canvas.width = 900; canvas.height = 600;
    const context = canvas.getContext("2d");
    context.fillStyle = kind === "paste" ? "#0188fb" : "#d9485b";
    context.fillRect(0, 0, 900, 600);
    const blob = await new Promise((done) => canvas.toBlob(done, type));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "screenshot.png", { type }));
    const editor = document.querySelector("#id_body");
    editor.focus();
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
    (kind === "paste" ? editor : document.querySelector("#id_body")).dispatchEvent(event);
}
"""


def log_in(page: Page) -> None:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()


def choose(page: Page, field: str, text: str) -> None:
    """Choose in one of the admin's searching lists."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_an_article_with_a_pasted_and_a_dropped_picture(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_title").fill("浏览器里写的文章")
    page.locator("#id_body").fill("第一段**“重点”**是这样。\n\n")
    expect(page.locator(".markdownx-preview strong")).to_have_text("“重点”")
    for kind in ("paste", "drop"):
        page.evaluate(GIVE_PICTURE, [kind, "image/png"])
        page.wait_for_function(
            "(n) => document.querySelector('#id_body').value.split('/media/images/').length === n",
            arg=2 if kind == "paste" else 3,
        )
    expect(page.locator(".markdownx-preview img")).to_have_count(2)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.markdownx-preview img')].every((i) => i.naturalWidth)"
    )
    choose(page, "author", "访客")
    page.locator("#id_category").select_option(label="AI生活")
    page.locator(".flow-do-publish").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    reader = open_page("/")
    reader.locator(".row-title a", has_text="浏览器里写的文章").click()
    expect(reader.locator(".prose strong")).to_have_text("“重点”")
    expect(reader.locator(".prose img")).to_have_count(2)


def test_a_file_that_is_no_picture_is_refused_in_words(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_body").fill("已经写好的文字")
    page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["<script>"], "x.png", { type: "image/png" }));
            document.querySelector("#id_body").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".markdownx-message")).to_contain_text("无法识别这张图片")
    expect(page.locator("#id_body")).to_have_value("已经写好的文字")


def test_site_settings_show_at_once(open_page: Open) -> None:
    page = open_page("/admin/site/sitesettings/")
    log_in(page)
    page.locator("#id_tagline").fill("新的标语")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(open_page("/").locator("h1")).to_have_text("新的标语")
