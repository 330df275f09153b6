"""Two editors in the same article, and one whose login ended: in a real browser, nothing of anybody is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_writing import log_in
from tests.running_site import PASSWORD, RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
TEXT = "第一段。\n\n第二段。\n\n第三段。"
NEW = """
from articles.models import Article, Author, Category
author, category = Author.objects.called("访客"), Category.objects.called("AI生活")
article = Article(title="{title}", body={body!r}, author=author, category=category)
article.save()
print(article.pk)
"""
# Leaving is told without an answer, so nobody knows when it has arrived.
LOOK_UNTIL_ALONE = """() => {
    document.dispatchEvent(new Event("visibilitychange"));
    return document.querySelector("[data-presence]").hidden;
}"""


@pytest.fixture(scope="module")
def colleague(site: RunningSite) -> str:
    """Somebody else who writes; the name."""
    make = "from django.contrib.auth.models import User; User.objects.create_superuser('xiaowang', password={!r})"
    site.manage("shell", "-v0", "-c", make.format(PASSWORD))
    return "xiaowang"


@pytest.fixture
def desk(site: RunningSite, request: pytest.FixtureRequest) -> str:
    """The address of a draft."""
    key = site.manage("shell", "-v0", "-c", NEW.format(title=request.node.name, body=TEXT))
    return f"/admin/articles/article/{key}/change/"


def log_in_as(page: Page, name: str) -> None:
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").first.click()
    expect(page.locator("#id_body")).to_be_visible()


def text(page: Page) -> str:
    return page.locator("#id_body").input_value()


def change(page: Page, old: str, new: str) -> None:
    page.locator("#id_body").fill(text(page).replace(old, new))


def save(page: Page) -> None:
    page.locator(".submit-row [name=_continue]").click()


def test_two_editors_and_their_paragraphs(open_page: Open, desk: str, colleague: str) -> None:
    mine, theirs = open_page(desk), open_page(desk)
    log_in(mine)
    log_in_as(theirs, colleague)
    for page, old, new in ((theirs, "第二段", "小王改的"), (mine, "第三段", "我改的")):
        change(page, old, new)
    save(theirs)
    expect(theirs.locator(".messagelist .success")).to_be_visible()
    save(mine)
    expect(mine.locator(".messagelist .success")).to_be_visible()
    expect(mine.locator("#id_body")).to_have_value("第一段。\n\n小王改的。\n\n我改的。")

    change(theirs, "第一段", "小王的开头")
    change(mine, "第一段", "我的开头")
    save(theirs)
    expect(theirs.locator(".messagelist .success")).to_be_visible()
    theirs_now = text(theirs)
    save(mine)
    expect(mine.locator(".collision-part")).to_have_count(1)
    expect(mine.locator(".collision")).to_contain_text(colleague)
    for side in ("我的开头", "小王的开头"):
        expect(mine.locator(".collision-sides")).to_contain_text(side)
    mine.locator("[value=mine]").focus()
    for _key in range(2):
        mine.keyboard.press("ArrowDown")
    mine.keyboard.press("Tab")
    mine.keyboard.press("Enter")
    expect(mine.locator(".messagelist .success")).to_be_visible()
    assert "小王的开头" in theirs_now
    expect(mine.locator("#id_body")).to_have_value("我的开头。\n\n小王的开头。\n\n小王改的。\n\n我改的。")


def test_who_writes_is_told_and_who_reads_is_not(open_page: Open, desk: str, colleague: str) -> None:
    mine = open_page(desk)
    log_in(mine)
    theirs = open_page(desk)
    log_in_as(theirs, colleague)
    look_again(mine)
    expect(mine.locator("[data-presence]")).to_be_hidden()
    with theirs.expect_response(re.compile("/presence/")):
        theirs.locator("#id_body").press_sequentially("字")
    look_again(mine)
    expect(mine.locator("[data-presence]")).to_contain_text(colleague)
    theirs.goto("/admin/")
    mine.wait_for_function(LOOK_UNTIL_ALONE, polling=500)


def look_again(page: Page) -> None:
    """As coming back to a tab does it."""
    with page.expect_response(re.compile("/presence/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_login_that_ended_costs_no_word(open_page: Open, desk: str) -> None:
    page = open_page(desk)
    log_in(page)
    change(page, "第二段", "不能丢的")
    page.context.clear_cookies()
    save(page)
    expect(page.locator(".kept [name=body]")).to_have_value(TEXT.replace("第二段", "不能丢的"))
    with page.expect_popup() as popup:
        page.locator("a[target=_blank]").first.click()
    log_in_there(popup.value)
    page.locator(".kept button").click()
    # Logging in has made the page's proof of where it comes from old: it comes back once more, with a new one.
    page.locator(".kept button").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value(TEXT.replace("第二段", "不能丢的"))


def log_in_there(page: Page) -> None:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").first.click()
    expect(page.locator("#user-tools")).to_be_visible()
