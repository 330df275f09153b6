"""Lists: home, categories, tags, authors, months, search."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from newsblog.site.models import SiteSettings

Make = Callable[..., Article]


def titles(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    return [article.title for article in response.context["articles"]]


def test_home_has_the_newest_first_and_pinned_ones_before_them(make_article: Make, client: Client) -> None:
    make_article("甲")
    make_article("乙")
    make_article("丙", pinned=True)
    assert titles(client, "/") == ["丙", "甲", "乙"]


def test_pages_are_numbered_and_lead_to_each_other(make_article: Make, site: SiteSettings, client: Client) -> None:
    site.page_size = 2
    site.save()
    for _ in range(7):
        make_article()
    seen = [title for page in range(1, 5) for title in titles(client, f"/?page={page}")]
    assert len(set(seen)) == len(seen) == 7
    page = client.get("/?page=2").content.decode()
    assert 'rel="prev" href="?page=1"' in page
    assert 'rel="next" href="?page=3"' in page
    assert '<a class="pagination-link" href="?page=2" aria-current="page">2</a>' in page
    assert 'rel="canonical" href="http://testserver/?page=2"' in page


@pytest.mark.parametrize("page", ["0", "-1", "99", "1.5", "1e9", "9" * 30, "9" * 4000, "abc", "nan", "a%00", "%27"])
def test_a_page_that_is_not_there_is_not_found(article: Article, client: Client, page: str) -> None:
    assert client.get(f"/?page={page}").status_code in {400, 404}


def test_every_list_has_its_articles_alone(make_article: Make, client: Client) -> None:
    one = make_article("甲", category="数码", author="林知远", tags=("屏幕",), published_at="2026-03-31T23:30:00+08:00")
    make_article("乙", category="财经", author="访客", tags=("利率",), published_at="2026-04-01T00:30:00+08:00")
    addresses = [one.category, one.author, one.tags.get()]
    for subject in addresses:
        assert titles(client, subject.get_absolute_url()) == ["甲"]
    assert titles(client, "/archive/2026/03/") == ["甲"]
    assert titles(client, "/archive/2026/04/") == ["乙"]
    assert titles(client, "/archive/2026/") == ["乙", "甲"]
    archive = client.get("/archive/").content.decode()
    assert "/archive/2026/03/" in archive
    assert "/archive/2026/04/" in archive


@pytest.mark.parametrize(
    "address",
    ["/category/none/", "/tag/none/", "/author/none/", "/archive/2026/13/", "/archive/0000/", "/articles/none/"],
)
def test_what_does_not_exist_is_not_found_and_the_page_helps(article: Article, client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    page = response.content.decode()
    assert "页面不存在" in page
    assert article.title in page


def test_an_empty_list_says_so(site: SiteSettings, make_article: Make, client: Client) -> None:
    assert "这里还没有文章" in client.get("/").content.decode()
    draft = make_article(status="draft")
    assert "这里还没有文章" in client.get(draft.category.get_absolute_url()).content.decode()


def test_all_pages_are_reached_from_home(make_article: Make, client: Client) -> None:
    articles = [make_article(category=f"分类{n % 3}", tags=(f"标签{n % 4}",)) for n in range(25)]
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        for link in re.findall('<a [^>]*?href="([^"#]*)', html.unescape(response.content.decode())):
            if link.startswith("?page="):
                link = address.split("?")[0] + link
            if link.startswith("/") and not link.startswith(("/static/", "/admin/", "/comments/")):
                waiting.append(link)
    assert {article.get_absolute_url() for article in articles} <= seen


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("北斗", True),
            ("北斗卫星", True),
            ("斗", True),
            ("定位原理", True),
            ("gps", True),
            ("GPS定位", True),
            ("ＧＰＳ", True),
            ("北斗 原理", True),
            ("星卫", False),
            ("北斗 做菜", False),
            ("林知远", True),
            ("导航标签", True),
        ],
    )
    def test_words_are_found_in_every_part(self, make_article: Make, client: Client, query: str, found: bool) -> None:
        make_article("北斗卫星", body="说说GPS定位原理。", author="林知远", tags=("导航标签",))
        make_article("别的", body="家常小炒")
        assert ("北斗卫星" in titles(client, f"/search/?q={query}")) is found

    def test_titles_weigh_more(self, make_article: Make, client: Client) -> None:
        make_article("随笔", body="文中提到量子。")
        make_article("量子计算", body="正文。")
        assert titles(client, "/search/?q=量子") == ["量子计算", "随笔"]

    def test_a_changed_text_is_found_by_its_new_words_only(self, article: Article, client: Client) -> None:
        article.title, article.body = "全新", "不同"
        article.save()
        assert titles(client, "/search/?q=北斗") == []
        assert titles(client, "/search/?q=全新") == ["全新"]

    @pytest.mark.parametrize(
        "query", ["", "%", "_", "\\", "'", '"', "a" * 3000, "%00", "& | !", "(", ":*", "<->", "的" * 900]
    )
    def test_any_query_gives_a_page(self, article: Article, client: Client, query: str) -> None:
        response = client.get("/search/", {"q": query.replace("%00", "")})
        assert response.status_code == 200
        assert "noindex" in response.content.decode()

    def test_nothing_found_says_what_to_do(self, article: Article, client: Client) -> None:
        assert "换一个更短或不同的词试试" in client.get("/search/?q=魑魅魍魉").content.decode()
