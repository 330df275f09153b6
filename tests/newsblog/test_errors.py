"""Pages of errors look like the site and help."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from newsblog.middleware import SearchLimit
from tests.reading import read


def assert_in_the_look_of_the_site(page: str, words: str) -> None:
    assert words in page
    assert '<header class="header">' in page
    assert "新闻博客" in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_request_that_can_not_be_read(article: Article, client: Client) -> None:
    query = "&".join(f"a{number}=1" for number in range(1100))
    for address in (f"/search/?{query}", f"/?{query}"):
        response = client.get(address)
        assert response.status_code == 400
        assert_in_the_look_of_the_site(response.content.decode(), "无法处理这个请求")


def test_a_form_of_another_site(writer: User, site: object) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "writer", "password": "secret"})
    assert response.status_code == 403
    assert_in_the_look_of_the_site(response.content.decode(), "没有权限")


def test_a_withdrawn_article(article: Article, make_article: Callable[..., Article], client: Client) -> None:
    other = make_article("还在的文章")
    read(other)
    article.withdraw()
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    page = response.content.decode()
    assert_in_the_look_of_the_site(page, "文章已撤回")
    assert "还在的文章" in page
    assert article.title not in page
    article.publish()
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few searches, in a time that no test outlives."""
    monkeypatch.setattr(SearchLimit, "MOST", 3)
    monkeypatch.setattr(SearchLimit, "SECONDS", 10**9)


@pytest.mark.usefixtures("_patient")
def test_too_many_searches(article: Article, client: Client) -> None:
    visitor = {"REMOTE_ADDR": "203.0.113.7"}
    answers = [client.get("/search/?q=x", **visitor) for _number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert_in_the_look_of_the_site(answers[-1].content.decode(), "请求太频繁")
    assert client.get("/", **visitor).status_code == 200
    assert client.get("/search/?q=x", REMOTE_ADDR="203.0.113.8").status_code == 200
    assert [client.get("/search/?q=x").status_code for _number in range(9)] == [200] * 9


@pytest.mark.usefixtures("_patient")
def test_a_network_of_ipv6_counts_as_one(article: Article, client: Client) -> None:
    answers = [client.get("/search/?q=x", REMOTE_ADDR=f"2001:db8::{number:x}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
