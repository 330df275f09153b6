"""What scripts add for readers: pictures in full size, sharing, keys, and suggestions while typing."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
ARTICLE = "/articles/zhongwen-paiban/"
PHONE = {"width": 320, "height": 640}
FOCUSED = "document.activeElement"
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


# Pictures


def open_picture(page: Page, number: int = 0) -> None:
    page.locator(".prose .zoom").nth(number).click()
    expect(page.locator(".lightbox")).to_be_visible()


def test_a_picture_opens_in_full_size_with_its_words(open_page: Open) -> None:
    page = open_page(ARTICLE)
    link = page.locator(".prose figure:has(figcaption) .zoom").first
    full, alt = link.evaluate("link => link.href"), link.locator("img").get_attribute("alt")
    words = page.locator(".prose figcaption").first.inner_text()
    link.click()
    image = page.locator(".lightbox img")
    expect(image).to_have_js_property("src", full)
    expect(image).to_have_attribute("alt", alt or "")
    expect(page.locator(".lightbox figcaption")).to_contain_text(words)
    page.wait_for_function("() => document.querySelector('.lightbox img').naturalWidth")
    assert page.url.endswith(ARTICLE)


@pytest.mark.parametrize("way", ["button", "Escape", "backdrop"])
def test_the_picture_closes_and_the_focus_is_back_at_it(open_page: Open, way: str) -> None:
    page = open_page(ARTICLE)
    open_picture(page, 1)
    if way == "button":
        page.locator(".lightbox-close").click()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.locator(".lightbox").click(position={"x": 200, "y": 8})
    expect(page.locator(".lightbox")).not_to_be_visible()
    expect(page.locator(".prose .zoom").nth(1)).to_be_focused()


def test_arrows_and_buttons_go_round_the_pictures(open_page: Open) -> None:
    page = open_page(ARTICLE)
    addresses = page.locator(".prose .zoom").evaluate_all("links => links.map(link => link.href)")
    image = page.locator(".lightbox img")
    open_picture(page)
    for press, number in (("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", -1), ("Alt+ArrowUp", -1)):
        page.keyboard.press(press)
        expect(image).to_have_js_property("src", addresses[number])
    page.locator(".lightbox-next").click()
    expect(image).to_have_js_property("src", addresses[0])
    page.locator(".lightbox-previous").click()
    expect(image).to_have_js_property("src", addresses[-1])
    expect(page.locator(".lightbox-count")).to_have_text(f"{len(addresses)} / {len(addresses)}")


def test_the_page_behind_a_picture_stands_still(open_page: Open) -> None:
    page = open_page(ARTICLE)
    page.locator(".prose .zoom").first.scroll_into_view_if_needed()
    state = "[scrollY, document.querySelector('.prose').getBoundingClientRect().width]"
    before = page.evaluate(state)
    open_picture(page)
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 600)
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    expect(page.locator(".lightbox")).not_to_be_visible()
    assert page.evaluate(state) == before


def test_another_tab_for_a_picture_stays_possible(open_page: Open) -> None:
    page = open_page(ARTICLE)
    with page.context.expect_page() as opened:
        page.locator(".prose .zoom").first.click(modifiers=["ControlOrMeta"])
    assert opened.value.url == page.locator(".prose .zoom").first.evaluate("link => link.href")
    expect(page.locator(".lightbox")).to_have_count(0)


def test_without_scripts_a_picture_is_a_link(open_page: Open) -> None:
    page = open_page(ARTICLE, java_script_enabled=False)
    address = page.locator(".prose .zoom").first.get_attribute("href")
    answer = page.request.get(address or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


# Sharing


@WITH_AND_WITHOUT
def test_the_address_and_its_code_are_there_to_share(open_page: Open, javascript: bool) -> None:
    page = open_page(ARTICLE, java_script_enabled=javascript)
    page.locator("[data-share-open]").click()
    expect(page.locator("[data-share]")).to_be_visible()
    assert (page.locator("[data-share-address]").get_attribute("value") or "").endswith(ARTICLE)
    expect(page.locator("[data-share-copy]")).to_be_visible(visible=javascript)
    expect(page.locator("[data-share-send]")).not_to_be_visible()
    if javascript:
        page.wait_for_function("() => document.querySelector('.share-code').naturalWidth")
    page.keyboard.press("Escape")
    expect(page.locator("[data-share]")).not_to_be_visible()


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "no-clipboard"])
def test_the_address_is_copied_and_the_page_says_so(open_page: Open, allowed: bool) -> None:
    page = open_page(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    if not allowed:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("[data-share-open]").click()
    page.locator("[data-share-copy]").click()
    status = page.locator("[role=status][data-share-status]")
    expect(status).to_have_text(status.get_attribute("data-share-status") or "-")
    expect(page.locator("[data-share-copy]")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#id_body").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#id_body")).to_have_value(page.locator("[data-share-address]").input_value())


def test_a_device_that_shares_is_asked_to(open_page: Open) -> None:
    page = open_page()
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(ARTICLE)
    page.locator("[data-share-open]").click()
    page.locator("[data-share-send]").click()
    shared = page.evaluate("window.shared")
    assert shared["url"] == page.locator("[data-share-address]").input_value()
    assert shared["title"] == page.locator("h1").inner_text()


# Keys


def test_keys_walk_through_a_list_and_its_pages(open_page: Open) -> None:
    page = open_page("/category/sheng-huo/")
    titles = page.locator(".row-title a")
    for key, number in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(titles.nth(number)).to_be_focused()
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_url("**/?page=2")
    page.keyboard.press("p")
    page.wait_for_url("**/?page=1")
    page.keyboard.press("/")
    expect(page.locator(".header-field")).to_be_focused()


def test_keys_walk_through_an_article_and_to_the_next(open_page: Open) -> None:
    page = open_page(ARTICLE)
    headings = page.locator(".prose :is(h2, h3)")
    for key, number in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(headings.nth(number)).to_be_focused()
    expect(headings.first).to_be_in_viewport()
    address = page.locator(".neighbours [rel=prev]").get_attribute("href")
    page.keyboard.press("p")
    page.wait_for_url(f"**{address}")
    page.keyboard.press("n")
    page.wait_for_url(f"**{ARTICLE}")
    page.keyboard.press("h")
    page.wait_for_url(lambda url: url.endswith("/") and "articles" not in url)


def test_keys_press_the_buttons_of_an_article(open_page: Open) -> None:
    page = open_page(ARTICLE, color_scheme="light")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    page.keyboard.press("+")
    assert page.locator(".prose").evaluate(size) == 18
    page.keyboard.press("-")
    assert page.locator(".prose").evaluate(size) == 16
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("s")
    expect(page.locator("[data-share]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#id_body")).to_be_focused()
    page.keyboard.type("jknphtcs/+-?")
    expect(page.locator("#id_body")).to_have_value("jknphtcs/+-?")
    assert page.url.endswith(ARTICLE)


@pytest.mark.parametrize("opener", ["key", "button"])
def test_the_list_of_keys_names_those_that_work_here(open_page: Open, opener: str) -> None:
    page = open_page("/?page=2")
    if opener == "key":
        page.keyboard.press("?")
    else:
        page.locator("[data-shortcuts-open]").click()
    shown = page.locator(".shortcuts-row:visible kbd").all_inner_texts()
    assert shown == ["/", "j", "k", "n", "p", "h", "t", "?", "Esc"]
    page.keyboard.press("h")
    page.keyboard.press("Escape")
    expect(page.locator("[data-shortcuts]")).not_to_be_visible()
    assert page.url.endswith("/?page=2")


def test_the_keys_can_be_turned_off_for_good(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("?")
    page.locator("[data-shortcuts-use]").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("?")
        page.keyboard.press("j")
        expect(page.locator("[data-shortcuts]")).not_to_be_visible()
        assert page.evaluate(f"{FOCUSED}.matches('.row-title a, .lead-title a')") is False
        page.reload()
    page.locator("[data-shortcuts-open]").click()
    page.locator("[data-shortcuts-use]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    assert page.evaluate(f"{FOCUSED}.matches('.row-title a, .lead-title a')") is True


@pytest.mark.parametrize("how", ["ctrlKey", "altKey", "metaKey", "isComposing"])
def test_keys_with_modifiers_and_of_an_input_method_are_left_alone(open_page: Open, how: str) -> None:
    page = open_page(ARTICLE)
    taken = page.evaluate(
        """how => !document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true, [how]: true }))""",
        how,
    )
    assert taken is False


# Suggestions


def field_and_rows(page: Page, field: str = ".header-field") -> tuple[str, str]:
    identifier = page.locator(field).get_attribute("aria-controls")
    return field, f"#{identifier} [role=option]"


def test_suggestions_come_while_typing_and_lead_to_what_they_name(open_page: Open) -> None:
    page = open_page()
    field, rows = field_and_rows(page)
    expect(page.locator(field)).to_have_role("combobox")
    page.locator(field).press_sequentially("台风")
    expect(page.locator(rows).first).to_be_visible()
    expect(page.locator(field)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    row = page.locator(rows).first
    expect(row).to_have_attribute("aria-selected", "true")
    expect(page.locator(field)).to_have_attribute("aria-activedescendant", row.get_attribute("id") or "")
    address = row.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_enter_searches_where_none_is_chosen(open_page: Open) -> None:
    page = open_page()
    field, rows = field_and_rows(page)
    page.locator(field).press_sequentially("台风")
    expect(page.locator(rows).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(field)).not_to_have_attribute("aria-activedescendant", "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?*")
    assert unquote(page.url).endswith("q=台风")


def test_escape_closes_the_suggestions_and_keeps_the_words(open_page: Open) -> None:
    page = open_page()
    field, rows = field_and_rows(page)
    page.locator(field).press_sequentially("台风")
    expect(page.locator(rows).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(rows).first).not_to_be_visible()
    expect(page.locator(field)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(field)).to_have_value("台风")
    page.keyboard.press("ArrowDown")
    expect(page.locator(rows).first).to_be_visible()
    page.locator("h1").first.click(force=True)
    expect(page.locator(rows).first).not_to_be_visible()


def test_suggestions_fit_a_small_phone_and_take_a_tap(open_page: Open) -> None:
    page = open_page("/search/", viewport=PHONE, has_touch=True)
    field, rows = field_and_rows(page, ".search-field")
    page.locator(field).press_sequentially("的")
    row = page.locator(rows).first
    expect(row).to_be_visible()
    assert page.locator(rows).count() <= 8
    box = page.locator("[role=listbox]:popover-open").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    address = row.get_attribute("href")
    row.tap()
    page.wait_for_url(f"**{address}")


def test_nothing_is_asked_while_an_input_method_composes(open_page: Open) -> None:
    page = open_page()
    field, rows = field_and_rows(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)) if "suggestions" in request.url else None)
    page.locator(field).focus()
    keyboard = page.context.new_cdp_session(page)
    for text in ("t", "tai", "tai feng"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    with page.expect_request("**/suggestions/**"):
        keyboard.send("Input.insertText", {"text": "台风"})
    expect(page.locator(rows).first).to_be_visible()
    assert [url.partition("q=")[2] for url in asked] == ["台风"]


def test_late_answers_and_errors_are_not_shown(open_page: Open) -> None:
    page = open_page()
    field, rows = field_and_rows(page)
    waiting: list[Route] = []

    def answer(route: Route) -> None:
        if "first" in route.request.url:
            waiting.append(route)
        elif "second" in route.request.url:
            route.fulfill(json={"query": "second", "suggestions": [{"text": "2", "url": "/2/", "label": "x"}]})
        else:
            route.fulfill(body="no JSON")

    page.route("**/suggestions/**", answer)
    with page.expect_request("**q=first"):
        page.locator(field).fill("first")
    page.locator(field).fill("second")
    expect(page.locator(rows)).to_have_text(["2 x"])
    for route in waiting:
        route.fulfill(json={"query": "first", "suggestions": [{"text": "1", "url": "/1/", "label": "x"}]})
    expect(page.locator(rows)).to_have_text(["2 x"])
    page.locator(field).fill("third")
    expect(page.locator(rows)).to_have_count(0)
    expect(page.locator(field)).to_have_attribute("aria-expanded", "false")
