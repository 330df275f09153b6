"""Search: what is found, in which order, and how it is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Tag
from articles.search import finding
from articles.search.folding import fold, fold_with_places
from articles.search.marking import marked, passage
from articles.search.query import Query
from tests.reading import read

Make = Callable[..., Article]


def found(client: Client, query: str, **filters: str) -> list[str]:
    response = client.get("/search/", {"q": query, **filters})
    assert response.status_code == 200
    return [article.title for article in response.context["articles"]]


def text_of(client: Client, query: str, **filters: str) -> str:
    return client.get("/search/", {"q": query, **filters}).content.decode()


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("query", "is_found"),
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
            ("一句摘要", True),
            ("衛星", True),
            ("導航標籤", True),
            ("receiver", True),
            ("receivers", False),
            ("rec", False),
            ('"说说GPS"', True),
            ('"原理GPS"', False),
            ("“定位原理”", True),
            ("「定位原理」", True),
            ("北斗 -家常", True),
            ("北斗 -定位", False),
            ('北斗 -"定位原理"', False),
            ("-家常", False),
            ("北斗 －定位", False),
        ],
    )
    def test_words_are_found_in_every_part(
        self, make_article: Make, client: Client, query: str, is_found: bool
    ) -> None:
        make_article(
            "北斗卫星", body="说说GPS定位原理。A receiver.", summary="一句摘要", author="林知远", tags=("导航标签",)
        )
        make_article("别的", body="家常小炒")
        assert ("北斗卫星" in found(client, query)) is is_found

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("臺灣的颱風", "台湾"),
            ("台湾的台风", "颱風"),
            ("着急看著", "看着"),
            ("头发和发展", "頭髮"),
            ("这款软件", "軟體"),
            ("ｉＰｈｏｎｅ１７", "iphone17"),
            ("iPhone17", "iphone"),
            ("㎡", "m2"),
            ("café", "CAFE\u0301"),
        ],
    )
    def test_the_same_words_in_other_characters_find_each_other(
        self, make_article: Make, client: Client, text: str, query: str
    ) -> None:
        make_article("标题", body=text)
        assert found(client, query) == ["标题"]

    def test_a_long_word_comes_close_when_its_halves_stand_apart(self, make_article: Make, client: Client) -> None:
        make_article("甲", body="人工智能的发展")
        make_article("乙", body="人工智能")
        assert found(client, "人工智能发展") == ["甲"]
        page = text_of(client, "人工智能发展")
        assert "没有与“人工智能发展”完全一致的内容" in page
        assert "<mark>人工智能</mark>的<mark>发展</mark>" in page
        assert found(client, '"人工智能发展"') == []
        make_article("丙", body="谈人工智能发展")
        assert found(client, "人工智能发展") == ["丙"]

    def test_a_changed_text_is_found_by_its_new_words_only(self, article: Article, client: Client) -> None:
        article.title, article.body = "全新", "不同"
        article.save()
        assert found(client, "北斗") == []
        assert found(client, "全新") == ["全新"]

    def test_a_renamed_tag_and_a_renamed_author_find_their_articles(self, make_article: Make, client: Client) -> None:
        article = make_article("甲", tags=("旧标签",), author="旧笔名")
        tag, author = article.tags.get(), article.author
        tag.name, author.name = "新标签", "新笔名"
        tag.save()
        author.save()
        assert found(client, "新标签") == found(client, "新笔名") == ["甲"]
        assert found(client, "旧标签") == found(client, "旧笔名") == []

    @pytest.mark.parametrize(
        "query",
        ["", "%", "_", "\\", "'", '"', "a" * 3000, "& | !", "(", ":*", "<->", "的" * 900, "-", '-""', "“", "*:*"],
    )
    def test_any_query_gives_a_page(self, article: Article, client: Client, query: str) -> None:
        for address in ("/search/", "/search/suggestions/", "/search/suggestions/browser/"):
            assert client.get(address, {"q": query}).status_code == 200


class TestOrder:
    def test_titles_weigh_more(self, make_article: Make, client: Client) -> None:
        make_article("随笔", body="文中提到量子。")
        make_article("量子计算", body="正文。")
        assert found(client, "量子") == ["量子计算", "随笔"]

    def test_of_equals_the_fresh_one_comes_first(self, make_article: Make, client: Client) -> None:
        make_article("旧", body="量子。", published_at=timezone.now() - timedelta(days=900))
        make_article("新", body="量子。", published_at=timezone.now() - timedelta(days=9))
        assert found(client, "量子") == ["新", "旧"]

    def test_the_newest_first_when_asked_for(self, make_article: Make, client: Client) -> None:
        make_article("量子", published_at=timezone.now() - timedelta(days=9))
        make_article("随笔", body="量子。", published_at=timezone.now() - timedelta(days=2))
        assert found(client, "量子", sort="date") == ["随笔", "量子"]

    @pytest.mark.parametrize("sort", ["", "date"])
    def test_many_hits_are_bounded_and_said_so(
        self, make_article: Make, client: Client, monkeypatch: pytest.MonkeyPatch, sort: str
    ) -> None:
        monkeypatch.setattr(finding, "MOST", 4)
        monkeypatch.setattr(finding, "NEWEST_RANKED", 2)
        monkeypatch.setattr(finding, "TITLES_RANKED", 2)
        make_article("量子旧文", published_at=timezone.now() - timedelta(days=2000))
        for _number in range(6):
            make_article(body="量子。")
        titles = found(client, "量子", sort=sort)
        assert len(titles) <= 4
        assert ("量子旧文" in titles) is (sort == "")  # a title is found, however old
        assert "超过4篇" in text_of(client, "量子", sort=sort)


class TestFilters:
    def test_category_tag_and_year_narrow_a_search(self, make_article: Make, client: Client) -> None:
        make_article("甲", body="量子", category="科技", tags=("物理",), published_at="2025-12-31T23:30:00+08:00")
        make_article("乙", body="量子", category="生活", published_at="2026-01-01T00:30:00+08:00")
        tag = Tag.objects.get()
        assert found(client, "量子", category="ke-ji") == ["甲"]
        assert found(client, "量子", tag=tag.slug) == ["甲"]
        assert found(client, "量子", year="2026") == ["乙"]
        assert found(client, "量子", category="ke-ji", year="2026") == []
        page = text_of(client, "量子", category="ke-ji", tag=tag.slug, year="2025")
        assert page.count(" selected") == 3
        assert "去掉筛选再搜" in text_of(client, "量子", category="ke-ji", year="2026")

    @pytest.mark.parametrize("value", ["none", "%00", "' or 1=1", "9" * 30, "-1", "٢٠٢٦"])
    def test_a_filter_that_is_none_breaks_nothing(self, article: Article, client: Client, value: str) -> None:
        for name in ("category", "tag", "year", "sort", "page"):
            assert client.get("/search/", {"q": "北斗", name: value.replace("%00", "")}).status_code in {200, 404}

    def test_pages_keep_the_query_and_its_filters(self, make_article: Make, client: Client) -> None:
        for _number in range(12):
            make_article(body="量子")
        page = text_of(client, "量子", category="ke-ji")
        assert "q=%E9%87%8F%E5%AD%90&amp;category=ke-ji&amp;page=2" in page
        assert len(found(client, "量子", category="ke-ji", page="2")) == 2


class TestHowItIsShown:
    def test_terms_are_marked_in_title_and_passage(self, make_article: Make, client: Client) -> None:
        make_article("說量子", body="开头。" * 80 + "这里说到量子与ＧＰＳ。" + "结尾。" * 80)
        page = text_of(client, "说 gps")
        assert "<mark>說</mark>量子" in page
        assert "<mark>ＧＰＳ</mark>" in page

    def test_a_passage_shows_most_of_the_terms(self) -> None:
        text = "甲在这里。" + "空" * 300 + "。这里甲和乙都在。" + "空" * 300
        assert passage(text, Query.parse("甲 乙")) is not None
        assert "<mark>乙</mark>" in str(passage(text, Query.parse("甲 乙")))

    def test_marks_keep_the_text_and_escape_it(self) -> None:
        assert marked("<b>a&b</b>", Query.parse("b")) == (
            "&lt;<mark>b</mark>&gt;a&amp;<mark>b</mark>&lt;/<mark>b</mark>&gt;"
        )
        assert marked("ABC abc", Query.parse("abc")) == "<mark>ABC</mark> <mark>abc</mark>"
        assert marked("北斗GPS", Query.parse('"斗gps"')) == "北<mark>斗GPS</mark>"
        assert marked("无", Query.parse("有")) == "无"

    def test_a_match_in_the_byline_alone_shows_the_excerpt(self, make_article: Make, client: Client) -> None:
        article = make_article("标题", author="林知远")
        assert article.excerpt in text_of(client, "林知远")


class TestNothingFound:
    def test_the_page_helps(self, article: Article, client: Client) -> None:
        read(article)
        page = text_of(client, "魑魅魍魉")
        assert "换一个更短或不同的词试试" in page
        assert article.title in page

    @pytest.mark.parametrize(
        ("query", "near"),
        [("北豆", "北斗"), ("beidou", "北斗"), ("bei dou", "北斗"), ("ubumtu", "ubuntu"), ("林之远", "林知远")],
    )
    def test_near_spellings_are_offered(self, make_article: Make, client: Client, query: str, near: str) -> None:
        make_article("说说北斗和Ubuntu", author="林知远")
        page = text_of(client, query)
        assert f">{near}</a>" in page
        assert found(client, near) == ["说说北斗和Ubuntu"]

    def test_words_of_drafts_are_not_offered(self, make_article: Make, client: Client) -> None:
        make_article("北斗", status="draft", tags=("北斗",))
        assert "您要找的是不是" not in text_of(client, "北豆")


class TestSuggestions:
    def test_titles_and_subjects_are_suggested(self, make_article: Make, client: Client) -> None:
        make_article("北斗怎样定位", category="北方", tags=("北斗系统",), author="北野")
        rows = client.get("/search/suggestions/", {"q": "北"}).json()["suggestions"]
        assert [(row["kind"], row["text"]) for row in rows] == [
            ("category", "北方"),
            ("tag", "北斗系统"),
            ("author", "北野"),
            ("article", "北斗怎样定位"),
        ]
        for row in rows:
            assert client.get(row["url"]).status_code == 200

    @pytest.mark.parametrize("query", ["u", "ub", "说说ubu", "說說"])
    def test_a_word_may_be_unfinished(self, make_article: Make, client: Client, query: str) -> None:
        make_article("说说Ubuntu")
        rows = client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
        assert [row["text"] for row in rows] == ["说说Ubuntu"]

    def test_without_javascript_the_page_of_results_has_the_subjects(self, make_article: Make, client: Client) -> None:
        make_article("甲", category="北方", tags=("北斗系统",), author="北野")
        page = text_of(client, "北")
        for address in ("/category/bei-fang/", "/tag/bei-dou-xi-tong/", "/author/bei-ye/"):
            assert f'<a class="tag" href="{address}">' in page.split('class="search-subjects"')[1].split("</ul>")[0]

    def test_drafts_and_their_subjects_are_not(self, make_article: Make, client: Client) -> None:
        make_article("北斗", status="draft", category="北方", tags=("北斗系统",), author="北野")
        assert client.get("/search/suggestions/", {"q": "北"}).json()["suggestions"] == []


def test_a_search_that_takes_too_long_is_given_up(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def think(*_: object) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return False

    monkeypatch.setattr(finding, "LONGEST_SECONDS", 0.1)
    monkeypatch.setattr(finding, "is_everywhere", think)
    assert "这次搜索耗时太长" in text_of(client, "北斗")


@pytest.mark.parametrize(("is_everywhere", "looked_through"), [(True, 0), (False, 10), (False, 1)])
def test_frequent_words_are_found_whichever_way(
    make_article: Make, client: Client, monkeypatch: pytest.MonkeyPatch, is_everywhere: bool, looked_through: int
) -> None:
    monkeypatch.setattr(finding, "MOST", 4)
    monkeypatch.setattr(finding, "LOOKED_THROUGH", looked_through)
    monkeypatch.setattr(finding, "NEWEST_RANKED", 2)
    monkeypatch.setattr(finding, "TITLES_RANKED", 2)
    monkeypatch.setattr(finding, "is_everywhere", lambda *_: is_everywhere)
    expected = [make_article(f"第{number}篇", body="量子").title for number in range(6)]
    assert found(client, "量子", sort="date") == expected[:4]
    assert found(client, "量子") == expected[:2]


@pytest.mark.django_db(transaction=True)
def test_a_search_takes_thirteen_queries_at_the_most(make_article: Make, client: Client) -> None:
    for number in range(30):
        make_article(body="量子", category=f"分类{number % 3}", tags=(f"标签{number}",), author=f"作者{number}")
    for query in ("量子", "量子&category=fen-lei-1", "量子&sort=date&page=2"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/search/?q={query}").status_code == 200
        assert len(captured) <= 13, query


def test_a_transaction_around_a_search_goes_on_without_its_limits(article: Article) -> None:
    query = "SELECT current_setting('statement_timeout'), current_setting('enable_seqscan'), current_setting('jit')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        before = cursor.fetchone()
        finding.find(Query.parse("北斗"), finding.Filters())
        cursor.execute(query)
        assert cursor.fetchone() == before


@pytest.mark.parametrize("text", ["北斗", "ＡＢＣ軟體", "等等……完", "5㎏和½", "ﬁn Straße", "\U0001f600北"])
def test_each_folded_character_knows_its_place(text: str) -> None:
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert [fold(text[place]) for place in sorted(set(places))] == [fold(character) for character in text]
    assert len(places) == len(folded)
