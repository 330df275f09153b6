"""Markdown becomes the HTML that readers get, and nothing else gets through."""

from html.parser import HTMLParser

import pytest

from articles.rendering import render

pytestmark = pytest.mark.django_db


class Attributes(HTMLParser):
    """Collects every attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(name, value or "") for name, value in attrs]


def html(markdown: str) -> str:
    return render(markdown).html.strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**“重点”**是", "<strong>“重点”</strong>是"),
        ("这是**“重点”**的说明", "这是<strong>“重点”</strong>的说明"),
        ("他说**“你好”**，走了", "<strong>“你好”</strong>，走了"),
        ("**重点。**后面", "<strong>重点。</strong>后面"),
        ("**重点。**Git", "<strong>重点。</strong>Git"),
        ("使用**（括号）**时", "<strong>（括号）</strong>时"),
        ("*《书名》*很好", "<em>《书名》</em>很好"),
        ("~~《旧名》~~新名", "<s>《旧名》</s>新名"),
        ("a * b * c", "a * b * c"),
        ("snake_case_word", "snake_case_word"),
    ],
)
def test_emphasis_works_beside_chinese_punctuation(markdown: str, expected: str) -> None:
    assert expected in html(markdown)


def test_tables_scroll_by_themselves_and_can_be_reached_by_keyboard() -> None:
    result = html("| a | b |\n| --- | ---: |\n| 1 | 2 |")
    assert '<div class="table-scroll" tabindex="0"><table>' in result
    assert "<td>1</td>" in result
    assert '<td class="align-right">2</td>' in result


@pytest.mark.parametrize("markdown", ["```css\na {}\n```", "    a {}"])
def test_code_can_be_reached_by_keyboard(markdown: str) -> None:
    assert html(markdown).startswith('<pre tabindex="0"><code')


def test_footnotes_lead_there_and_back() -> None:
    result = html("正文[^1]\n\n[^1]: 说明")
    assert 'href="#fn1"' in result
    assert 'id="fn1"' in result
    assert 'href="#fnref1"' in result
    assert 'id="fnref1"' in result


def test_addresses_become_links_and_end_before_chinese_punctuation() -> None:
    result = html("见https://example.com/路径，还有www。")
    assert ">https://example.com/路径</a>，还有www。" in result


def test_the_title_stays_the_only_first_heading() -> None:
    assert html("# 大\n\n## 小") == '<h2 id="section-da">大</h2>\n<h2 id="section-xiao">小</h2>'


def test_pictures_from_elsewhere_are_links() -> None:
    result = html("![图](https://example.com/track.gif)")
    assert "<img" not in result
    assert '<a href="https://example.com/track.gif"' in result


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<style>*{}</style>",
        "<iframe src=//evil></iframe>",
        "<base href=//evil>",
        "<form action=//evil><input name=body></form>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](vbscript:x)",
        "[a](data:text/html,<script>)",
        "![a](javascript:alert(1))",
        "![a](data:image/svg+xml,<svg>)",
        '[a](https://example.com "" onmouseover=alert(1) x="")',
        '![" onerror="alert(1)](/media/x.jpg)',
        "<javascript:alert(1)>",
        "`<script>`",
        '```html" onmouseover="alert(1)\nx\n```',
        "[^x]\n\n[^x]: <script>alert(1)</script>",
    ],
)
def test_nothing_executable_gets_through(markdown: str) -> None:
    result = html(markdown)
    text = result.lower()
    for forbidden in ("<script", "<svg", "<style", "<iframe", "<base", "<form", "<input"):
        assert forbidden not in text
    parser = Attributes()
    parser.feed(result)
    for name, value in parser.found:
        assert not name.startswith("on"), result
        if name in {"href", "src"}:
            assert not value.lower().replace("\t", "").startswith(("javascript", "data", "vbscript")), result


def test_texts_bring_no_ids_or_classes_of_their_own() -> None:
    parser = Attributes()
    parser.feed(html('<p id="content" class="header">x</p>\n\n```content\ny\n```'))
    assert parser.found == [("tabindex", "0"), ("class", "language-content")]


def test_plain_text_has_the_words_alone() -> None:
    rendered = render("# 标题\n\n第一段**重点**和[链接](https://example.com)。\n\n- 一\n- 二\n\n[^1]\n\n[^1]: 脚注")
    assert rendered.text == "标题\n第一段重点和链接。\n一\n二"


@pytest.mark.parametrize("piece", ["![[]()", "[a", "*[", "[^a", "[a](<b", "> " * 30, "*a **a ", "|a", "`", "<" * 40])
def test_hostile_input_of_full_length_is_rendered(piece: str) -> None:
    assert render((piece * 20_000)[:40_000]).html
