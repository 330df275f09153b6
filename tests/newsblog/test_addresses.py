"""The desk of missing addresses: what readers asked for in vain, and from where."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from newsblog.addresses import models
from newsblog.addresses.models import MissingAddress, Redirect

DESK = "/admin/addresses/missingaddress/"
REDIRECTS = "/admin/addresses/redirect/"
Make = Callable[..., Article]
ClientOf = Callable[[User], Client]


@pytest.fixture
def editor(client_of: ClientOf, owner: User) -> Client:
    return client_of(owner)


def missed(path: str) -> MissingAddress:
    return MissingAddress.objects.get(path=path)


def statements(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


# What is written down


def test_a_missing_page_is_counted_with_where_it_was_asked_from(article: Article, client: Client) -> None:
    for referrer in ("https://News.example/list/?user=7#top", "https://news.example/list/", ""):
        assert client.get("/old/page/?q=1", headers={"Referer": referrer} if referrer else {}).status_code == 404
    row = missed("/old/page/")
    assert row.count == 3
    assert row.referrers == {"news.example/list/": 2, "": 1}
    assert row.first_seen < row.last_seen


def test_five_places_are_kept_and_the_frequent_ones_stay(article: Article, client: Client) -> None:
    for number in (1, 2, 3, 4, 5, 6, 7):
        for _time in range(3 if number == 2 else 1):
            client.get("/old/", headers={"Referer": f"https://site{number}.example/"})
    referrers = missed("/old/").referrers
    assert len(referrers) == 5
    assert referrers["site2.example/"] == 3
    assert "site7.example/" in referrers


@pytest.mark.parametrize(
    "referrer",
    [
        "javascript:alert(1)",
        "https://user:password@site.example/",
        "http://[::1",
        "data:text/html,x",
        "https://a b/",
        "https:///x",
        "//site.example/",
        "https://<b>/",
        "新闻",
        "https://site.example/\x01",
    ],
)
def test_a_referrer_that_no_browser_sends_is_not_kept(article: Article, client: Client, referrer: str) -> None:
    assert client.get("/old/", headers={"Referer": referrer}).status_code == 404
    assert missed("/old/").referrers == {"": 1}


def test_a_long_referrer_is_kept_as_its_host(article: Article, client: Client) -> None:
    client.get("/old/", headers={"Referer": f"https://site.example/{'x' * 5000}"})
    assert missed("/old/").referrers == {"site.example/": 1}


@pytest.mark.parametrize(
    "address",
    [
        "/static/none.css",
        "/media/none.jpg",
        "/admin/none/",
        "/apple-touch-icon-120x120.png",
        "/.well-known/none",
        "/healthz/none",
        "//twice/",
        "/?page=99",
        "/archive/?page=99",
        "/feed/?archive=99",
        "/archive",
        "/" + "x" * 501,
    ],
)
def test_what_no_reader_misses_is_not_noted(article: Article, client: Client, address: str) -> None:
    client.get(address)
    assert not MissingAddress.objects.exists()


def test_a_further_page_of_comments_is_not_a_missing_article(article: Article, client: Client) -> None:
    assert client.get(f"{article.get_absolute_url()}?page=99").status_code == 404
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize("name", ["Sec-Purpose", "Purpose"])
def test_a_prefetch_is_not_noted(article: Article, client: Client, name: str) -> None:
    assert client.get("/old/", headers={name: "prefetch"}).status_code == 404
    assert not MissingAddress.objects.exists()


def test_staff_and_other_methods_are_not_noted(
    article: Article, client: Client, client_of: ClientOf, writer: User
) -> None:
    assert client_of(writer).get("/old/").status_code == 404
    assert client.head("/old/").status_code == 404
    assert client.post("/old/", {"a": "b"}).status_code == 404
    assert Client(enforce_csrf_checks=True).post("/old/", {"a": "b"}).status_code == 404
    assert not MissingAddress.objects.exists()


def test_the_page_of_a_visitor_does_not_vary_by_cookies(article: Article, client: Client) -> None:
    assert "Cookie" not in client.get("/old/").get("Vary", "")


def test_when_full_the_least_asked_and_longest_unseen_goes(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "MAX_MISSING", 3)
    for path in ("/often/", "/often/", "/first/", "/second/"):
        client.get(path)
    client.get("/new/")
    assert set(MissingAddress.objects.values_list("path", flat=True)) == {"/often/", "/second/", "/new/"}
    client.get("/second/")
    assert MissingAddress.objects.count() == 3


def test_a_redirected_address_stays_when_full(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/led/")
    Redirect.objects.lead("/led/", "/archive/")
    monkeypatch.setattr(models, "MAX_MISSING", 2)
    client.get("/often/")
    client.get("/often/")
    client.get("/new/")
    assert set(MissingAddress.objects.values_list("path", flat=True)) == {"/led/", "/new/"}


def test_a_miss_costs_a_look_and_a_count_besides_the_similar_articles(make_article: Make, client: Client) -> None:
    make_article(slug="old-page")
    own = [sql for sql in statements(client, "/articles-old/old-pages/") if "addresses_" in sql]
    assert len(own) == 2
    assert len([sql for sql in statements(client, "/x/old-pages/") if '"slug"::text LIKE' in sql]) == 1


def test_a_failing_database_does_not_take_the_page_away(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(models, "NOTE", "SELECT 1 FROM nowhere")
    assert client.get("/old/").status_code == 404
    assert "nowhere" in caplog.text
    assert client.get("/").status_code == 200


HOSTILE = [
    "/<script>alert(1)</script>/",
    "/%0d%0aLocation:%20https://evil.example/",
    "/\u202egnp.exe/",
    "/\u200f\u200e/",
    "/" + "a" * 3000,
    "/%ff%fe/",
    "/%F0%9F%92%A9/" + "😀" * 400,
    ["/a", "%00"][0],
    "/';DROP TABLE x;--/",
    "/{{ site }}/%s%(path)s/",
    "/https://evil.example/",
    '/"onmouseover="alert(1)/',
]


@pytest.mark.parametrize("path", HOSTILE)
def test_any_path_gives_a_page_and_is_shown_escaped(
    article: Article, client: Client, editor: Client, path: str
) -> None:
    address = path if "%0d" in path or "%ff" in path else quote(path, safe="/%")
    assert client.get(address).status_code == 404
    page = editor.get(DESK).content.decode()
    assert "<script>alert" not in page
    assert '"onmouseover=' not in page
    assert not re.search("[\u202a-\u202e\u200e\u200f]", page)
    if row := MissingAddress.objects.first():
        assert editor.get(f"{DESK}{row.pk}/lead/").status_code == 200
        response = editor.post(f"{DESK}{row.pk}/lead/", {"target": "/archive/"}, follow=True)
        assert response.status_code == 200
        assert client.get(address)["Location"] == "/archive/"
        assert editor.get(REDIRECTS).status_code == 200
