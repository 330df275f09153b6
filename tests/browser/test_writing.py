"""An editor logs in, writes with a pasted picture, and readers see it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.running_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]

GIVE_PICTURE = """
async ([kind, type]) => {
    const canvas = document.createElement("canvas");
    canvas.width = 900; canvas.height = 600;
    const context = canvas.getContext("2d");
    context.fillStyle = kind === "paste" ? "#0188fb" : "#d9485b";
    context.fillRect(0, 0, 900, 600);
    const blob = await new Promise((done) => canvas.toBlob(done, type));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "screenshot.png", { type }));
    const editor = document.querySelector("#id_body");
    editor.focus();
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
    (kind === "paste" ? editor : document.querySelector("#id_body")).dispatchEvent(event);
}
"""


PASTE = """
([html, text]) => {
    const transfer = new DataTransfer();
    if (html) transfer.setData("text/html", html);
    transfer.setData("text/plain", text);
    const editor = document.querySelector("#id_body");
    editor.focus();
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}
"""
FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal { color: red } --></style></head>
<body style='tab-interval:21pt'><h1 style='margin:0'>大标题<o:p></o:p></h1>
<p class=MsoNormal style='text-indent:2em'><b><span style='font-family:"Calibri"'>重点</span></b>和<a
href="https://example.com/">链接</a></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>甲</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>甲一</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>·</span>乙</p>
<table><tr><td style='border:1px'><p class=MsoNormal>名</p></td><td><p>值</p></td></tr><tr><td>a</td><td></td></tr>
</table><p style='display:none'>藏着的</p></body></html>
"""
FROM_DOCS = """
<b style="font-weight:normal" id="docs-internal-guid-1"><h2><span style="font-weight:700">小标题</span></h2>
<p><span style="font-weight:700">粗</span>和<span style="font-style:italic">斜</span>，<a
href="https://www.google.com/url?q=https://example.org/x&amp;sa=D">链</a></p>
<ul><li><p><span>一</span></p><ul><li><p>一一</p></li></ul></li></ul></b>
"""
LOOK = """
(element) => ["color", "font-family", "font-weight", "font-size", "line-height", "background-color"].map(
    (name) => getComputedStyle(element).getPropertyValue(name))
"""


def body(page: Page) -> str:
    return page.locator("#id_body").input_value()


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("[data-frame]")


def write(page: Page, text: str) -> None:
    page.locator("#id_body").fill(text)
    page.keyboard.press("Control+End")


def log_in(page: Page) -> None:
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-writing]')].every((box) => 'ready' in box.dataset)"
    )


