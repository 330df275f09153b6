"""A reader walks through the site, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
SEED = "/articles/ali-mayi-jiechu-yewu-wanglai/"
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


@WITH_AND_WITHOUT
def test_from_home_to_an_article_and_on_to_a_related_one(open_page: Open, javascript: bool) -> None:
    page = open_page("/", java_script_enabled=javascript)
    first = page.locator(".row-title a").first
    title = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(title)
    related = page.locator(".related-title a")
    expect(related).to_have_count(6)
    title = related.first.inner_text()
    related.first.click()
    expect(page.locator("h1")).to_have_text(title)


@WITH_AND_WITHOUT
def test_search_finds_and_says_when_it_does_not(open_page: Open, javascript: bool) -> None:
    page = open_page("/", java_script_enabled=javascript)
    page.locator(".header-field").fill("北斗")
    page.locator(".header-search button").click()
    expect(page.locator(".row-title a").first).to_be_visible()
    page.locator(".search-field").fill("魑魅魍魉")
    page.locator(".search button").click()
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for path in ("/", SEED, "/articles/zhongwen-paiban/", "/search/?q=的", "/archive/", "/nothing/"):
        page.goto(path)
        box = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert box[0] <= box[1], (path, box)


def test_the_measures_of_the_reference(open_page: Open) -> None:
    page = open_page(SEED, viewport={"width": 1280, "height": 900})

    def box(selector: str) -> dict[str, float]:
        found = page.locator(selector).first.bounding_box()
        assert found is not None
        return {name: round(value) for name, value in found.items()}

    assert box(".header")["height"] == 60
    assert (box(".page-main")["width"], box(".page-main")["x"]) == (840, 40)
    assert (box(".sidebar")["width"], box(".sidebar")["x"]) == (336, 904)
    assert (box(".related .thumbnail")["width"], box(".related .thumbnail")["height"]) == (120, 84)
    assert box(".prose img")["width"] == 788
    style = page.locator(".article-title").evaluate(
        "e => [getComputedStyle(e).fontSize, getComputedStyle(e).lineHeight]"
    )
    assert style == ["24px", "36px"]
    phone = open_page(SEED, viewport={"width": 390, "height": 800})
    assert phone.locator(".header").evaluate("e => e.offsetHeight") == 50
    assert not phone.locator(".sidebar").is_visible()
    assert phone.locator(".related .thumbnail").first.evaluate("e => [e.offsetWidth, e.offsetHeight]") == [100, 70]


def test_pictures_are_lazy_sized_and_loaded_in_the_format_of_the_browser(open_page: Open) -> None:
    page = open_page(SEED)
    picture = page.locator(".prose img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_attribute("loading", "lazy")
    expect(picture).to_have_attribute("alt", page.locator("h1").inner_text())
    page.wait_for_function("() => document.querySelector('.prose img').complete")
    assert picture.evaluate("e => e.naturalWidth") > 0
    assert picture.evaluate("e => e.currentSrc").partition("?")[0].endswith(".webp")
    assert picture.evaluate("e => [e.getAttribute('width'), e.getAttribute('height')]") == ["1280", "800"]


def test_the_theme_follows_the_system_and_the_switch(open_page: Open) -> None:
    def background(page: Page) -> str:
        return page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")

    light, dark = open_page(SEED, color_scheme="light"), open_page(SEED, color_scheme="dark")
    assert background(light) == "rgb(241, 241, 241)"
    assert background(dark) == "rgb(23, 25, 28)"
    light.locator("[data-theme-switch]").click()
    assert background(light) == "rgb(23, 25, 28)"
    light.goto("/")
    assert background(light) == "rgb(23, 25, 28)"
    light.locator("[data-theme-switch]").click()
    assert background(light) == "rgb(241, 241, 241)"


def test_letters_grow_and_stay_grown(open_page: Open) -> None:
    page = open_page(SEED)
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator(".prose").evaluate(size) == 16
    page.locator("[data-step='1']").click()
    assert page.locator(".prose").evaluate(size) == 18
    page.reload()
    assert page.locator(".prose").evaluate(size) == 18
    page.locator("[data-step='-1']").click()
    assert page.locator(".prose").evaluate(size) == 16


@WITH_AND_WITHOUT
def test_the_menu_of_a_phone_opens(open_page: Open, javascript: bool) -> None:
    page = open_page("/", java_script_enabled=javascript, viewport={"width": 390, "height": 800})
    entry = page.locator(".menu-link", has_text="AI生活")
    expect(entry).not_to_be_visible()
    page.locator(".header-menu").click()
    entry.click()
    expect(page.locator("h1")).to_have_text("AI生活")


def test_the_keyboard_comes_to_the_content_first(open_page: Open) -> None:
    page = open_page(SEED)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_relative_times_are_read_aloud_with_their_date(open_page: Open) -> None:
    page = open_page(SEED)
    time = page.locator(".meta time")
    assert time.inner_text().strip() == "1年前"
    session = page.context.new_cdp_session(page)
    spoken = [node.get("name", {}).get("value") for node in session.send("Accessibility.getFullAXTree")["nodes"]]
    assert any(f", {time.get_attribute('title')}" == words for words in spoken)
