"""The Markdown of comments: what people type comes back, and what is meant as markup works."""

from html.parser import HTMLParser

import pytest

from comments.rendering import plain, render

REL = ' rel="nofollow ugc noopener"'


class Text(HTMLParser):
    """What a reader sees, with its line breaks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "typed",
    [
        "#话题 今天很热",
        "# 1 楼",
        "- 1 楼",
        "1. 说得对",
        "2016. 那一年",
        "1. 第一\n3. 第三",
        "1) 一\n2) 二",
        "1）一\n2、二\n3.三",
        "----",
        "标题\n----\n正文",
        "标题\n===",
        "* * *",
        "- - -\n- - -",
        ">_< ^_^ -_- T_T >口< :) _(:з」∠)_",
        ">_<",
        ">口<",
        ">90% 的人",
        ">>> print(1)",
        ">>5 楼",
        "¯\\_(ツ)_/¯",
        "(*^▽^*) (*^__^*) (*￣︶￣) (*注：转载*)",
        "(´･ω･`) 哈哈 (´･ω･`)",
        "2*3*4=24，2**3**4，a*b*c",
        "支持：*.jpg、*.png",
        "/usr/*/bin/*/x /* 注释 */",
        "张*三和李*四，138****1234，傻****们****",
        "snake_case_words __init__ _x_",
        "好的~~ 哈哈~~~",
        "~~~\n好\n~~~",
        "C:\\*.txt C:\\\\temp\\[新建] \\*不是\\*",
        "&amp; &lt;b&gt; &#60; &copy;",
        "<b>粗</b> <script>alert(1)</script> <!-- 注 --> a<b>c",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "脚注[^1]",
        "[^1]: 说明",
        "[ ] 未完成 [x] 完成",
        "　　全角缩进\n　　第二行",
        "  缩进  两格\n    四格\n\t制表",
        "```",
        "```\n```",
        "未完的 ` 反引号\n下一行 `",
        "``a\nb``",
        "x`a` y",
        "![图](图.png)",
        "![](https://example.com/a.png)",
        "[空](  ) [](https://example.com/) [ ](https://example.com/)",
        "[https://bank.example/](https://evil.example/)",
        "[网页](/admin/) [邮件](mailto:a@example.com) [ftp](ftp://example.com/) [无](//example.com/)",
        "www.example.com 与 etc.cn，a@example.com",
        "https:// http:/ http://。",
        "http://1.2.3.999/ [版本](http://1.2.3.999/) [x](http://a.cn:99999/) [y](http://a b.cn/) [z](http://[::1)",
        "🇨🇳👨‍👩‍👧 Ṱ̺̺̕o͞ ‮abc",
    ],
)
def test_what_is_no_markup_comes_back_as_typed(typed: str) -> None:
    assert Text(render(typed)).text == typed


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("一\n二", "<p>一<br>二</p>"),
        ("一\r\n二", "<p>一<br>二</p>"),
        ("一\n\n\n \n二", "<p>一</p><p>二</p>"),
        ("*强调*", "<p><em>强调</em></p>"),
        ("***都有***", "<p><em><strong>都有</strong></em></p>"),
        ("**强调**。", "<p><strong>强调</strong>。</p>"),
        ("这是**强调**的", "<p>这是<strong>强调</strong>的</p>"),
        ("**“重点”**是", "<p><strong>“重点”</strong>是</p>"),
        ("**重点。**后面", "<p><strong>重点。</strong>后面</p>"),
        ("**https://a.cn/**", f'<p><strong><a href="https://a.cn/"{REL}>https://a.cn/</a></strong></p>'),
        ("`a*b*c` 好", "<p><code>a*b*c</code> 好</p>"),
        ("用`<b>`命令", "<p>用<code>&lt;b&gt;</code>命令</p>"),
        ("> 引用\n> 两行\n我说", "<blockquote><p>引用<br>两行</p></blockquote><p>我说</p>"),
        (">引用\n\n我说", "<blockquote><p>引用</p></blockquote><p>我说</p>"),
        ("> 一\n> > 二", "<blockquote><p>一</p><blockquote><p>二</p></blockquote></blockquote>"),
        ("优点：\n- 快\n- 稳", "<p>优点：</p><ul><li>快</li><li>稳</li></ul>"),
        ("* 快\n\n* 稳\n好", "<ul><li>快</li><li>稳</li></ul><p>好</p>"),
        ("1. 一\n2. 二", "<ol><li>一</li><li>二</li></ol>"),
        ("3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>'),
        ("- a\n  - b\n  - c\n- d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        ("- a\n\n  还有\n- b", "<ul><li>a<p>还有</p></li><li>b</li></ul>"),
        (
            "```python\nif a < b:\n\n    *p*\n```\n好",
            '<pre tabindex="0"><code>if a &lt; b:\n\n    *p*</code></pre><p>好</p>',
        ),
        ("```\n没有结束", '<pre tabindex="0"><code>没有结束</code></pre>'),
        ("[字](https://a.cn/x)", f'<p><a href="https://a.cn/x"{REL}>字</a></p>'),
        ("[字](https://a.cn/x '说明')", f'<p><a href="https://a.cn/x" title="说明"{REL}>字</a></p>'),
        ("[**重**](HTTP://a.cn/)", f'<p><a href="HTTP://a.cn/"{REL}><strong>重</strong></a></p>'),
        ("", ""),
    ],
)
def test_markup_becomes_html(markdown: str, expected: str) -> None:
    assert render(markdown) == expected


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("看", "https://example.com/a", "，很好"),
        ("看", "https://example.com/a", "很好"),
        ("看", "https://example.com", "很好"),
        ("（", "https://example.com/a", "）"),
        ("(", "https://example.com/a", ")"),
        ("“", "https://example.com/a?b=1&c=%E4%B8%AD#d", "”"),
        ("<", "https://example.com/a", ">"),
        ("见：", "http://example.com:8000/a_b_c/d(e)*f", "。"),
        ("See ", "https://example.com/a.html", "."),
        ("'", "https://example.com/a", "', b"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(before: str, address: str, after: str) -> None:
    html = render(before + address + after)
    assert f'<a href="{address.replace("&", "&amp;")}"{REL}>' in html
    assert html.count("<a ") == 1
    assert Text(html).text == before + address + after


def test_addresses_in_a_row_are_links_each() -> None:
    assert render("https://a.cn/一https://b.cn/二").count("<a ") == 2


@pytest.mark.parametrize("opening", ["> ", ">", "- a\n- ", "1. a\n2. "])
def test_nesting_ends_and_the_rest_stays_as_typed(opening: str) -> None:
    nested = "\n".join("  " * level + "- a\n" + "  " * level + "- b" for level in range(100))
    for html in (render(opening * 1000 + "终"), render(nested)):
        assert html.count("<blockquote>") + html.count("<ul>") + html.count("<ol>") < 50
    assert "终" in render(opening * 1000 + "终")


@pytest.mark.parametrize(
    "part", ["![[]()", "[a", "*[", "[^a", "[a](<b", "*a **a ", "> ", "- a\n", "\n", "`", "http://"]
)
def test_any_length_can_be_rendered(part: str) -> None:
    assert render((part * 5000)[:20000]) is not None


def test_there_is_no_line_break_outside_of_code() -> None:
    assert "\n" not in render("一\n二\n\n- a\n- b\n\n> c\n\n1. d\n2. e")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**重点**和[链接](https://a.cn/)、`代码`", "重点和链接、代码"),
        ("一\n二\n\n\n\n三", "一\n二\n\n三"),
        ("**一**\n二\n\n\n\n三", "一\n二\n\n三"),
        ("> 引用\n\n- a\n- b\n\n3. c\n4. d", "引用\n\n- a\n- b\n\n3. c\n4. d"),
        ("```\na  b\n```", "a  b"),
        ("2*3*4 <b> &amp;", "2*3*4 <b> &amp;"),
    ],
)
def test_plain_words_have_no_markup(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected
