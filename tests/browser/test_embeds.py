"""A video of another site, before and after a reader asks for it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_writing import PASTE, Open, body, log_in, preview, write
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

VIDEO = "https://www.bilibili.com/video/BV1xx411c7mD"
WRITE = f"""
from articles.models import Article
article = Article.objects.get(slug="haidi-guanglan")
article.body = "[一部片子]({VIDEO})"
article.save()
"""


def test_nothing_of_the_other_site_is_loaded_before_a_click(browser: Browser, site: RunningSite) -> None:
    site.manage("shell", "-c", WRITE)
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.url.startswith("https:") else None)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content" in message.text else None)
    page.goto("/articles/haidi-guanglan/")
    expect(page.locator(".embed-link")).to_have_attribute("href", VIDEO)
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.locator(".embed-button").click()
    player = page.frame_locator(".embed-frame").locator(".player")
    expect(player).to_have_attribute("src", "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=0")
    page.wait_for_function("() => !document.querySelector('.embed-button')")
    assert {address.split("?")[0] for address in asked} == {"https://player.bilibili.com/player.html"}
    assert complaints == []
    context.close()


def test_an_editor_is_told_how_a_card_is_made_and_makes_one_with_a_picture(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    write(page, "")
    page.keyboard.press("Control+/")
    expect(page.locator("[data-help-dialog]")).to_contain_text("独占一段时会变成卡片")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+p")
    page.locator(".library-picture").first.click()
    page.locator("[data-chosen] [data-alt]").fill("片中的海")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_have_value(re.compile("片中的海"))
    page.evaluate(
        "field => field.setSelectionRange(0, field.value.trim().length)", page.locator("#id_body").element_handle()
    )
    page.evaluate(PASTE, ["", VIDEO])
    assert re.fullmatch(r"\[!\[片中的海]\(/media/images/\S+\)]\(" + re.escape(VIDEO) + r"\)\s*", body(page))
    page.keyboard.press("Control+Shift+f")
    card = preview(page).locator(".embed-link")
    expect(card.locator("img")).to_be_visible()
    expect(card.locator(".embed-title")).to_have_text("片中的海")
    expect(preview(page).locator(".embed .embed-button")).to_have_text("在此播放")
