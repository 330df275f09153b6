"""A draft is shown to somebody without an account, who says something about it; the desk loses nothing on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]


@pytest.fixture
def desk(open_page: Open) -> Page:
    page = open_page("/admin/login/?next=/admin/articles/article/%3Fo%3D1")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#result_list tbody th a[href*='/change/']").last.click()
    return page


def test_a_guest_is_invited_and_answers(desk: Page, open_page: Open) -> None:
    desk.locator("#id_title").fill("还没存下的题目")
    desk.locator("#id_preview-recipient").fill("王编辑")
    desk.keyboard.press("Enter")
    address = desk.locator("#preview-address")
    expect(address).to_be_visible()
    expect(desk.locator(".aside-address")).to_be_focused()
    expect(desk.locator("#id_title")).to_have_value("还没存下的题目")

    guest = open_page("/preview/" + address.input_value().split("/preview/")[1], java_script_enabled=False)
    guest.locator(".preview-notes-form textarea").fill("第二段有错。")
    guest.locator(".preview-notes-send button").click()
    expect(guest.locator(".preview-note-body")).to_have_text("第二段有错。")

    notes = desk.locator("[data-desk-panel=notes-form]")
    notes.locator("textarea").fill("我来看看。")
    notes.locator(".button:not([formaction])").click()
    expect(notes.locator(".aside-body")).to_have_text(["第二段有错。", "我来看看。"])
    notes.locator("[formaction*=resolve]").first.press("Enter")
    expect(notes.locator(".aside-list").first.locator(".aside-body")).to_have_text(["我来看看。"])
    expect(desk.locator("#id_title")).to_have_value("还没存下的题目")


def test_an_article_is_taken_by_one_click(desk: Page) -> None:
    button = desk.locator("[data-assign-me]")
    button.click()
    expect(desk.locator("#id_assignee")).to_be_focused()
    expect(desk.locator("#id_assignee")).not_to_have_value("")


def test_without_scripts_the_panels_lead_to_their_own_pages(open_page: Open) -> None:
    page = open_page("/admin/login/?next=/admin/articles/article/%3Fo%3D1", java_script_enabled=False)
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#result_list tbody th a[href*='/change/']").last.click()
    expect(page.locator("#id_preview-recipient")).to_be_hidden()
    page.goto(page.url.replace("/change/", "/previews/").partition("?")[0])
    page.locator("#id_preview-recipient").fill("李编辑")
    page.keyboard.press("Enter")
    expect(page.locator("#preview-address")).to_be_visible()
    page.goto(page.url.replace("/previews/", "/notes/"))
    page.locator("textarea").fill("没有脚本也行。")
    page.locator(".aside-controls .button:not([formaction])").click()
    expect(page.locator(".aside-body")).to_contain_text(["没有脚本也行。"])


def test_the_site_is_looked_at_as_of_a_time(desk: Page) -> None:
    desk.goto("/admin/preview/")
    desk.locator("#id_at").fill("2035-01-01T09:00")
    desk.locator(".aside-time button").click()
    expect(desk.locator(".preview-bar")).to_contain_text("2035-01-01")
    desk.locator(".preview-bar button").click()
    desk.goto("/")
    expect(desk.locator(".preview-bar")).to_have_count(0)
