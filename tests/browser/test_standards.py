"""Every kind of page is accessible by axe-core, valid by the Nu HTML checker, fits a phone and needs no JavaScript."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Response

from tests import npm, nu
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, an address of one, and the content that every reader must see there."""

    name: str
    path: str
    content: str
    status: int = 200

    def open(self, page: Page, site: RunningSite) -> str:
        """Open it in the browser; the HTML that the site sent."""
        return self._read(page.goto(site.url + self.path))

    def _read(self, response: Response | None) -> str:
        assert response is not None
        assert response.status == self.status, (self.name, response.status)
        return response.text()


class Refused(Kind):
    """What comes back when the form for comments on that page is sent empty."""

    def open(self, page: Page, site: RunningSite) -> str:
        page.goto(site.url + self.path)
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            page.locator("[data-comment-form] [type=submit]").click()
        page.wait_for_selector(".field-error")
        return self._read(answer.value)


class Own(Kind):
    """A comment that waits, as its writer sees it: on the article's page, and on its own one."""

    def open(self, page: Page, site: RunningSite) -> str:
        page.goto(site.url + self.path)
        page.locator("[data-comment-form] [name=name]").fill("小明")
        page.locator("[data-comment-form] [name=body]").fill("**重要**\n\n> 引用\n\n- 一\n- 二\n\n`代码`")
        page.locator("[data-comment-form] [type=submit]").click()
        link = page.locator("[data-own] a[href*='/own/']").first
        link.wait_for()
        path = link.get_attribute("href") if self.name == "own" else self.path
        response = page.goto(f"{site.url}{path}")
        return self._read(response)


class Withdrawn(Kind):
    """An article that readers have seen, and must not any more."""

    def open(self, page: Page, site: RunningSite) -> str:
        site.manage("shell", "-c", WITHDRAW.format(slug=self.path.split("/")[2]))
        return super().open(page, site)


class Static(Kind):
    """A template for the moments when the site itself is broken; the path is its name."""

    def open(self, page: Page, site: RunningSite) -> str:
        html = rendered(site, self.path)
        page.goto(site.url + "/healthz")
        page.set_content(html)
        return html


ROWS = ".row-title a"
WITHDRAW = """
from django.utils.timezone import now
from articles.models import Article, Author, Category
made = dict(title="撤回的文章", body="正文", status="withdrawn", published_at=now())
of = dict(author=Author.objects.first(), category=Category.objects.first())
Article.objects.filter(slug="{slug}").exists() or Article(slug="{slug}", **made, **of).save()
"""
PAGES: list[Kind] = [
    Kind("home", "/", ROWS),
    Kind("home-2", "/?page=2", ROWS),
    Kind("article", "/articles/zhongwen-paiban/", ".prose p"),
    Kind("article-seed", "/articles/ali-mayi-jiechu-yewu-wanglai/", ".prose p"),
    Refused("comment-refused", "/articles/beidou-dingwei/", ".field-error", 400),
    Own("comment-waiting", "/articles/ai-huanjue/", ".comment-state"),
    Own("own", "/articles/ai-huanjue/", ".comment-state"),
    Kind("comments-liked", "/articles/ai-huanjue/?order=liked", ".comment"),
    Kind("my-comments", "/comments/mine/", "input[name=email]"),
    Kind("category", "/category/sheng-huo/", ROWS),
    Kind("tag", "/tag/ke-pu/", ROWS),
    Kind("author", "/author/zhou-wan-zhou/", ROWS),
    Kind("archive", "/archive/", ".archive-months a"),
    Kind("year", "/archive/2026/", ROWS),
    Kind("month", "/archive/2026/09/", ROWS),
    Kind("hot", "/hot/", ROWS),
    Kind("hot-week", "/hot/week/", ".list"),
    Kind("discussed", "/discussed/", ROWS),
    Kind("latest-comments", "/comments/", "main .card p"),
    Kind("corrections", "/corrections/", "main .card"),
    Kind("search-empty", "/search/", ".search-field"),
    Kind("search-filtered", "/search/?q=的&category=sheng-huo&year=2026&sort=date", ROWS),
    Kind("search-hits", "/search/?q=的", ROWS),
    Kind("search-no-hits", "/search/?q=魑魅魍魉", ".empty"),
    Kind("missing", "/nothing/", ".message p", 404),
    Kind("beyond-the-end", "/?page=99", ".message p", 404),
    Withdrawn("withdrawn", "/articles/che-hui/", ".message p", 410),
    Kind("traditional", "/articles/gaotie-zuowei/?lang=zh-hant", ".prose p"),
    Kind("english", "/?lang=en", ROWS),
    Kind("offline", "/offline/", ".message p"),
    Static("broken", "500.html", ".message p", 500),
    Static("unavailable", "503.html", ".message p", 503),
    Kind("admin-login", "/admin/login/", "input[name=username]"),
]
EVERY_PAGE = pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)

