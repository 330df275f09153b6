"""How long one request takes in a small site and in a large one."""

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from .prose import FREQUENT, MIXED
from .report import Growth, Target, at_most
from .visitor import Visitor

SAMPLES = 15
PUBLIC, ADMIN, SEARCH = (at_most(1.5),), (at_most(2),), (at_most(1.5), at_most(50, " ms"))
NUMBERED = re.compile(r"\?page=(\d+)")


@dataclass(frozen=True)
class Page:
    """``addresses`` are asked for in turn: of one the parts are kept after the first request, of many none is."""

    what: str
    addresses: Callable[["Guide"], Sequence[str]]
    targets: tuple[Target, ...] = PUBLIC


class Guide:
    """Where the pages of a site are; found as readers find them."""

    def __init__(self, reader: Visitor) -> None:
        self.reader = reader
        self.home = reader.get("/")[1]
        self.article = reader.get("/articles/measured/")[1]

    def first(self, kind: str) -> str:
        """The address of the category, tag or author that the measured article names."""
        found = re.search(rf'href="(/{kind}/[^"]+/)"', self.article[self.article.index("<h1") :])
        assert found, kind
        return found[1]

    def deep(self, path: str) -> str:
        """The page in the middle of a numbered list, which is the farthest from both ends."""
        numbers = map(int, NUMBERED.findall(self.reader.get(path)[1]))
        return f"{path}?page={max(2, max(numbers, default=2) // 2)}"

    def seldom(self) -> list[str]:
        """Articles in the middle of all, for which nobody has asked."""
        return re.findall(r'href="(/articles/\d+-\d+/)"', self.reader.get(self.deep("/"))[1])

    def rare(self) -> str:
        """A name that a few articles have: of the person in the lead of the newest one."""
        for path in re.findall(r'href="(/articles/\d+-\d+/)"', self.home):
            if found := re.search("负责人(\\w{3})表示", self.reader.get(path)[1]):
                return found[1]
        raise RuntimeError("no article has a lead")


def _search(word: str) -> str:
    return f"/search/?q={quote(word)}"


PAGES = (
    Page("home", lambda _site: ["/"]),
    Page("home, deep page", lambda site: [site.deep("/")]),
    Page("article", lambda _site: ["/articles/measured/"]),
    Page("articles that nobody has asked for", lambda site: site.seldom()),
    Page("category", lambda site: [site.first("category")]),
    Page("category, deep page", lambda site: [site.deep(site.first("category"))]),
    Page("tag", lambda site: [site.first("tag")]),
    Page("author", lambda site: [site.first("author")]),
    Page("archive", lambda _site: ["/archive/"]),
    Page("year", lambda _site: ["/archive/2023/"]),
    Page("month", lambda _site: ["/archive/2023/05/"]),
    Page("most read ever", lambda _site: ["/hot/"]),
    Page("most read of the week", lambda _site: ["/hot/week/"]),
    Page("most read of the day", lambda _site: ["/hot/day/"]),
    Page("most discussed", lambda _site: ["/discussed/"]),
    Page("latest comments", lambda _site: ["/comments/"]),
    Page("corrections", lambda _site: ["/corrections/"]),
    Page("feed", lambda _site: ["/feed/"]),
    Page("JSON feed", lambda _site: ["/feed.json"]),
    Page("category's feed", lambda site: [f"{site.first('category')}feed/"]),
    Page("tag's feed", lambda site: [f"{site.first('tag')}feed/"]),
    Page("author's feed", lambda site: [f"{site.first('author')}feed/"]),
    Page("comments' feed", lambda _site: ["/articles/measured/comments/feed/"]),
    Page("sitemap", lambda _site: ["/sitemap.xml"]),
    Page("sitemap of lists", lambda _site: ["/sitemap-lists.xml"]),
    Page("news sitemap", lambda _site: ["/news-sitemap.xml"]),
    Page("search, frequent word", lambda _site: [_search(FREQUENT)], SEARCH),
    Page("search, rare word", lambda site: [_search(site.rare())], SEARCH),
    Page("search, mixed phrase", lambda _site: [_search(MIXED)], SEARCH),
    Page("search, one character", lambda _site: [_search("市")], SEARCH),
    Page("search by date", lambda _site: [f"{_search(FREQUENT)}&sort=date"], SEARCH),
    Page("suggestions", lambda _site: [f"/search/suggestions/?q={quote('城市')}"]),
    Page("admin: first screen", lambda _site: ["/admin/"], ADMIN),
    Page("admin: articles", lambda _site: ["/admin/articles/article/"], ADMIN),
    Page("admin: articles, search", lambda _site: [f"/admin/articles/article/?q={quote(FREQUENT)}"], ADMIN),
    Page("admin: comments", lambda _site: ["/admin/comments/comment/"], ADMIN),
    Page("admin: comments, search", lambda _site: [f"/admin/comments/comment/?q={quote('收藏')}"], ADMIN),
)


def measure(small: str, large: str) -> Iterator[Growth]:
    """Ask two sites in turn, so that what else the machine does falls on both."""
    both = [Visitor(small), Visitor(large)]
    editors = [Visitor(small).log_in(), Visitor(large).log_in()]
    guides = [Guide(one) for one in both]
    for page in PAGES:
        who = editors if page.what.startswith("admin") else both
        addresses = [page.addresses(guide) for guide in guides]
        times: list[list[float]] = [[], []]
        for sample in range(SAMPLES):
            for own, visitor, paths in zip(times, who, addresses, strict=True):
                own.append(visitor.get(paths[sample % len(paths)])[0])
        yield Growth(page.what, *map(statistics.median, times), page.targets)
