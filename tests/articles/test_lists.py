"""Lists: home, categories, tags, authors, months, search."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.images.uploads import read_upload
from articles.models import Article, HourlyViews, Image
from comments.models import Comment
from newsblog.site.models import SiteSettings
from tests.articles.test_admin import form_of
from tests.reading import read, written

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


def test_the_first_page_begins_with_a_lead_story(
    make_article: Make, picture_file: Callable, site: SiteSettings, client: Client
) -> None:
    image, _created = Image.objects.store(read_upload(picture_file()))
    make_article("新")
    make_article("置顶", pinned=True, cover=image)
    site.page_size = 1
    site.save()
    first, second = client.get("/").content.decode(), client.get("/?page=2").content.decode()
    assert 'class="lead"' in first
    assert image.full.src in first
    assert first.count("置顶</a>") >= 1
    assert 'class="lead"' not in second


def test_the_last_page_has_what_the_first_pages_leave(make_article: Make, site: SiteSettings, client: Client) -> None:
    site.page_size = 3
    site.save()
    expected = [make_article(f"第{number}篇").title for number in range(10)]
    seen = [titles(client, f"/category/ke-ji/?page={page}") for page in range(1, 5)]
    assert [title for page in seen for title in page] == expected
    assert [len(page) for page in seen] == [3, 3, 3, 1]


def test_a_page_beyond_the_end_leads_to_the_last_one(make_article: Make, site: SiteSettings, client: Client) -> None:
    site.page_size = 2
    site.save()
    for _number in range(5):
        make_article()
    for place in ("/?", "/category/ke-ji/?", "/search/?q=文章&sort=date&"):
        response = client.get(f"{place}page=9")
        assert response.status_code == 404
        page = response.content.decode()
        assert "这个列表只有3页" in page
        assert "page=3" in page


def test_an_author_has_a_page_with_note_and_picture(make_article: Make, picture_file: Callable, client: Client) -> None:
    image, _created = Image.objects.store(read_upload(picture_file()), alt="作者近照")
    author = make_article(author="林知远").author
    author.note, author.picture = "写科技，也写生活。", image
    author.save()
    page = client.get(author.get_absolute_url()).content.decode()
    assert "写科技，也写生活。" in page
    assert f'src="{image.thumb.src}" alt="作者近照"' in page


def test_the_archive_counts(make_article: Make, client: Client) -> None:
    for day in ("2025-03-01", "2025-03-31", "2025-04-01", "2024-12-31"):
        make_article(published_at=f"{day}T12:00:00+08:00")
    page = client.get("/archive/").content.decode()
    for counted in ('2025</a> <span class="archive-count">(3)', "2025年3月 (2)", "2025年4月 (1)", "2024年12月 (1)"):
        assert counted in page


class TestMostRead:
    def test_it_is_ranked_within_its_time(self, make_article: Make, client: Client) -> None:
        old, week, day = make_article("从前"), make_article("本周"), make_article("今天")
        make_article("没人读")
        old.views.total = 99
        old.views.save()
        for article, count, age in ((day, 1, 1), (week, 5, 72), (day, 2, 30)):
            hour = timezone.now() - timedelta(hours=age)
            HourlyViews.objects.create(article=article, hour=hour, total=count)
            article.views.total += count
            article.views.save()
        assert titles(client, "/hot/") == ["从前", "本周", "今天"]
        assert titles(client, "/hot/week/") == ["本周", "今天"]
        assert titles(client, "/hot/day/") == ["今天"]

    def test_reading_counts(self, article: Article, client: Client) -> None:
        assert titles(client, "/hot/day/") == []
        for number in range(3):
            client.get(article.get_absolute_url(), REMOTE_ADDR=f"192.0.2.{number}")
        written()
        assert titles(client, "/hot/day/") == [article.title]
        assert HourlyViews.objects.get().total == 3
        assert "3" in client.get("/hot/").content.decode()

    def test_old_hours_are_forgotten(self, article: Article) -> None:
        HourlyViews.objects.create(article=article, hour=timezone.now() - timedelta(days=9), total=1)
        read(article)
        assert HourlyViews.objects.count() == 1

    def test_an_empty_ranking_says_where_to_look(self, article: Article, client: Client) -> None:
        page = client.get("/hot/day/").content.decode()
        assert "看看总排行吧" in page
        assert 'href="/hot/"' in page

    def test_it_ends_at_a_hundred(self, make_article: Make, client: Client) -> None:
        for _number in range(103):
            read(make_article())
        assert client.get("/hot/").context["articles"].paginator.count == 100


class TestDiscussion:
    def test_the_most_discussed_first(
        self, make_article: Make, make_comment: Callable[..., Comment], client: Client
    ) -> None:
        quiet, loud = make_article("静"), make_article("热")
        make_article("无")
        for _number in range(3):
            make_comment(loud)
        make_comment(quiet)
        for _number in range(5):
            make_comment(quiet, status="pending")
        assert titles(client, "/discussed/") == ["热", "静"]

    def test_the_latest_comments_lead_to_their_places(
        self, article: Article, make_comment: Callable[..., Comment], client: Client
    ) -> None:
        assert "还没有人评论" in client.get("/comments/").content.decode()
        make_comment(article, "甲<b>", email="secret@example.com")
        make_comment(article, "等待", status="pending")
        last = make_comment(article, "乙")
        page = client.get("/comments/").content.decode()
        listed = page.split('class="comments-list"')[1].split("</ol>")[0]
        assert listed.index("乙") < listed.index("甲&lt;b&gt;")
        assert "等待" not in listed
        assert "secret@example.com" not in page
        assert f'href="/comments/{last.public_id}/"' in listed
        for _number in range(25):
            make_comment(article)
        assert client.get("/comments/?page=2").status_code == 200
        assert client.get("/comments/?page=3").status_code == 404


class TestCorrections:
    def test_a_correction_is_told_on_the_article_and_in_the_list(self, article: Article, client: Client) -> None:
        assert "目前没有需要更正的内容" in client.get("/corrections/").content.decode()
        article.correct("原文“五十五颗”应为“三十颗” <b>")
        for address in (article.get_absolute_url(), "/corrections/"):
            assert "原文“五十五颗”应为“三十颗” &lt;b&gt;" in client.get(address).content.decode()
        assert "更新于" in client.get(article.get_absolute_url()).content.decode()
        article.withdraw()
        assert "五十五颗" not in client.get("/corrections/").content.decode()

    def test_an_editor_makes_it_in_the_admin(
        self, article: Article, owner: User, client_of: Callable[[User], Client], client: Client
    ) -> None:
        form = {
            **form_of(article),
            "corrections-TOTAL_FORMS": "1",
            "corrections-0-article": str(article.pk),
            "corrections-0-text": "第二段的年份有误，应为2020年。",
            "corrections-0-made_at_0": "2026-11-20",
            "corrections-0-made_at_1": "10:00:00",
        }
        response = client_of(owner).post(f"/admin/articles/article/{article.pk}/change/", form)
        assert response.status_code == 302
        page = client.get(article.get_absolute_url()).content.decode()
        assert "应为2020年" in page
        assert "2026-11-20 10:00" in page
