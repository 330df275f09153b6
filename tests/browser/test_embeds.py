"""A video of another site, before and after a reader asks for it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded, pytest.mark.xdist_group("browser")]

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
