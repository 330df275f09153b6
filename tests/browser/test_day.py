"""A day of a newsroom: written, reviewed, scheduled, corrected, with a new picture, restored, and never in each other's
way."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from tests.browser.test_writing import GIVE_PICTURE, choose
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
PASSWORD = "a-long-password-1"
STAFF = f"""
from django.contrib.auth.models import Group, User
for name, group in (("xiaolin", "Writers"), ("laozhou", "Editors"), ("ayi", "Editors")):
    if not User.objects.filter(username=name).exists():
        user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
"""
TITLE = "城里的最后一座水塔"
SOON = 8


@pytest.fixture(scope="module")
def staff(site: RunningSite) -> None:
    site.manage("shell", "-c", STAFF)


def enter(open_page: Open, name: str, path: str = "/admin/") -> Page:
    page = open_page(path, viewport={"width": 1280, "height": 900})
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()
    ready(page)
    return page


def ready(page: Page) -> None:
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-writing]')].every((box) => 'ready' in box.dataset)"
    )


def open_article(page: Page) -> None:
    page.goto("/admin/articles/article/")
    page.locator("#result_list").get_by_role("link", name=TITLE).first.click()
    ready(page)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    expect(page.locator(".messagelist .success")).to_be_visible()
    ready(page)


def succeed(page: Page) -> None:
    expect(page.locator(".messagelist .success")).to_be_visible()


@pytest.mark.usefixtures("staff")
def test_a_day_in_the_newsroom(open_page: Open, site: RunningSite) -> None:
    writer = enter(open_page, "xiaolin", "/admin/articles/article/add/")
    writer_writes(writer)
    writer_can_not_publish(writer, site)
    editor = enter(open_page, "laozhou")
    editor_corrects_and_schedules(editor)
    reader = open_page("/")
    it_appears_at_its_time(reader)
    a_correction_is_listed(editor, reader)
    a_picture_is_replaced(editor, reader)
    an_old_revision_comes_back(editor, reader)
    two_editors_collide(editor, enter(open_page, "ayi"))


def come_true(page: Page, condition: Callable[[], bool]) -> None:
    """Load the page anew until something is there that comes by itself."""
    for _ in range(100):
        page.reload()
        if condition():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come true")


def writer_writes(page: Page) -> None:
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_body").fill("水塔建于一九五六年。\n\n它曾为半座城供水。\n\n")
    page.keyboard.press("Control+End")
    page.evaluate(GIVE_PICTURE, ["paste", "image/png"])
    page.locator("[data-alt]:visible").fill("红砖砌的水塔")
    page.keyboard.press("Enter")
    expect(page.locator("[data-words]:visible")).to_have_count(0)
    choose(page, "author", "林知远")
    page.locator("#id_category").select_option(label="生活")
    page.locator("#related-search").fill("地下水")
    page.locator("#related-search").fill("高铁")
    page.locator("#related-options [role=option]").first.click()
    expect(page.locator("[data-related-row]:visible")).to_have_count(1)
    page.locator("[data-related-row]:visible select").select_option("background")
    page.locator(".flow-do-submit").click()
    succeed(page)
    expect(page.locator(".flow-in-review")).to_be_visible()


def writer_can_not_publish(page: Page, site: RunningSite) -> None:
    assert page.locator(".flow-do-publish").count() == 0
    answer = page.evaluate(
        """async () => {
            const form = new FormData(document.querySelector("#article_form"));
            form.set("do", "publish");
            return (await fetch(location.href, { method: "POST", body: form })).status;
        }"""
    )
    assert answer == 200  # the form comes back with what is wrong
    assert TITLE not in site.get("/")[1]


def editor_corrects_and_schedules(page: Page) -> None:
    page.get_by_role("link", name=re.compile("待审阅")).click()
    page.locator("#result_list").get_by_role("link", name=TITLE).first.click()
    ready(page)
    text = page.locator("#id_body").input_value().replace("半座城", "大半座城")
    page.locator("#id_body").fill(text)
    moment = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(seconds=SOON)
    page.locator("#id_published_at_0").fill(f"{moment:%Y-%m-%d}")
    page.locator("#id_published_at_1").fill(f"{moment:%H:%M:%S}")
    page.locator(".flow-do-schedule").click()
    succeed(page)
    expect(page.locator(".flow-scheduled")).to_be_visible()


def it_appears_at_its_time(reader: Page) -> None:
    come_true(reader, lambda: TITLE in reader.inner_text("main"))
    reader.locator(".row-title a", has_text=TITLE).click()
    expect(reader.locator(".prose")).to_contain_text("大半座城")
    expect(reader.locator(".prose img")).to_have_attribute("alt", "红砖砌的水塔")
    expect(reader.locator(".related-kind").first).to_have_text("背景")


def a_correction_is_listed(editor: Page, reader: Page) -> None:
    open_article(editor)
    expect(editor.locator(".flow-published")).to_be_visible()
    editor.locator("#corrections-group .add-row a").click()
    editor.locator("#id_corrections-0-text").fill("水塔建于一九五七年，原文误为一九五六年。")
    body = editor.locator("#id_body")
    body.fill(body.input_value().replace("一九五六", "一九五七"))
    body.focus()
    save(editor)
    reader.reload()
    expect(reader.locator(".corrections-list")).to_contain_text("一九五七年")
    reader.goto("/corrections/")
    expect(reader.locator("main")).to_contain_text(TITLE)


def a_picture_is_replaced(editor: Page, reader: Page) -> None:
    reader.goto("/")
    reader.locator(".row-title a", has_text=TITLE).click()
    before = reader.locator(".prose img").get_attribute("src")
    editor.goto("/admin/articles/image/?q=" + "红砖")
    editor.locator("#result_list tbody a").first.click()
    buffer = io.BytesIO()
    Pillow.new("RGB", (1000, 700), "#aa3322").save(buffer, "PNG")
    picture = {"name": "new.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    editor.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    editor.locator("[name=_continue]").first.click()
    succeed(editor)
    come_true(reader, lambda: reader.locator(".prose img").get_attribute("src") != before)
    after = reader.locator(".prose img").get_attribute("src")
    assert before is not None
    assert after is not None
    assert after.split("?")[0].rsplit("/", 1)[0] == before.split("?")[0].rsplit("/", 1)[0]


def an_old_revision_comes_back(editor: Page, reader: Page) -> None:
    open_article(editor)
    body = editor.locator("#id_body")
    good = body.input_value()
    body.fill("这一版写坏了。")
    body.focus()
    save(editor)
    editor.goto(editor.url.split("/change/")[0] + "/history/")
    editor.locator(".history-restore").first.click()
    succeed(editor)
    ready(editor)
    assert editor.locator("#id_body").input_value() == good
    reader.reload()
    expect(reader.locator(".prose")).to_contain_text("大半座城")


def two_editors_collide(one: Page, other: Page) -> None:
    open_article(one)
    open_article(other)
    for page, begin, summary in ((one, "开头由老周写。", ""), (other, "", "摘要由阿怡写。")):
        body = page.locator("#id_body")
        body.fill(begin + body.input_value())
        page.locator("#id_summary").fill(summary)
        body.focus()
        save(page)
    assert other.locator("#id_body").input_value().startswith("开头由老周写。")
    assert other.locator("#id_summary").input_value() == "摘要由阿怡写。"


@pytest.mark.usefixtures("staff")
def test_an_article_is_written_and_published_by_keys_alone(open_page: Open) -> None:
    page = enter(open_page, "laozhou", "/admin/articles/article/add/")

    def go_to(selector: str) -> None:
        for _ in range(250):
            if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab doesn't lead to {selector}")

    go_to("#id_title")
    page.keyboard.type("只用键盘写的文章")
    go_to("#id_body")
    page.keyboard.type("重点")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    assert page.locator("#id_body").input_value() == "**重点**"
    go_to("#id_category")
    page.keyboard.press("ArrowDown")
    go_to(".field-author .select2-selection")
    page.keyboard.press("Enter")
    page.wait_for_selector(".select2-search__field:focus")
    page.keyboard.type("访客")
    page.wait_for_selector(".select2-results__option--highlighted:has-text('访客')")
    page.keyboard.press("Enter")
    for _ in range(250):
        if page.evaluate("() => document.activeElement.matches('.flow-do-publish')"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".flow-published")).to_be_visible()
