"""A view is a reader, once an hour; robots, reloads and pages fetched ahead are none."""

from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from articles import counting
from articles.models import Article, ArticleViews, HourlyViews, Visit
from tests.reading import written

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


@pytest.fixture
def open_article(article: Article, client: Client) -> Callable[..., int]:
    """Ask for the page of the article, with these headers; the number of views is returned when it is written."""

    def open_one(method: str = "get", agent: str = FIREFOX, **headers: str) -> int:
        answer = getattr(client, method)(article.get_absolute_url(), HTTP_USER_AGENT=agent, **headers)
        assert answer.status_code == 200
        written()
        return ArticleViews.objects.get(article=article).total

    return open_one


def test_a_reload_is_no_view(open_article: Callable[..., int]) -> None:
    assert [open_article() for _ in range(5)] == [1] * 5
    assert open_article(agent="Opera") == 2
    assert open_article(REMOTE_ADDR="192.0.2.1") == 3


def test_a_reload_is_none_at_another_worker_either(
    open_article: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _worker in range(3):
        monkeypatch.setattr(counting, "views", counting.Counter())
        assert open_article() == 1


def test_after_an_hour_it_is_one(open_article: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    open_article()
    Visit.objects.update(at=timezone.now() - timedelta(minutes=59))
    monkeypatch.setattr(counting, "views", counting.Counter())
    assert open_article() == 1
    Visit.objects.update(at=timezone.now() - timedelta(minutes=61))
    monkeypatch.setattr(counting, "views", counting.Counter())
    assert open_article() == 2


def test_many_addresses_of_one_network_are_one_reader(open_article: Callable[..., int]) -> None:
    assert [open_article(REMOTE_ADDR=f"2001:db8::{number}") for number in (1, 2, 3)] == [1, 1, 1]
    assert open_article(REMOTE_ADDR="2001:db8:0:1::1") == 2


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
        "facebookexternalhit/1.1",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 3 subscribers)",
    ],
)
def test_robots_do_not_count(open_article: Callable[..., int], agent: str) -> None:
    assert open_article(agent=agent) == 0


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}, {"HTTP_X_MOZ": "prefetch"}]
)
def test_what_a_browser_fetches_ahead_does_not_count(open_article: Callable[..., int], headers: dict[str, str]) -> None:
    assert open_article(**headers) == 0


def test_who_asks_for_the_headers_alone_reads_nothing(open_article: Callable[..., int]) -> None:
    assert open_article("head") == 0


def test_a_reader_is_not_kept(open_article: Callable[..., int], client: Client) -> None:
    open_article(REMOTE_ADDR="203.0.113.77")
    assert not client.cookies
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(visit)::text FROM articles_visit AS visit")
        kept = str(cursor.fetchall())
    assert "203.0.113" not in kept
    assert "Firefox" not in kept


def test_visits_are_forgotten_after_an_hour(open_article: Callable[..., int]) -> None:
    open_article()
    Visit.objects.update(at=timezone.now() - timedelta(minutes=61))
    open_article(REMOTE_ADDR="192.0.2.1")
    assert Visit.objects.count() == 1


def test_what_could_not_be_written_is_written_later(open_article: Callable[..., int]) -> None:
    with mock.patch.object(ArticleViews, "count", side_effect=DatabaseError):
        assert open_article() == 0
    written()
    assert ArticleViews.objects.get().total == 1


def test_an_article_that_is_gone_stops_no_other(make_article: Callable[..., Article], client: Client) -> None:
    one, other = make_article(), make_article()
    for article in (one, other):
        client.get(article.get_absolute_url())
    one.delete()
    written()
    assert list(HourlyViews.objects.values_list("article", "total")) == [(other.pk, 1)]