def choose(page: Page, field: str, text: str) -> None:
    """Choose in one of the admin's searching lists."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_an_article_with_a_pasted_and_a_dropped_picture(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_title").fill("浏览器里写的文章")
    page.locator("#id_body").fill("第一段**“重点”**是这样。\n\n")
    page.locator("[data-do=full]").click()  # where there is room for the preview beside the text
    expect(preview(page).locator(".prose strong")).to_have_text("“重点”")
    expect(preview(page).locator(".article-title")).to_have_text("浏览器里写的文章")
    for kind in ("paste", "drop"):
        page.evaluate(GIVE_PICTURE, [kind, "image/png"])
        page.wait_for_function(
            "(n) => document.querySelector('#id_body').value.split('/media/images/').length === n",
            arg=2 if kind == "paste" else 3,
        )
    for number in (1, 2):
        expect(page.locator("[data-words]:visible")).to_have_count(3 - number)
        page.locator("[data-alt]:visible").first.fill(f"图{number}")
        page.keyboard.press("Enter")
    expect(page.locator("[data-words]:visible")).to_have_count(0)
    assert re.findall(r"!\[(.*?)]\(/media", body(page)) == ["图1", "图2"]
    expect(preview(page).locator(".prose img")).to_have_count(2)
    looks = [preview(page).locator(part).first.evaluate(LOOK) for part in (".article-title", ".prose p", "strong")]
    page.keyboard.press("Escape")
    choose(page, "author", "访客")
    page.locator("#id_category").select_option(label="AI生活")
    page.locator(".flow-do-publish").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    reader = open_page("/", viewport={"width": 600, "height": 800})
    reader.locator(".row-title a", has_text="浏览器里写的文章").click()
    expect(reader.locator(".prose strong")).to_have_text("“重点”")
    expect(reader.locator(".prose img")).to_have_count(2)
    assert looks == [
        reader.locator(part).first.evaluate(LOOK) for part in (".article-title", ".prose p", ".prose strong")
    ]


def test_a_file_that_is_no_picture_is_refused_in_words(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_body").fill("已经写好的文字")
    page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["<script>"], "x.png", { type: "image/png" }));
            document.querySelector("#id_body").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".writing-uploads [data-error]")).to_contain_text("无法识别这张图片")
    expect(page.locator("#id_body")).to_have_value("已经写好的文字")


def test_saving_waits_for_the_pictures_and_for_what_was_typed_about_them(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/", viewport={"width": 1280, "height": 800})
    log_in(page)
    page.locator("#id_title").fill("图片还没传完就保存")
    choose(page, "author", "访客")
    page.locator("#id_category").select_option(label="AI生活")
    held: list[Route] = []
    page.route("**/markdownx/upload/", lambda route: held.append(route))
    page.evaluate(GIVE_PICTURE, ["paste", "image/png"])
    expect(page.locator(".writing-uploads progress")).to_be_in_viewport()
    page.keyboard.press("Control+s")
    expect(page.locator("[data-held-message]")).to_be_in_viewport()
    held.pop().fulfill(status=400, json={"image": ["坏了"]})
    expect(page.locator("[data-held-message]")).to_have_text("文章尚未保存，原因见下方。")
    expect(page.locator(".writing-uploads [data-error]")).to_be_in_viewport()
    assert "正在上传" not in body(page)
    page.evaluate(GIVE_PICTURE, ["paste", "image/png"])
    expect(page.locator(".writing-uploads progress:visible")).to_have_count(1)
    page.keyboard.press("Control+s")
    held.pop().continue_()
    page.wait_for_url("**/change/**")
    assert re.search(r"!\[.*?]\(/media/images/", body(page))
    page.unroute("**/markdownx/upload/")
    page.evaluate(GIVE_PICTURE, ["drop", "image/png"])
    page.locator("[data-alt]:visible").fill("一块红")
    page.locator("#id_body").focus()
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value(re.compile(r"!\[一块红]\(/media/images/"))


def test_the_tools_work_by_keys_and_can_be_undone(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    for keys, made in (
        ("Control+b", "**字**"),
        ("Control+i", "*字*"),
        ("Control+Shift+x", "~~字~~"),
        ("Control+e", "`字`"),
        ("Control+Alt+2", "## 字"),
        ("Control+Shift+8", "- 字"),
        ("Control+Shift+7", "1. 字"),
        ("Control+Shift+9", "> 字"),
        ("Control+k", "[字](https://)"),
    ):
        write(page, "字")
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press(keys)
        assert body(page) == made
        page.keyboard.press("Control+z")
        assert body(page) == "字"
    write(page, "")
    page.keyboard.type("- 一\n二\n\n完")
    assert body(page) == "- 一\n- 二\n完"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    page.locator("[data-do=bold]").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.do") == "italic"


def test_the_whole_screen_is_left_by_escape_and_the_page_saved_by_a_key(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_title").fill("用键盘保存的文章")
    choose(page, "author", "访客")
    page.locator("#id_category").select_option(label="AI生活")
    write(page, "字")
    page.keyboard.press("Control+Shift+f")
    expect(page.locator("[data-writing]")).to_have_attribute("data-full", "")
    expect(page.locator("[data-writing]")).not_to_have_attribute("data-narrow", "")
    page.keyboard.press("Control+Alt+v")
    expect(page.locator("[data-frame]")).to_be_hidden()
    page.keyboard.press("Control+Alt+v")
    page.keyboard.press("Escape")
    expect(page.locator("[data-writing]")).not_to_have_attribute("data-full", "")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("用键盘保存的文章")
    expect(page.locator("[data-offers] > li")).to_have_count(0)


def test_after_saving_by_a_key_writing_goes_on_where_it_was(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_title").fill("保存以后接着写")
    choose(page, "author", "访客")
    page.locator("#id_category").select_option(label="AI生活")
    write(page, "很长的一段。\n\n" * 80 + "前后")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/change/**")
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.locator(".messagelist .success")).to_be_in_viewport()
    page.keyboard.type("，")
    assert body(page).endswith("前，后")
    page.keyboard.press("Control+Shift+f")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-full] [data-draft-state]")).to_contain_text("保存以后接着写")
    page.keyboard.type("又")
    assert body(page).endswith("前，又后")
    page.keyboard.press("Escape")
    page.locator("#id_title").fill("")
    page.locator("#id_body").focus()
    page.evaluate("document.querySelector('#article_form').noValidate = true")
    page.keyboard.press("Control+s")
    expect(page.locator(".errornote")).to_be_in_viewport()


def test_text_of_other_programs_becomes_markdown(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    for html, made in (
        (
            FROM_WORD,
            "## 大标题\n\n**重点**和[链接](https://example.com/)\n\n- 甲\n  - 甲一\n- 乙\n\n"
            "| 名 | 值 |\n| --- | --- |\n| a |  |",
        ),
        (FROM_DOCS, "## 小标题\n\n**粗**和*斜*，[链](https://example.org/x)\n\n- 一\n  - 一一"),
        ("<div><span style='color:red'>只有文字</span></div>", "文字本身"),
    ):
        write(page, "")
        page.evaluate(PASTE, [html, "文字本身"])
        expect(page.locator("#id_body")).to_have_value(made)
    write(page, "这里")
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, ["", "https://example.com/a"])
    assert body(page) == "[这里](https://example.com/a)"


def test_pictures_and_articles_are_found_and_put_in_by_the_keyboard(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    write(page, "看")
    page.keyboard.type("[[")
    expect(page.locator("[data-titles-dialog] [role=option]").first).to_be_visible()
    page.keyboard.type("自行车")
    expect(page.locator("[data-titles-dialog] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    assert re.fullmatch(r"看\[.*自行车.*]\(/articles/[\w-]+/\)", body(page))
    page.keyboard.press("Control+Alt+p")
    expect(page.locator(".library-picture").first).to_be_visible()
    page.locator(".library-picture").nth(3).focus()
    page.keyboard.press("Enter")
    page.locator("[data-chosen] [data-alt]").fill("一[张]图")
    page.locator("[data-chosen] [data-caption]").fill('说"明')
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_have_value(re.compile(r"!\[一\\\[张\\]图]\(/media/images/[^ ]+ \"说\\\"明\"\)"))


def test_what_was_typed_outlives_a_crash(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    page.locator("#id_title").fill("写到一半就断电")
    choose(page, "author", "访客")
    write(page, "一个字都不能丢")
    expect(page.locator("[data-draft-state]")).not_to_be_empty()
    page.close()

    page = open_page("/admin/articles/article/add/")
    log_in(page)
    row = page.locator("[data-offers] > li", has_text="写到一半就断电")
    row.locator("[data-difference]").click()
    expect(page.locator("[data-difference-dialog] ins", has_text="一个字都不能丢")).to_be_visible()
    page.keyboard.press("Escape")
    row.locator("[data-restore]").click()
    expect(page.locator("#id_body")).to_have_value("一个字都不能丢")
    expect(page.locator(".field-author .select2-selection__rendered")).to_contain_text("访客")
    page.locator("#id_category").select_option(label="AI生活")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/admin/articles/article/add/")
    expect(page.locator("[data-writing]")).to_have_attribute("data-ready", "")
    expect(page.locator("[data-offers] > li", has_text="写到一半就断电")).to_have_count(0)


def test_without_a_connection_the_browser_keeps_it_and_sends_it_later(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/")
    log_in(page)
    words = page.locator("[data-drafts]")
    expect(page.locator("[data-writing]")).to_have_attribute("data-ready", "")
    page.context.set_offline(True)
    page.locator("#id_title").fill("断网时写的")
    expect(page.locator("[data-draft-state]")).to_have_text(words.get_attribute("data-offline") or "")
    page.wait_for_function("() => Object.values(localStorage).some((text) => text.includes('断网时写的'))")
    page.context.set_offline(False)
    expect(page.locator("[data-draft-state]")).to_have_text(words.get_attribute("data-kept") or "")
    page.wait_for_function("() => !Object.values(localStorage).some((text) => text.includes('断网时写的'))")


def test_on_a_phone_text_and_preview_are_two_tabs(open_page: Open) -> None:
    page = open_page("/admin/articles/article/add/", viewport={"width": 320, "height": 700})
    log_in(page)
    write(page, "**重点**")
    expect(page.locator("[data-frame]")).to_be_hidden()
    page.locator("[data-tab=write]").focus()
    page.keyboard.press("ArrowRight")
    expect(preview(page).locator(".prose strong")).to_have_text("重点")
    expect(page.locator("#id_body")).to_be_hidden()


def test_site_settings_show_at_once(open_page: Open) -> None:
    page = open_page("/admin/site/sitesettings/")
    log_in(page)
    page.locator("#id_tagline").fill("新的标语")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(open_page("/").locator("h1")).to_have_text("新的标语")
