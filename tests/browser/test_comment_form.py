"""What scripts add to the form for comments, and that nothing typed is ever lost."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
MODERATION = (
    "from newsblog.site.models import SiteSettings; s = SiteSettings.load(); print(s.moderation); "
    "s.moderation = '{mode}'; s.save()"
)
LIMIT = 5000


@pytest.fixture
def moderation(site: RunningSite) -> Iterator[Callable[[str], None]]:
    """Changes the moderation of the whole site, and what it was afterwards."""
    before: list[str] = []

    def change(mode: str) -> None:
        before.append(site.manage("shell", "--no-imports", "-c", MODERATION.format(mode=mode)))

    yield change
    if before:
        change(before[0])


def come_near(page: Page) -> None:
    """Go to the form, as readers do, and let its scripts come."""
    page.locator("#comment-form").scroll_into_view_if_needed()
    expect(page.locator("[data-comment-form] [name=key]")).not_to_have_value("")


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[data-comment-form] [name={name}]").fill(value)


def send(page: Page) -> None:
    # Who sends faster than a person could has to wait for a moderator.
    page.wait_for_timeout(2500)
    page.locator("[data-comment-form] [type=submit]").click()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('li')?.id ?? document.activeElement.className"))


class TestSending:
    def test_the_page_stays_and_the_new_comment_has_the_focus(
        self, open_page: Open, moderation: Callable[[str], None]
    ) -> None:
        moderation("publish")
        page = open_page("/articles/oled-lcd/")
        page.evaluate("window.isSame = true")
        fill(page, name="小明", body="没有重新载入。")
        with page.expect_request(lambda request: request.method == "POST") as posted:
            send(page)
        page.wait_for_url("**#comment-*")
        data = posted.value.post_data or ""
        assert "altcha=ey" in data
        assert "&key=&" not in f"&{data}&"
        comment = page.locator(".comment", has_text="没有重新载入。")
        expect(comment).to_have_count(1)
        expect(comment).to_have_attribute("data-own", "published")
        expect(page.locator("[data-comments-status]")).to_have_text("您的评论已发布。")
        assert focused(page) == comment.get_attribute("id")
        assert page.evaluate("window.isSame")
        expect(page.locator("#id_body")).to_have_value("")

    def test_one_that_waits_is_shown_to_its_writer_alone(
        self, open_page: Open, moderation: Callable[[str], None]
    ) -> None:
        moderation("hold")
        page = open_page("/articles/taifeng-mingming/")
        expect(page.locator("[data-comment-form]")).to_contain_text("审核")
        fill(page, name="小明", body="还要等一等。")
        send(page)
        comment = page.locator(".comment[data-own=waiting]", has_text="还要等一等。")
        expect(comment).to_contain_text("只有您能看到")
        assert focused(page) == comment.get_attribute("id")
        expect(open_page("/articles/taifeng-mingming/").locator(".comment", has_text="还要等一等。")).to_have_count(0)

    def test_a_mistake_in_a_reply_stays_at_its_place(self, open_page: Open) -> None:
        page = open_page("/articles/kafeiyin/")
        page.locator(".comment-reply").first.click()
        fill(page, name="", body="没写名字")
        send(page)
        expect(page.locator(".comment #id_name_error")).to_be_visible()
        expect(page.locator("#id_body")).to_have_value("没写名字")
        assert focused(page).startswith("comment-")

    def test_a_lost_answer_loses_nothing_and_the_next_try_makes_no_second_comment(
        self, open_page: Open, moderation: Callable[[str], None]
    ) -> None:
        moderation("publish")
        page = open_page("/articles/nongli-runyue/")
        tries: list[Request] = []

        def lose_the_first_answer(route: Route) -> None:
            if route.request.method == "POST":
                tries.append(route.request)
                if len(tries) == 1:
                    route.fetch(max_redirects=0)  # It arrives; what comes back is some proxy's page.
                    return route.fulfill(body="Please log in to this network", content_type="text/html")
            return route.continue_()

        page.route("**/nongli-runyue/comments/", lose_the_first_answer)
        fill(page, name="小明", body="只说一次，一次。")
        send(page)
        expect(page.locator("[data-comment-form] [role=alert]")).to_be_visible()
        expect(page.locator("#id_body")).to_have_value("只说一次，一次。")
        page.locator("[data-comment-form] [type=submit]").click()
        page.wait_for_url("**#comment-*")
        expect(page.locator(".comment", has_text="只说一次，一次。")).to_have_count(1)
        assert tries[0].post_data == tries[1].post_data


class TestWriting:
    def test_a_draft_survives_a_reload_and_the_way_back(self, open_page: Open) -> None:
        page = open_page("/articles/erweima-zhifu/")
        come_near(page)
        fill(page, name="小红", body="写到一半")
        page.reload()
        come_near(page)
        expect(page.locator("#id_body")).to_have_value("写到一半")
        page.goto("/")
        page.go_back()
        come_near(page)
        expect(page.locator("#id_body")).to_have_value("写到一半")
        expect(page.locator("#id_name")).to_have_value("小红")

    def test_a_draft_of_a_reply_comes_back_below_its_comment(self, open_page: Open) -> None:
        page = open_page("/articles/zhongwen-paiban/")
        come_near(page)
        page.locator(".comment-reply").first.click()
        fill(page, body="回复到一半")
        page.reload()
        come_near(page)
        expect(page.locator(".comment [data-comment-form] #id_body")).to_have_value("回复到一半")

    def test_only_who_wants_it_is_remembered(self, open_page: Open) -> None:
        page = open_page("/articles/huoxing-tongxin/")
        come_near(page)
        fill(page, name="小刚", email="gang@example.com")
        assert page.evaluate("localStorage.getItem('commenter')") is None
        page.locator("[data-remember]").check()
        page.goto("/articles/haidi-guanglan/")
        come_near(page)
        expect(page.locator("#id_email")).to_have_value("gang@example.com")
        expect(page.locator("[data-remember]")).to_be_checked()
        page.locator("[data-remember]").uncheck()
        assert page.evaluate("localStorage.getItem('commenter')") is None

    def test_the_preview_follows_what_is_typed(self, open_page: Open) -> None:
        page = open_page("/articles/jinshi-huwai/")
        fill(page, body="**重点**")
        button = page.locator("[data-preview]")
        expect(button).to_have_attribute("aria-expanded", "false")
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#comment-preview strong")).to_have_text("重点")
        fill(page, body="*轻声* <img src=x onerror=alert(1)>")
        expect(page.locator("#comment-preview em")).to_have_text("轻声")
        expect(page.locator("#comment-preview img")).to_have_count(0)
        button.click()
        expect(page.locator("#comment-preview")).to_be_hidden()

    def test_what_is_left_is_counted_and_said_near_the_end(self, open_page: Open) -> None:
        page = open_page("/articles/jixie-jianpan/")
        fill(page, body="字" * 10)
        expect(page.locator("[data-count]")).to_contain_text(str(LIMIT - 10))
        expect(page.locator("[data-count-said]")).to_be_empty()
        fill(page, body="字" * (LIMIT - 7))
        expect(page.locator("[data-count-said]")).to_contain_text("7")

    def test_helpers_and_the_solver_come_only_when_somebody_writes(self, open_page: Open) -> None:
        page = open_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/articles/usb-c-xian/", wait_until="networkidle")
        assert not [url for url in asked if "challenge" in url or "solver" in url or "preview" in url]
        page.locator("#id_body").focus()
        page.wait_for_event("request", lambda request: "/comments/challenge/" in request.url)


class TestTakingPart:
    def test_a_like_is_counted_and_taken_back(self, open_page: Open) -> None:
        page = open_page("/articles/gaotie-zuowei/")
        come_near(page)
        button = page.locator(".comment-like").first
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button.locator("[data-likes]")).to_have_text("1")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(button.locator("[data-likes]")).to_be_empty()

    def test_a_report_is_thanked_for_in_its_place(self, open_page: Open) -> None:
        page = open_page("/articles/gaotie-zuowei/")
        come_near(page)
        report = page.locator(".comment-report").first
        report.locator("summary").click()
        report.locator("select").select_option("spam")
        report.locator("[type=submit]").click()
        expect(report.locator(".comment-thanks")).to_be_focused()

    def test_without_javascript_likes_and_reports_work_too(self, open_page: Open) -> None:
        page = open_page("/articles/zixingche-biansu/", java_script_enabled=False)
        expect(page.locator("[data-remember]")).to_be_hidden()
        page.locator(".comment-like").first.click()
        expect(page.locator(".comment-like").first).to_contain_text("1")
        page.locator(".comment-report summary").first.click()
        page.locator(".comment-report [type=submit]").first.click()
        expect(page.locator("h1")).to_contain_text("谢谢")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_writers_change_and_delete_their_own(open_page: Open, javascript: bool) -> None:
    page = open_page("/articles/liangzi-jisuan/", java_script_enabled=javascript)
    text = f"写错了的话{javascript}"
    fill(page, name="小周", body=text)
    send(page)
    page.locator(".comment[data-own]", has_text=text).locator(".comment-tools a[href*='/own/']").first.click()
    page.locator("#id_body").fill(f"改好了的话{javascript}")
    page.locator("#edit [type=submit]").click()
    expect(page.locator(".own-body")).to_have_text(f"改好了的话{javascript}")
    expect(page.locator("#delete [type=submit]")).to_be_hidden()
    page.locator("#delete summary").click()
    page.locator("#delete [type=submit]").click()
    page.goto("/articles/liangzi-jisuan/")
    expect(page.locator(".comment", has_text=f"改好了的话{javascript}")).to_have_count(0)


def test_the_proof_of_work_is_found_without_the_browsers_digests(open_page: Open) -> None:
    """As on plain HTTP, where ``crypto.subtle`` is missing."""
    page = open_page("/articles/shuimian-jieyue/")
    solver = page.locator("[data-comment-form]").get_attribute("data-solver")
    task = page.request.get("/comments/challenge/").json()

    def without_digests(route: Route) -> None:
        answer = route.fetch()
        removed = "Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });"
        route.fulfill(response=answer, body=removed + answer.text())

    page.context.route(f"**{solver}", without_digests)
    solution = page.evaluate(
        """([solver, task]) => new Promise((resolve, reject) => {
            const worker = new Worker(solver, { type: "module" });
            worker.onmessage = ({ data }) => resolve(atob(data));
            worker.onerror = (event) => reject(event.message);
            worker.postMessage(task);
        })""",
        [solver, task],
    )
    assert json.loads(solution)["challenge"] == task["challenge"]