AXE = (
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The whole page in one high window shows all links; over which of them a fixed part lies while the reader scrolls says
# nothing about their size. At the end of a page in a low window the link back to the top shows too.
VIEWS: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", "whole"), ("dark", "end"))
RUN_AXE = """async ([rules, view]) => {
    scrollTo({top: view === "end" ? document.body.scrollHeight : 0, behavior: "instant"});
    await new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)));
    await Promise.all(document.getAnimations().map(animation => animation.finished));
    const found = await axe.run({
        runOnly: {type: "tag", values: rules},
        rules: {"target-size": {enabled: view === "whole"}},
        resultTypes: ["violations"],
    });
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${rule.help}: ${node.target.join(" ")} ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""
OUTLINE = """() => ({
    lang: document.documentElement.lang,
    mains: document.querySelectorAll("main").length,
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(heading => Number(heading.tagName[1])),
})"""
HEIGHT = "document.documentElement.scrollHeight"
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
PHONE = {"width": 320, "height": 640}


@cache
def rendered(site: RunningSite, template: str) -> str:
    """A template as the running site's own settings render it, so that its static files are there."""
    code = f"from django.template import loader; print(loader.render_to_string('{template}'))"
    html = site.manage("shell", "--no-imports", "--command", code)
    return html[html.index("<!DOCTYPE") :]


@pytest.fixture(scope="module")
def with_axe(browser: Browser) -> Iterator[Page]:
    """A page with axe-core in it: the browser puts it there, so the policy that refuses foreign scripts still holds."""
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    context.add_init_script(path=npm.package(*AXE) / "axe.min.js")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def without_javascript(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@EVERY_PAGE
def test_axe_finds_no_barrier(kind: Kind, with_axe: Page, site: RunningSite) -> None:
    kind.open(with_axe, site)
    barriers: dict[str, list[str]] = {}
    for width in (1280, 320):
        for scheme, view in VIEWS:
            with_axe.emulate_media(color_scheme=scheme)
            with_axe.set_viewport_size({"width": width, "height": 800})
            if view == "whole":
                with_axe.set_viewport_size({"width": width, "height": with_axe.evaluate(HEIGHT)})
            for barrier in with_axe.evaluate(RUN_AXE, [RULES, view]):
                barriers.setdefault(" ".join(barrier.split()), []).append(f"{scheme} at {width} px")
    assert not barriers, "\n".join(f"{kind.name} ({', '.join(views)}): {one}" for one, views in barriers.items())


def test_nu_finds_no_error(without_javascript: Page, site: RunningSite, tmp_path: Path) -> None:
    files = [tmp_path / f"{kind.name}.html" for kind in PAGES]
    for kind, file in zip(PAGES, files, strict=True):
        file.write_text(kind.open(without_javascript, site))
    errors = nu.errors(files)
    assert not errors, "\n".join(errors)


@EVERY_PAGE
def test_it_is_whole_without_javascript(kind: Kind, without_javascript: Page, site: RunningSite) -> None:
    page = without_javascript
    kind.open(page, site)
    assert page.title().strip()
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.locator(kind.content).first.is_visible()
    outline: dict[str, Any] = page.evaluate(OUTLINE)
    assert outline["lang"]
    assert outline["mains"] == 1
    levels = outline["headings"]
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert not skipped, f"{kind.name}: {levels}"
    assert_fits(kind, page)


@EVERY_PAGE
def test_it_fits_a_small_phone_and_says_nothing_to_the_console(
    kind: Kind, open_page: Callable[..., Page], site: RunningSite
) -> None:
    page = open_page("/healthz", viewport=PHONE)
    kind.open(page, site)
    assert_fits(kind, page)


def assert_fits(kind: Kind, page: Page) -> None:
    content, screen = page.evaluate(WIDTHS)
    assert content <= screen, f"{kind.name} is {content} px wide on a screen of {screen} px"
