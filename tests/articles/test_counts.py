"""Numbers of articles and numbered pages: the same as if all had been counted, whatever happened to the articles."""

import random
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleCount, Author, Category, Tag
from articles.tasks import fold_counts
from newsblog.site.models import SiteSettings
from tests.articles.test_feeds import ATOM, atom

Make = Callable[..., Article]
PAGE_SIZE, FEED_SIZE = 3, 5


@pytest.fixture
def many(site: SiteSettings, make_article: Make) -> random.Random:
    """Articles of some months, at various states, after many changes."""
    site.page_size, site.feed_size = PAGE_SIZE, FEED_SIZE
    site.save()
    chance = random.Random(7)  # noqa: S311 - the same ones each time
    for _ in range(40):
        tags = tuple({chance.choice("甲乙丙") for _ in range(2)})
        make_article(
            category=chance.choice(("科技", "财经")),
            author=chance.choice(("访客", "林知远")),
            tags=tags,
            published_at=a_time(chance),
            pinned=chance.random() < 0.1,
        )
    for _ in range(60):
        change(Article.objects.order_by("?").first(), chance)
    return chance


def a_time(chance: random.Random) -> Any:
    """Of the last months, seldom of the next ones."""
    return timezone.now() - timedelta(days=chance.randrange(-30, 200), hours=chance.randrange(24))


def change(article: Article | None, chance: random.Random) -> None:
    assert article
    this, match = Article.objects.filter(pk=article.pk), chance.randrange(8)
    if match == 0:
        this.update(status=chance.choice(("draft", "withdrawn", "published")))
    elif match == 1:
        this.update(published_at=a_time(chance), withdraw_at=None)
    elif match == 2:
        article.category = chance.choice(list(Category.objects.all()))
        article.save()
    elif match == 3:
        article.author = chance.choice(list(Author.objects.all()))
        article.save()
    elif match == 4:
        article.tags.set(chance.sample(list(Tag.objects.all()), chance.randrange(3)))
    elif match == 5 and article.status == "published":
        article.withdraw()
        article.publish()
    elif match == 6 and article.published_at and article.published_at < timezone.now() - timedelta(minutes=1):
        this.update(withdraw_at=timezone.now() - timedelta(seconds=1))
    elif match == 7 and chance.random() < 0.2:
        article.delete()


def addresses() -> Iterator[tuple[str, Any]]:
    """Lists, and what is in each, counted and ordered anew."""
    newest = Article.objects.published().newest()
    yield "/", newest.order_by("-pinned", "-published_at", "-id")
    for subject, field in subjects():
        yield subject.get_absolute_url(), newest.filter(**{field: subject})
    for year, month in {(at.year, at.month) for at in local_times()}:
        rows = newest.filter(published_at__year=year)
        yield f"/archive/{year}/", rows
        yield f"/archive/{year}/{month:02}/", rows.filter(published_at__month=month)


def subjects() -> Iterator[tuple[Any, str]]:
    for model, field in ((Category, "category"), (Author, "author"), (Tag, "tags")):
        yield from ((one, field) for one in model._default_manager.all())


def local_times() -> list[Any]:
    return [timezone.localtime(article.appeared_at) for article in Article.objects.published()]


def pages_of(client: Client, address: str) -> Iterator[str]:
    number = 1
    while (response := client.get(f"{address}?page={number}")).status_code == 200:
        page = response.content.decode()
        yield from (article.title for article in response.context["articles"])
        if f'href="?page={number + 1}"' not in page:
            assert client.get(f"{address}?page={number + 1}").status_code == 404
            return
        number += 1


def archives_of(client: Client, address: str) -> Iterator[str]:
    """The newest entries of a feed, and back through its archives to the oldest, which may begin with some of them."""
    feed, seen = atom(client, address), set()
    while True:
        for title in feed.xpath("a:entry/a:title/text()", namespaces=ATOM):
            if title not in seen:
                seen.add(title)
                yield title
        older = feed.xpath("a:link[@rel='prev-archive']/@href", namespaces=ATOM)
        if not older:
            return
        feed = atom(client, older[0].removeprefix("http://testserver"))


@pytest.mark.usefixtures("many")
def test_pages_have_every_article_once_and_in_order(client: Client) -> None:
    for address, rows in addresses():
        assert list(pages_of(client, address)) == [article.title for article in rows], address


@pytest.mark.usefixtures("many")
def test_feeds_have_every_article_once_and_in_order(client: Client) -> None:
    newest = Article.objects.published().newest()
    assert list(archives_of(client, "/feed/")) == [article.title for article in newest]
    for subject, field in subjects():
        rows = newest.filter(**{field: subject})
        assert list(archives_of(client, f"{subject.get_absolute_url()}feed/")) == [row.title for row in rows], subject


@pytest.mark.usefixtures("many")
def test_the_archive_says_how_many_there_are(client: Client) -> None:
    page, times = client.get("/archive/").content.decode(), local_times()
    for year, month in {(at.year, at.month) for at in times}:
        number = sum((at.year, at.month) == (year, month) for at in times)
        assert re.search(rf'href="/archive/{year}/{month:02}/">[^<]*\({number}\)</a>', page)
    assert len(re.findall(r'class="tag" href="/archive/', page)) == len({(at.year, at.month) for at in times})


def test_numbers_stay_when_their_lines_are_folded(many: random.Random) -> None:
    before = ArticleCount.objects.months()
    fold_counts(timestamp=0)
    assert ArticleCount.objects.months() == before
    lines = list(ArticleCount.objects.values_list("kind", "key", "month"))
    assert len(lines) == len(set(lines))
    assert not ArticleCount.objects.filter(number=0).exists()


@pytest.mark.django_db(transaction=True)
def test_an_article_that_appears_by_the_clock_is_counted_then(make_article: Make) -> None:
    make_article(published_at=timezone.now() + timedelta(milliseconds=300), status="scheduled")
    assert ArticleCount.objects.months() == []
    time.sleep(0.4)
    assert [month.number for month in ArticleCount.objects.months()] == [1]


def test_months_are_those_of_the_time_zone(make_article: Make, site: SiteSettings, client: Client) -> None:
    make_article(published_at="2026-03-31T23:30:00+08:00")
    make_article(published_at="2026-04-01T00:30:00+08:00")
    assert [(month.first.month, month.number) for month in ArticleCount.objects.months()] == [(4, 1), (3, 1)]
    site.time_zone = "America/New_York"
    site.save()
    assert "(2)" in client.get("/archive/").content.decode()
    assert len(client.get("/archive/2026/03/").context["articles"]) == 2
    assert client.get("/archive/2026/04/").context["articles"].object_list == []


def test_whoever_writes_is_counted(make_article: Make) -> None:
    article = make_article(tags=("甲",), published_at="2026-05-05T12:00:00+08:00")
    tag = article.tags.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET published_at = published_at - interval '1 month'")
        assert [month.first.month for month in ArticleCount.objects.months("tags", tag.pk)] == [4]
        cursor.execute("DELETE FROM articles_article_tags")
        assert ArticleCount.objects.months("tags", tag.pk) == []
        cursor.execute("DELETE FROM articles_articleviews; DELETE FROM articles_article")
    assert ArticleCount.objects.months() == []
