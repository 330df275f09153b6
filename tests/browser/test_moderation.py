"""A moderator works through what waits: with keys, with buttons, and without JavaScript."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import npm
from tests.running_site import PASSWORD, RunningSite

from .test_standards import AXE, HEIGHT, RULES, RUN_AXE, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
DESK = "/admin/comments/comment/"
ARTICLE = "why-self-host"
MAKE = """
from articles.models import Article
from comments.models import Comment, Report, VisitorRule
Comment.objects.filter(status="pending").delete()
article = Article.objects.get(slug="{slug}")
parent = Comment(article=article, name="楼主", body="上面的话")
parent.save()
for number in range({number}):
    comment = Comment(
        article=article, parent=parent, name=f"读者{{number}}", email="a@example.com", browser="b",
        website="https://example.com/" + "x" * 80,
        body=f"等着的第{{number}}条\\n\\n- 甲\\n- 乙\\n\\n```\\n" + "x" * 300 + "\\n```\\n" + "长" * 300,
        status="pending", signals={{"links": 1.0}}, spam_probability=0.9,
    )
    comment.save()
    Report.objects.create(comment=comment, visitor="x", reason="spam")
"""
COUNT = "from comments.models import Comment; print(Comment.objects.waiting().count())"


def prepare(site: RunningSite, number: int) -> None:
    site.manage("shell", "--no-imports", "-c", MAKE.format(slug=ARTICLE, number=number))


def log_in(page: Page) -> Page:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    page.wait_for_load_state()  # the scripts listen for keys
    return page


def names(page: Page) -> list[str]:
    return page.locator("[data-card] .card-name").all_inner_texts()


def test_everything_is_done_with_keys(site: RunningSite, open_page: Open) -> None:
    prepare(site, 40)
    page = log_in(open_page(DESK))
    expect(page.locator("[data-card]")).to_have_count(25)
    page.keyboard.press("j")
    expect(page.locator("[data-card]").first).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("[data-card]")).to_have_count(24)
    expect(page.locator("[data-desk-said]")).to_contain_text("1")
    expect(page.locator(".waiting-link")).to_contain_text("39")
    expect(page.locator("[data-card]").first).to_be_focused()
    assert names(page)[0] == "读者1"
    page.keyboard.press("d")
    expect(page.locator("[data-card]")).to_have_count(23)
    page.keyboard.press("s")
    expect(page.locator("[data-card]")).to_have_count(22)
    page.keyboard.press("u")
    expect(page.locator("[data-card]")).to_have_count(23)
    assert names(page)[0] == "读者2"
    expect(page.locator("[data-card]").first).to_be_focused()
    page.keyboard.press("e")
    body = page.locator("[data-card]").first.locator("textarea[name=body]")
    expect(body).to_be_focused()
    body.fill("改过的话 jkads")
    page.locator("[data-card]").first.locator("button[value=edit]").click()
    expect(page.locator("[data-card]").first.locator(".card-body")).to_have_text("改过的话 jkads")
    page.keyboard.press("r")
    page.locator("[data-card]").first.locator("textarea[name=reply]").fill("谢谢！")
    page.locator("[data-card]").first.locator("button[value=reply]").click()
    expect(page.locator("[data-card]")).to_have_count(22)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+D")
    expect(page.locator("[data-card]")).to_have_count(20)
    page.keyboard.press("u")
    expect(page.locator("[data-card]")).to_have_count(22)
    page.keyboard.press("?")
    expect(page.locator("[data-desk-dialog]")).to_be_visible()
    page.keyboard.press("Escape")


def test_the_list_refills_until_nothing_waits(site: RunningSite, open_page: Open) -> None:
    prepare(site, 45)
    page = log_in(open_page(DESK))
    page.keyboard.press("j")
    for left in range(44, -1, -1):
        page.keyboard.press("a")
        expect(page.locator(".waiting-link")).to_contain_text(str(left))
        if left:
            expect(page.locator("[data-card]:focus")).to_have_count(1)
    expect(page.locator("[data-desk-empty]")).to_be_visible()
    assert site.manage("shell", "--no-imports", "-c", COUNT) == "0"


def test_a_lost_connection_loses_nothing(site: RunningSite, open_page: Open) -> None:
    prepare(site, 2)
    page = log_in(open_page(DESK))
    page.route("**/decide/", lambda route: route.abort("internetdisconnected"))
    page.keyboard.press("j")
    page.keyboard.press("r")
    answer = page.locator("[data-card]").first.locator("textarea[name=reply]")
    answer.fill("想了很久的回复")
    page.locator("[data-card]").first.locator("button[value=reply]").click()
    expect(page.locator(".desk-failed")).not_to_be_empty()
    expect(answer).to_have_value("想了很久的回复")
    page.unroute("**/decide/")
    page.locator("[data-card]").first.locator("button[value=reply]").click()
    expect(page.locator("[data-card]")).to_have_count(1)


def test_it_works_without_javascript(site: RunningSite, open_page: Open) -> None:
    prepare(site, 3)
    page = log_in(open_page(DESK, java_script_enabled=False))
    page.locator("[data-card]").first.locator("button[value=approve]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("[data-card]")).to_have_count(2)
    page.locator("[data-desk-last] button").click()
    expect(page.locator("[data-card]")).to_have_count(3)
    card = page.locator("[data-card]").first
    card.locator("[data-card-reply] summary").click()
    card.locator("textarea[name=reply]").fill("谢谢！")
    card.locator("button[value=reply]").click()
    expect(page.locator("[data-card]")).to_have_count(2)
    for box in page.locator("[data-card-select]").all():
        box.check()
    page.locator("[data-desk-bulk] button[value=spam]").click()
    expect(page.locator("[data-desk-empty]")).to_be_visible()


@pytest.fixture(scope="module")
def with_axe(browser: Browser, site: RunningSite) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, locale="zh-CN", reduced_motion="reduce")
    context.add_init_script(path=npm.package(*AXE) / "axe.min.js")
    page = context.new_page()
    page.goto(DESK)
    yield log_in(page)
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        DESK,
        f"{DESK}?tab=all&q=x",
        f"{DESK}classifier/",
        "one",
        "/admin/comments/word/import/",
        "/admin/comments/word/remove/",
        "/admin/comments/decision/",
    ],
)
def test_axe_finds_no_barrier(address: str, site: RunningSite, with_axe: Page) -> None:
    prepare(site, 2)
    page = with_axe
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(DESK if address == "one" else address)
    if address == "one":
        page.locator(".card-time").first.click()
    for summary in page.locator(".card summary").all():
        summary.click()
    schemes: Any = ("light", "dark")
    barriers: list[str] = []
    for width in (1280, 390):
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT)})
            barriers += [f"{scheme} {width}: {one}" for one in page.evaluate(RUN_AXE, [RULES, "whole"])]
    # Django's own field for searching a list, and its boxes for selecting rows.
    foreign = ("#searchbar", "#action-toggle", ".action-select")
    assert not [one for one in barriers if not any(part in one for part in foreign)]


@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_a_phone(width: int, site: RunningSite, open_page: Open) -> None:
    prepare(site, 2)
    page = log_in(open_page(DESK, viewport={"width": width, "height": 800}))
    for summary in page.locator(".card summary").all():
        summary.click()
    content, screen = page.evaluate(WIDTHS)
    assert content <= screen
