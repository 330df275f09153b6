"""The related articles on the writing desk: in a real browser, by keys, and none is lost on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_writing import log_in
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
NEW = """
from articles.models import Article, Author, Category, RelatedLink, Tag
from django.utils import timezone
author, category = Author.objects.called("访客"), Category.objects.called("AI生活")
made = []
for name in ("本文", "甲", "乙", "丙", "丁"):
    one = Article(title="{title}" + name, body=name, author=author, category=category)
    one.status, one.published_at = "published", timezone.now()
    one.save()
    one.tags.set([Tag.objects.called("{title}")])
    made.append(one)
for target in made[1:3]:
    RelatedLink.objects.create(source=made[0], target=target, position=made.index(target))
RelatedLink.objects.create(source=made[3], target=made[0])
print(made[0].pk)
"""
HERE = "document.activeElement.closest('li')?.innerText ?? ''"


@pytest.fixture
def desk(site: RunningSite, request: pytest.FixtureRequest) -> str:
    """The address of an article that leads to 甲 and 乙; 丙 leads to it, and 丁 is like it."""
    key = site.manage("shell", "-v0", "-c", NEW.format(title=request.node.name.removeprefix("test_")[:30]))
    return f"/admin/articles/article/{key}/change/"


def chosen(page: Page) -> list[str]:
    """The last character of each title."""
    return [title[-1] for title in page.locator("[data-related-title]:visible").all_inner_texts()]


def find_and_take(page: Page, title: str) -> None:
    page.locator("#related-search").fill(title)
    expect(page.locator("#related-options [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")


def save(page: Page) -> None:
    page.locator(".submit-row [name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("[data-writing]")).to_have_attribute("data-ready", "")


def test_one_that_was_taken_out_can_be_taken_in_again(open_page: Open, desk: str) -> None:
    page = open_page(desk)
    log_in(page)
    title = page.locator("[data-related-title]:visible").first.inner_text()
    page.locator("[data-related-row]:visible [name$=DELETE]").first.press("Space")
    assert chosen(page) == ["乙"]
    assert "乙" in page.evaluate(HERE)  # whoever works with keys is at the next row
    find_and_take(page, title)
    assert chosen(page) == ["乙", "甲"]
    save(page)
    assert chosen(page) == ["乙", "甲"]


def test_a_draft_that_is_taken_back_has_its_related_articles(open_page: Open, desk: str) -> None:
    page = open_page(desk)
    log_in(page)
    page.locator("[data-related-accept]", has_text="采用").first.click()
    accepted = chosen(page)[-1]
    page.locator("[data-related-up]:visible").last.click()
    page.locator("[data-related-row]:visible [name$=DELETE]").first.click()
    wanted = chosen(page)
    assert wanted == [accepted, "乙"]
    expect(page.locator("[data-draft-state]")).not_to_be_empty()
    page.close()

    page = open_page(desk)
    log_in(page)
    assert chosen(page) == ["甲", "乙"]
    page.locator("[data-difference]").click()
    expect(page.locator("[data-difference-dialog] ins", has_text=accepted).first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-restore]").click()
    expect(page.locator("[data-offers] > li")).to_have_count(0)
    assert chosen(page) == wanted
    save(page)
    assert chosen(page) == wanted


def test_what_is_done_at_once_leaves_the_form_as_it_was_typed(open_page: Open, desk: str) -> None:
    page = open_page(desk)
    log_in(page)
    page.locator("#id_body").fill("还没有保存")
    switch = page.locator("[data-related-switch]")
    expect(switch).to_have_text("不在这里显示")
    switch.click()
    expect(switch).to_have_text("在这里显示")
    expect(
        page.frame_locator("[data-related-places]").locator(".related-row", has_text="丙").first
    ).not_to_contain_text("参见")
    dismissed = page.locator("[data-related-suggestions] > li").first.locator("span").first.inner_text()
    page.locator("[data-related-dismiss]").first.press("Enter")
    expect(page.locator("[data-related-said]")).to_contain_text(dismissed)
    expect(page.locator("#id_body")).to_have_value("还没有保存")
    page.reload()
    expect(switch).to_have_text("在这里显示")
    expect(page.locator("[data-related-suggestions]", has_text=dismissed)).to_have_count(0)


def test_all_places_are_seen_without_scrolling(open_page: Open, desk: str) -> None:
    page = open_page(desk)
    log_in(page)
    expect(page.frame_locator("[data-related-places]").locator(".related-row")).not_to_have_count(0)
    page.wait_for_function(
        """() => {
            const frame = document.querySelector("[data-related-places]");
            const { scrollHeight, clientHeight } = frame.contentDocument.documentElement;
            return scrollHeight > 420 && scrollHeight <= clientHeight;
        }"""
    )


def test_a_restored_draft_keeps_what_was_chosen_though_others_chose_too(open_page: Open, desk: str) -> None:
    mine = open_page(desk)
    log_in(mine)
    title = mine.locator("[data-related-title]:visible").first.inner_text()[:-1]
    find_and_take(mine, f"{title}丙")
    mine.locator("[data-related-row]").filter(has_text="甲").locator("[name$=-kind]").select_option("background")
    words = mine.locator("[data-drafts]").get_attribute("data-kept") or ""
    expect(mine.locator("[data-draft-state]")).to_have_text(words)
    mine.close()

    theirs = open_page(desk)
    log_in(theirs)
    find_and_take(theirs, f"{title}丁")
    theirs.locator("[data-related-row]").filter(has_text="乙").get_by_role("checkbox").last.click()
    save(theirs)
    assert chosen(theirs) == ["甲", "丁"]
    theirs.locator("[data-restore]").click()
    save(theirs)
    assert sorted(chosen(theirs)) == sorted("甲丁丙")
    kind = theirs.locator("[data-related-row]:visible").filter(has_text="甲").locator("[name$=-kind]")
    expect(kind).to_have_value("background")
