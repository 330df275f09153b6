"""A visitor comments, replies, makes a mistake and mends it; with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
ARTICLE = "/articles/huami-zepp-os/"


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[data-comment-form] [name={name}]").fill(value)


@WITH_AND_WITHOUT
def test_a_comment_appears_and_the_page_stands_at_it(open_page: Open, javascript: bool) -> None:
    page = open_page(ARTICLE, java_script_enabled=javascript)
    text = f"读完了，谢谢。{javascript}"
    fill(page, name="小明", email="ming@example.com", website="example.com", body=text)
    page.locator("[data-comment-form] [type=submit]").click()
    page.wait_for_url("**#comment-*")
    comment = page.locator(f"#{page.url.partition('#')[2]}")
    expect(comment).to_contain_text(text)
    expect(comment.locator(".comment-name")).to_have_attribute("href", "https://example.com")
    assert "ming@example.com" not in page.content()
    page.reload()
    expect(page.locator(".comment", has_text=text)).to_have_count(1)


@WITH_AND_WITHOUT
def test_a_reply_stands_below_what_it_answers(open_page: Open, javascript: bool) -> None:
    page = open_page("/articles/zhongwen-paiban/", java_script_enabled=javascript)
    first = page.locator(".comment").first
    identifier = first.get_attribute("id")
    first.locator(".comment-reply").click()
    expect(page.locator("[data-reply-target]")).to_be_visible()
    text = f"我来回复。{javascript}"
    fill(page, name="小红", body=text)
    page.locator("[data-comment-form] [type=submit]").click()
    page.wait_for_url("**#comment-*")
    reply = page.locator(f"#{page.url.partition('#')[2]}")
    expect(reply).to_contain_text(text)
    expect(reply.locator(".comment-state")).to_be_visible()
    expect(reply.locator(".comment-to")).to_contain_text(first.locator(".comment-name").inner_text())
    assert identifier != reply.get_attribute("id")


@WITH_AND_WITHOUT
def test_a_mistake_is_named_mended_and_nothing_is_lost(open_page: Open, javascript: bool) -> None:
    page = open_page("/articles/gaotie-zuowei/", java_script_enabled=javascript)
    text = f"一段想了很久的话。{javascript}"
    fill(page, name="", email="不是邮箱", body=text)
    page.locator("[data-comment-form] [type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#id_name_error")).to_be_visible()
    expect(page.locator("#id_email_error")).to_be_visible()
    expect(page.locator("#id_name")).to_have_attribute("aria-describedby", "id_name_error")
    expect(page.locator("#id_body")).to_have_value(text)
    fill(page, name="小刚", email="gang@example.com")
    page.locator("[data-comment-form] [type=submit]").click()
    page.wait_for_url("**#comment-*")
    expect(page.locator(".comment", has_text=text)).to_have_count(1)


def test_a_reply_can_be_called_off_and_sent_with_the_keyboard(open_page: Open) -> None:
    page = open_page("/articles/kafeiyin/")
    page.locator(".comment-reply").first.click()
    assert page.locator(".comment [data-comment-form]").count() == 1
    page.locator("[data-reply-cancel]").click()
    assert page.locator(".comment [data-comment-form]").count() == 0
    expect(page.locator("[data-reply-parent]")).to_have_value("")
    fill(page, name="小李", body="按键发送")
    page.locator("#id_body").press("Control+Enter")
    page.wait_for_url("**#comment-*")
    expect(page.locator(".comment-depth-0", has_text="按键发送")).to_have_count(1)


@WITH_AND_WITHOUT
def test_going_back_and_sending_again_makes_no_second_comment(open_page: Open, javascript: bool) -> None:
    page = open_page("/articles/fuli-tongzhang/", java_script_enabled=javascript)
    text = f"只说一次。{javascript}"
    for _ in range(2):
        page.goto("/articles/fuli-tongzhang/")
        fill(page, name="小周", body=text)
        page.locator("[data-comment-form] [type=submit]").click()
        page.wait_for_url("**#comment-*")
    expect(page.locator(".comment", has_text=text)).to_have_count(1)


@pytest.mark.parametrize(
    "text",
    [
        '<img src=x onerror="window.__x=1">',
        "<script>window.__x=1</script>",
        "</div><svg onload=window.__x=1>",
        "字" * 4999,
        "a" * 5000,
        "Z" + "\u0351" * 500,
        "\u202e\u2066反着写",
    ],
    ids=["img", "script", "svg", "long", "word", "zalgo", "bidi"],
)
def test_a_rude_comment_neither_runs_nor_breaks_the_page(open_page: Open, text: str) -> None:
    page = open_page("/articles/why-self-host/", viewport={"width": 390, "height": 800})
    fill(page, name="rude", body=text)
    page.locator("[data-comment-form] [type=submit]").click()
    page.wait_for_url("**#comment-*")
    assert page.evaluate("window.__x") is None
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
