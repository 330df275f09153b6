"""The site as it will be at a chosen time: for one login, to look at, and not for long."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import moment
from articles.flow import planning
from articles.history import snapshot
from articles.models import Article, FailedSearch
from comments.models import Comment
from tests.reading import written

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
COMING, GOING = "明天的文章", "明天撤下的文章"


@pytest.fixture
def coming(make_article: Make) -> Article:
    return make_article(COMING, status="scheduled", published_at=timezone.now() + timedelta(hours=24))


@pytest.fixture
def going(make_article: Make) -> Article:
    return make_article(GOING, withdraw_at=timezone.now() + timedelta(hours=24))


def in_hours(hours: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).isoformat(timespec="seconds")


def enter(client: Client, at: str) -> Client:
    assert client.post("/admin/preview/", {"at": at}).status_code == 302
    return client


def text_of(client: Client, address: str = "/") -> str:
    return b"".join(client.get(address)).decode()


def test_what_appears_and_goes_until_then_is_seen(
    coming: Article, going: Article, owner: User, client_of: Client_of
) -> None:
    client = enter(client_of(owner), in_hours(25))
    for address in ("/", "/archive/", "/feed/", "/sitemap-articles-1.xml", "/news-sitemap.xml"):
        page = text_of(client, address)
        assert coming.get_absolute_url() in page, address
        assert going.get_absolute_url() not in page, address
    assert client.get(coming.get_absolute_url()).status_code == 200
    assert client.get(going.get_absolute_url()).status_code == 410
    assert "preview-bar" in text_of(client)


def test_a_time_before_shows_them_as_they_are(
    coming: Article, going: Article, owner: User, client_of: Client_of
) -> None:
    client = enter(client_of(owner), in_hours(23))
    page = text_of(client)
    assert COMING not in page
    assert GOING in page


def test_a_planned_change_is_seen(article: Article, owner: User, client_of: Client_of) -> None:
    now = snapshot.take(article)
    planning.plan(article, now, {**now, "body": "明天的正文。"}, timezone.now() + timedelta(hours=24), owner)
    client = enter(client_of(owner), in_hours(25))
    assert "明天的正文。" in text_of(client, article.get_absolute_url())
    assert "明天的正文。" not in text_of(Client(), article.get_absolute_url())


def test_two_planned_changes_are_seen_together(article: Article, owner: User, client_of: Client_of) -> None:
    now = snapshot.take(article)
    for hours, change in ((24, {"body": "明天的正文。"}), (25, {"title": "后来的题目"})):
        planning.plan(article, now, {**now, **change}, timezone.now() + timedelta(hours=hours), owner)
    page = text_of(enter(client_of(owner), in_hours(26)), article.get_absolute_url())
    assert "明天的正文。" in page
    assert "后来的题目" in page


def test_nobody_else_sees_it(coming: Article, going: Article, owner: User, writer: User, client_of: Client_of) -> None:
    client = enter(client_of(owner), in_hours(25))
    text_of(client)
    stranger = Client()
    stranger.cookies["time-preview"] = "1"
    stranger.cookies["session"] = "x"
    other = client_of(writer)
    other.cookies["time-preview"] = "1"
    for somebody in (Client(), stranger, other):
        page = text_of(somebody)
        assert COMING not in page
        assert GOING in page
        assert "preview-bar" not in page
    assert moment.chosen.get() is None


def test_no_answer_is_kept(coming: Article, owner: User, client_of: Client_of) -> None:
    client = enter(client_of(owner), in_hours(25))
    for address in ("/", coming.get_absolute_url(), "/feed/", "/nothing/", "/archive/", "/manifest.webmanifest"):
        assert client.get(address)["Cache-Control"].replace(" ", "") == "no-store,private", address


def test_nothing_is_sent_and_nothing_counted(
    article: Article, coming: Article, owner: User, client_of: Client_of
) -> None:
    client = enter(client_of(owner), in_hours(25))
    response = client.post(f"{article.get_absolute_url()}comments/", {"name": "a", "body": "我写的话"})
    assert response.status_code == 403
    assert "我写的话" not in response.content.decode() or not Comment.objects.exists()
    assert not Comment.objects.exists()
    for one in (article, coming):
        client.get(one.get_absolute_url())
        written()
        assert Article.objects.get(pk=one.pk).view_count == 0
    client.get("/search/?q=没有这个词")
    assert not FailedSearch.objects.exists()


def test_the_desk_tells_what_is(coming: Article, owner: User, client_of: Client_of) -> None:
    client = enter(client_of(owner), in_hours(25))
    response = client.get(f"/admin/articles/article/{coming.pk}/change/")
    assert response.status_code == 200
    assert not response.context["original"].is_public


def test_it_ends_with_a_button(coming: Article, owner: User, client_of: Client_of) -> None:
    client = enter(client_of(owner), in_hours(25))
    assert client.post("/admin/preview/leave/").status_code == 302
    client.cookies["time-preview"] = "1"
    assert COMING not in text_of(client)
    assert client.get("/admin/preview/leave/").status_code == 405


def test_it_ends_after_an_hour_and_with_the_permission(
    coming: Article, owner: User, writer: User, client_of: Client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (owner, writer):
        client = enter(client_of(user), in_hours(25))
        assert COMING in text_of(client)
        if user == owner:
            session = client.session
            session["time_preview"] |= {"until": (timezone.now() - timedelta(seconds=1)).isoformat()}
            session.save()
        else:
            writer.user_permissions.clear()
        page = client.get("/")
        assert COMING not in page.content.decode()
        assert page.cookies["time-preview"].value == ""


@pytest.mark.parametrize("at", ["", "gestern", "2020-01-01T00:00", "9999-12-31T23:59", "\0", "2026-13-01T00:00"])
def test_another_time_is_refused(site: object, owner: User, client_of: Client_of, at: str) -> None:
    client = client_of(owner)
    response = client.post("/admin/preview/", {"at": at})
    assert response.status_code == 400
    assert 'class="errornote"' in response.content.decode()
    assert "time-preview" not in client.cookies


def test_who_writes_no_articles_has_no_use_for_it(moderator: User, client_of: Client_of) -> None:
    assert client_of(moderator).post("/admin/preview/", {"at": in_hours(5)}).status_code == 403
    assert Client().get("/admin/preview/").status_code == 302


def test_an_address_can_bring_the_time(coming: Article, owner: User, client_of: Client_of) -> None:
    client = client_of(owner)
    response = client.get("/admin/preview/", {"at": in_hours(5)})
    wanted = datetime.fromisoformat(in_hours(5))
    assert response.status_code == 200
    assert f'value="{wanted:%Y-%m-%dT%H:}' in response.content.decode()
    assert COMING in response.content.decode()  # what is scheduled, to choose from
    assert "time-preview" not in client.cookies


def test_readers_pages_cost_nothing_for_it(article: Article, client: Client) -> None:
    assert "Cookie" not in client.get(article.get_absolute_url()).get("Vary", "")
