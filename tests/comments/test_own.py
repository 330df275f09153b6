"""A visitor's own comments: seen while they wait, changed, taken back; by nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Decision
from comments.posting import own
from newsblog.site.models import Moderation, SiteSettings

from .visitor import GOOD, post, send


@pytest.fixture
def waiting(article: Article, site: SiteSettings, client: Client) -> Comment:
    """A comment of ``client`` that a moderator has to look at."""
    site.moderation = Moderation.HOLD
    site.save()
    post(client, article, body="等一等的话", email="me@example.com")
    return Comment.objects.get()


def page(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_it_is_there_for_its_writer_alone_and_the_others_get_their_shared_page(
    article: Article, client: Client, waiting: Comment
) -> None:
    mine = client.get(article.get_absolute_url())
    assert "等一等的话" in mine.content.decode()
    assert "private" in mine["Cache-Control"]
    assert "no-store" in mine["Cache-Control"]
    for other in (Client(), Client(headers={"Cookie": "own=1"}), Client(headers={"Cookie": "own=1; commenter=x:y:z"})):
        theirs = other.get(article.get_absolute_url())
        for secret in ("等一等的话", "me@example.com", waiting.public_id, "小明"):
            assert secret not in theirs.content.decode()
    assert "Cache-Control" not in Client().get(article.get_absolute_url())
    for address in ("/", "/comments/", "/feed/", f"{article.get_absolute_url()}comments/feed/"):
        assert "等一等的话" not in client.get(address).content.decode()


def test_it_is_shown_as_published_once_it_is(article: Article, client: Client, waiting: Comment) -> None:
    Comment.objects.update(status="published", decided_at=timezone.now())
    assert "等一等的话" in page(client, article)
    assert "等一等的话" in page(Client(), article)


def test_its_writer_learns_why_it_was_declined(article: Article, client: Client, waiting: Comment) -> None:
    Comment.objects.update(status="removed", decided_at=timezone.now(), declined_reason="与文章无关")
    assert "与文章无关" in page(client, article)
    assert "与文章无关" not in page(Client(), article)


def test_spam_that_nobody_looked_at_waits_as_far_as_its_writer_knows(
    article: Article, client: Client, waiting: Comment
) -> None:
    Comment.objects.update(status="spam")
    assert own.state(Comment.objects.get()) == "waiting"
    Comment.objects.update(decided_at=timezone.now())
    assert own.state(Comment.objects.get()) == "declined"


def test_in_the_end_the_writer_gets_everybodys_page_again(article: Article, client: Client, waiting: Comment) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    Comment.objects.update(status="published", decided_at=long_ago, created_at=long_ago)
    client.get(article.get_absolute_url())
    assert client.cookies["own"]["max-age"] == 0
    assert client.cookies["own"]["path"] == article.get_absolute_url()


def test_the_cookies_say_nothing_and_go_nowhere_else(article: Article, client: Client, waiting: Comment) -> None:
    for name, path in (("commenter", "/articles/"), ("own", article.get_absolute_url())):
        cookie = client.cookies[name]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Lax")
    assert client.cookies["own"].value == "1"
    assert "小明" not in client.cookies["commenter"].value


def test_without_cookies_the_page_says_that_the_comment_waits(article: Article, waiting: Comment) -> None:
    answer = send(Client(), article, {**GOOD, "body": "没有饼干"})
    assert "waiting=1" in answer["Location"]
    shown = Client().get(answer["Location"].split("#")[0]).content.decode()
    assert "等待审核" in shown
    assert "没有饼干" not in shown


def test_another_try_after_a_lost_answer_shows_the_comment_all_the_same(
    article: Article, site: SiteSettings, client: Client
) -> None:
    site.moderation = Moderation.HOLD
    site.save()
    fields = {**GOOD, "body": "答复丢了", "key": "one-key"}
    send(Client(), article, fields, address="10.5.0.1")
    send(client, article, fields, address="10.6.0.2")
    assert Comment.objects.count() == 1
    assert "答复丢了" in page(client, article)


def test_the_copied_words_of_a_published_comment_open_nothing(article: Article, client: Client) -> None:
    post(Client(), article, body="大家都看得见", key="mine")
    send(client, article, {**GOOD, "body": "大家都看得见", "key": "guessed"})
    assert Comment.objects.count() == 1
    assert "/own/" not in page(client, article)


class TestSecretAddress:
    def test_it_changes_the_words_for_a_quarter_of_an_hour(self, article: Article, waiting: Comment) -> None:
        url = own.own_url(waiting)
        assert "等一等的话" in Client().get(url).content.decode()
        assert Client().post(url, {"action": "edit", "body": "改过的话"}).status_code == 303
        waiting.refresh_from_db()
        assert (waiting.body, waiting.status) == ("改过的话", "pending")
        assert "改过的话" in waiting.html
        assert waiting.edited_at
        Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
        late = own.own_url(Comment.objects.get())
        assert Client().post(late, {"action": "edit", "body": "太晚"}).status_code == 403
        assert "改过的话" in Comment.objects.get().body

    def test_it_changes_nothing_that_a_moderator_decided(self, waiting: Comment) -> None:
        Comment.objects.update(status="published", decided_at=timezone.now())
        assert Client().post(own.own_url(waiting), {"action": "edit", "body": "偷换"}).status_code == 403
        assert Comment.objects.get().body == "等一等的话"

    def test_words_that_would_be_held_are_held_when_they_come_later(self, article: Article, site: SiteSettings) -> None:
        site.moderation = Moderation.PUBLISH
        site.save()
        post(Client(), article)
        comment = Comment.objects.get()
        links = "https://a.example https://b.example https://c.example"
        Client().post(own.own_url(comment), {"action": "edit", "body": links})
        comment.refresh_from_db()
        assert (comment.status, list(comment.signals)) == ("pending", ["links"])

    def test_a_mistake_is_told_and_nothing_typed_is_lost(self, waiting: Comment) -> None:
        answer = Client().post(own.own_url(waiting), {"action": "edit", "body": "字" * 5001})
        assert answer.status_code == 400
        assert "字" * 5001 in answer.content.decode()
        assert Comment.objects.get().body == "等一等的话"

    def test_it_erases_the_comment(self, article: Article, waiting: Comment) -> None:
        url = own.own_url(waiting)
        assert Client().post(url, {"action": "delete"}).status_code == 200
        assert not Comment.objects.exists()
        assert Client().get(url).status_code == 404
        decision = Decision.objects.get()
        assert (decision.verb, decision.public_id, decision.comment) == ("erase", waiting.public_id, None)

    def test_replies_of_others_keep_their_place_and_the_words_are_gone(
        self, article: Article, make_comment: Callable[..., Comment]
    ) -> None:
        first = make_comment(article, "要删的话", name="甲方", email="a@example.com")
        make_comment(article, "别人的回复", name="乙方", parent=first)
        Client().post(own.own_url(first), {"action": "delete"})
        shown = page(Client(), article)
        assert "别人的回复" in shown
        for gone in ("要删的话", "甲方"):
            assert gone not in shown
        assert "a@example.com" not in repr(list(Comment.objects.values()))
        assert Client().get(own.own_url(first)).status_code == 404

    @pytest.mark.parametrize("change", ["other comment", "altered", "absent", "longer"])
    def test_another_address_opens_nothing(
        self, article: Article, waiting: Comment, make_comment: Callable[..., Comment], change: str
    ) -> None:
        secret = own.token(waiting)
        wrong = {
            "other comment": own.token(make_comment(article)),
            "altered": secret[:-1] + ("0" if secret[-1] != "0" else "1"),
            "absent": "x",
            "longer": secret + "0",
        }[change]
        for data in ({"action": "delete"}, {"action": "edit", "body": "别人改的"}):
            assert Client().post(f"/comments/{waiting.public_id}/own/{wrong}/", data).status_code == 404
        assert Comment.objects.get(pk=waiting.pk).body == "等一等的话"

    def test_reading_it_changes_nothing_and_its_address_does_not_leak(self, waiting: Comment) -> None:
        answer = Client().get(own.own_url(waiting))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert Comment.objects.count() == 1

    def test_posts_from_other_sites_are_refused(self, waiting: Comment) -> None:
        headers = {"Origin": "https://evil.example"}
        answer = Client().post(own.own_url(waiting), {"action": "delete"}, headers=headers)
        assert answer.status_code == 403
        assert Comment.objects.exists()


def test_the_secret_is_on_no_page_but_the_writers(article: Article, client: Client, waiting: Comment) -> None:
    assert own.token(waiting) in page(client, article)
    Comment.objects.update(status="published", decided_at=timezone.now())
    assert not re.search(r"/own/[0-9a-f]+", page(Client(), article))


def test_hidden_comments_do_not_leak_through_their_replies(
    article: Article, make_comment: Callable[..., Comment], owner: User
) -> None:
    first = make_comment(article, "藏起来的话", name="藏起来的人")
    make_comment(article, "还在的回复", parent=first)
    Comment.objects.filter(pk=first.pk).update(status="spam")
    for address in (article.get_absolute_url(), f"{article.get_absolute_url()}?order=newest", "/comments/"):
        shown = Client().get(address).content.decode()
        assert "还在的回复" in shown
        assert "藏起来" not in shown
        assert first.public_id not in shown
