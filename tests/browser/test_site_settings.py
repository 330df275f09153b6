"""The page of the site's settings: order by buttons, a shade that can be read, and the preview."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_writing import log_in

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
PAGE = "/admin/site/sitesettings/1/change/"


def test_the_preview_shows_what_is_not_saved(open_page: Open) -> None:
    page = open_page(PAGE)
    log_in(page)
    page.locator("#id_tagline").fill("只在预览里")
    menu = page.locator(".field-menu")
    menu.locator("[name=menu-label]").nth(0).fill("归档")
    menu.locator("[name=menu-address]").nth(0).fill("/archive/")
    menu.locator("[name=menu-label]").nth(1).fill("首页")
    menu.locator("[name=menu-address]").nth(1).fill("/")
    menu.locator("[data-row-up]").nth(1).focus()
    page.keyboard.press("Enter")
    expect(menu.locator("[name=menu-label]").nth(0)).to_have_value("首页")
    page.locator("[data-site-preview]").first.click()
    shown = page.frame_locator("[data-site-preview-frame]")
    expect(shown.locator("h1")).to_have_text("只在预览里")
    expect(shown.locator(".menu-link")).to_have_text(["首页", "归档"])
    page.locator("[data-site-preview-close]").click()
    page.locator("#id_notice").fill("也只在预览里")
    page.locator("[data-site-preview]").last.click()
    expect(shown.get_by_text("也只在预览里")).to_be_visible()
    page.locator("[data-site-preview-close]").click()
    expect(open_page("/").locator("h1")).not_to_have_text("只在预览里")


def test_a_shade_that_can_be_read_is_one_click_away(open_page: Open) -> None:
    page = open_page(PAGE)
    log_in(page)
    page.locator("#id_accent_light").fill("#ffe600")
    page.locator("[name=_save]:visible").last.click()
    button = page.locator("[data-colour-use]")
    shade = button.get_attribute("value")
    assert shade is not None
    button.click()
    expect(page.locator("#id_accent_light")).to_have_value(shade)
    page.locator("[name=_save]:visible").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    colour = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert open_page("/").evaluate(colour) == shade
    page.locator("#id_accent_light").fill("")
    page.locator("[name=_save]:visible").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert open_page("/").evaluate(colour) != shade


def test_without_a_script_all_of_it_can_be_filled_in_on_a_phone(open_page: Open) -> None:
    page = open_page(PAGE, viewport={"width": 320, "height": 700}, java_script_enabled=False)
    log_in(page)
    expect(page.locator("[name=menu-order]").first).to_be_visible()
    expect(page.locator("[data-row-up]").first).to_be_hidden()
    page.locator("#id_tagline").press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert page.locator("body").bounding_box()["width"] == 320  # type: ignore[index]
