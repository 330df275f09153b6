"""An editor narrows the list, keeps that view, moves articles and takes it back, and is told what a text lacks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
LIST = "/admin/articles/article/"


def log_in(page: Page, then: str) -> None:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").first.click()
    page.wait_for_url(f"**{then}")


def test_words_are_offered_and_a_view_is_kept(open_page: Open) -> None:
    page = open_page(LIST)
    log_in(page, LIST)
    tag = page.locator("input[name=tag]")
    tag.focus()
    expect(page.locator("#words-tag option").first).to_be_attached()
    word = page.locator("#words-tag option").first.get_attribute("value") or ""
    tag.fill(word)
    tag.press("Enter")
    expect(page.locator(".article-list-chips b")).to_have_text(word)
    page.locator(".article-list-save summary").click()
    page.locator(".article-list-save [name=name]").fill("浏览器的视图")
    page.locator(".article-list-save button").click()
    view = page.locator(".article-list-views li.selected")
    expect(view.locator("a")).to_have_text("浏览器的视图")
    view.locator("button").click()
    expect(page.locator(".article-list-views a", has_text="浏览器的视图")).to_have_count(0)


def test_articles_are_moved_and_moved_back(open_page: Open) -> None:
    page = open_page(LIST)
    log_in(page, LIST)
    filed = page.locator("td.field-filed")
    before = filed.nth(0).inner_text(), filed.nth(1).inner_text()
    for number in (0, 1):
        page.locator(".action-select").nth(number).check()
    page.locator("select[name=action]").select_option("move_to_category")
    page.locator(".actions button").click()
    page.locator("#id_value").select_option(index=1)
    page.locator("[name=chosen]").click()
    undo = page.locator(".article-list-undo button")
    expect(undo).to_be_visible()
    undo.click()
    expect(undo).to_have_count(0)
    expect(filed.nth(0)).to_have_text(re.compile(before[0].split("\n")[0]))
    expect(filed.nth(1)).to_have_text(re.compile(before[1].split("\n")[0]))


def test_what_is_typed_is_judged_when_the_writer_pauses(open_page: Open) -> None:
    page = open_page(f"{LIST}add/")
    log_in(page, f"{LIST}add/")
    findings = page.locator("[data-health-findings]")
    expect(findings.locator("li")).to_have_count(0)
    page.locator("#id_body").fill("看[这篇](/articles/mei-you-zhe-pian/)")
    expect(findings).to_contain_text("/articles/mei-you-zhe-pian/")
    page.locator("#id_body").fill("没有链接")
    expect(findings).not_to_contain_text("/articles/mei-you-zhe-pian/")
    findings.locator("a[href='#id_summary']").click()
    expect(page).to_have_url(re.compile("#id_summary$"))
