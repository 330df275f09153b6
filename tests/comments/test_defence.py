"""Spam defence that asks the reader nothing: what is held, what is refused, and what people never notice."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author
from comments.models import Comment, Discussion, SpentProof, Tally, VisitorRule, Word
from comments.posting import stamp
from comments.tasks import forget
from newsblog.site.models import Moderation, SiteSettings

from .visitor import GOOD, hidden_fields, post, send, solve


def only() -> Comment:
    return Comment.objects.get()


def test_what_a_browser_with_scripts_sends_appears_at_once(article: Article, client: Client) -> None:
    post(client, article)
    assert (only().status, only().signals) == ("published", {})


def test_without_a_script_a_comment_is_held_and_not_refused(article: Article, client: Client) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    value = re.search(r'name="stamp" value="([^"]+)"', page)
    assert value
    assert send(client, article, {**GOOD, "stamp": value[1]}).status_code == 303
    assert (only().status, only().signals) == ("pending", {"no-script": 1.0})


def test_a_bare_post_is_held_too(article: Article, client: Client) -> None:
    assert send(client, article, GOOD).status_code == 303
    assert only().status == "pending"
    assert set(only().signals) == {"no-script", "forged-form"}


def test_a_machine_that_fills_every_field_is_spam(article: Article, client: Client) -> None:
    post(client, article, phone="123")
    assert only().status == "spam"


@pytest.mark.parametrize(
    "solution", ["", "x", "e30=", "bnVsbA==", "WzFd", "eyJhbGdvcml0aG0iOiBbXX0=", "=" * 3000, "😀"]
)
def test_a_wrong_proof_is_none(article: Article, client: Client, solution: str) -> None:
    assert post(client, article, altcha=solution).status_code == 303
    assert "no-script" in only().signals


def test_a_proof_can_be_used_once_and_what_was_typed_is_kept(article: Article, client: Client) -> None:
    fields = {**GOOD, **hidden_fields(client, article)}
    assert send(client, article, fields).status_code == 303
    again = send(client, article, {**fields, "body": "另一段话，不能丢。"})
    assert again.status_code == 400
    assert "另一段话，不能丢。" in again.content.decode()
    assert Comment.objects.count() == SpentProof.objects.count() == 1
    assert send(client, article, fields).status_code == 303, "the same post again is the same comment"
    assert Comment.objects.count() == 1


def test_a_proof_expires(article: Article, client: Client) -> None:
    fields = {**GOOD, **hidden_fields(client, article)}
    with mock.patch("time.time", return_value=timezone.now().timestamp() + 3 * 3600):
        send(client, article, fields)
    assert "no-script" in only().signals


def test_the_form_of_a_page_from_yesterday_works_and_one_of_last_week_is_held(article: Article, client: Client) -> None:
    now = timezone.now().timestamp()
    stamps = []
    for age in (24 * 3600, 8 * 24 * 3600):
        with mock.patch("time.time", return_value=now - age):
            stamps.append(stamp.stamp())
    post(client, article, stamp=stamps[0], body="昨天的页面")
    post(client, article, stamp=stamps[1], body="上周的页面")
    assert dict(Comment.objects.values_list("body", "status")) == {"昨天的页面": "published", "上周的页面": "pending"}


def test_the_page_is_the_same_for_everybody(article: Article) -> None:
    writer = Client()
    post(writer, article, name="甲", body="甲说的话")
    pages = []
    for address in ("10.1.1.2", "10.1.1.3"):
        pages.append(Client().get(article.get_absolute_url(), REMOTE_ADDR=address).content.decode())
    one, other = (page[page.index('id="comments"') : page.index("</main>")] for page in pages)
    assert one == other


@pytest.mark.parametrize(
    ("body", "signal"),
    [
        ("看 https://a.example 和 https://b.example 还有 https://c.example", "links"),
        ("哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈", "repeated"),
        ("有坏词在里面", "word"),
    ],
)
def test_texts_that_speak_against_themselves(article: Article, client: Client, body: str, signal: str) -> None:
    Word.objects.create(text="坏词")
    post(client, article, body=body)
    assert signal in only().signals


def test_the_same_text_at_many_places_is_held(make_article: Callable[..., Article]) -> None:
    for number in range(3):
        post(
            Client(),
            make_article(),
            address=f"10.2.{number}.1",
            body="这家店真的很便宜，大家快去看看吧！",
            name="甲乙丙"[number],
        )
    statuses = Comment.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["published", "pending", "pending"]


def test_a_minute_may_end_while_a_comment_is_taken(article: Article, client: Client) -> None:
    began = timezone.now()
    moments = (began + timedelta(seconds=20 * number) for number in itertools.count())
    with mock.patch("django.utils.timezone.now", side_effect=moments):
        assert send(client, article, GOOD).status_code == 303


@pytest.mark.usefixtures("same_minute")
def test_many_comments_from_one_address_are_held_and_then_refused(article: Article) -> None:
    answers = [
        send(Client(), article, {**GOOD, "body": f"第{number}条"}, address="203.0.113.9") for number in range(32)
    ]
    assert [answer.status_code for answer in answers].count(429) == 2
    last = answers[-1]
    assert 0 < int(last["Retry-After"]) <= 61
    assert "第31条" in last.content.decode()
    assert "many-from-address" in Comment.objects.latest("id").signals
    assert send(Client(), article, {**GOOD, "body": "别处"}, address="198.51.100.1").status_code == 303
    assert "203.0.113" not in repr(list(Tally.objects.values()))


@pytest.mark.usefixtures("same_minute")
def test_a_header_makes_no_other_address(article: Article) -> None:
    for number in range(32):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        answer = send(Client(), article, {**GOOD, "body": f"第{number}条"}, headers=headers)
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("203.0.113.0/24", "network"),
        ("203.0.113.7", "network"),
        ("bad@example.com", "email"),
        ("@example.com", "email"),
    ],
)
def test_rules_for_visitors(article: Article, client: Client, value: str, kind: str) -> None:
    rule = VisitorRule(kind=kind, value=value)
    rule.full_clean()
    rule.save()
    refused = post(client, article, address="203.0.113.7", email="Bad@example.com", body="不能丢的话")
    assert refused.status_code == 403
    assert "不能丢的话" in refused.content.decode()
    VisitorRule.objects.update(effect="hold")
    post(client, article, address="203.0.113.7", email="Bad@example.com")
    assert only().signals == {"rule": 1.0}
    VisitorRule.objects.update(effect="allow")
    send(client, article, {**GOOD, "email": "bad@example.com", "body": "放行"}, address="203.0.113.7")
    assert Comment.objects.latest("id").status == "published"
    VisitorRule.objects.update(effect="refuse", expires_at=timezone.now() - timedelta(hours=1))
    assert post(client, article, address="203.0.113.7", email="bad@example.com", body="又来").status_code == 303


@pytest.mark.parametrize(
    "name", ["林晓", "林\u200b晓", "林 晓", "Owner", "0wner", "оwner", "ＯＷＮＥＲ", "新闻博客", "管理员"]
)
def test_nobody_posts_under_a_name_of_the_site(article: Article, client: Client, owner: User, name: str) -> None:
    Author.objects.create(name="林晓", user=owner)
    refused = post(client, article, name=name)
    assert refused.status_code == 400
    assert "属于本站" in refused.content.decode()
    assert Comment.objects.count() == 0


def test_nobody_posts_under_an_address_of_staff(article: Article, client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(email="boss@example.com")
    assert post(client, article, email="BOSS@example.com").status_code == 400
    assert post(client, article, name="访客", email="").status_code == 303, "a guest's byline belongs to nobody"


def test_staff_posts_under_its_own_name_at_once_and_is_marked(
    article: Article, owner: User, client_of: Callable[[User], Client]
) -> None:
    send(client_of(owner), article, {**GOOD, "name": "owner"})
    assert (only().status, only().user) == ("published", owner)


class TestModes:
    @pytest.fixture(autouse=True)
    def _mode(self, site: SiteSettings) -> None:
        site.moderation = Moderation.FIRST
        site.save()

    def test_a_first_visit_waits_and_a_known_browser_does_not(self, article: Article, client: Client) -> None:
        post(client, article)
        assert only().signals == {"first-visit": 1.0}
        Comment.objects.update(status="published")
        post(client, article, body="第二条")
        assert Comment.objects.latest("id").status == "published"

    def test_a_known_browser_needs_no_script(self, article: Article, client: Client) -> None:
        post(client, article)
        Comment.objects.update(status="published")
        send(client, article, {**GOOD, "body": "第二条", "stamp": stamp.stamp()})
        assert Comment.objects.latest("id").status == "published"

    def test_a_name_and_an_address_prove_nothing(self, article: Article, client: Client) -> None:
        post(client, article, email="a@example.com")
        Comment.objects.update(status="published")
        post(Client(), article, email="a@example.com", body="冒名")
        assert Comment.objects.latest("id").status == "pending"

    def test_a_forged_token_proves_nothing(self, article: Article, client: Client) -> None:
        post(client, article)
        Comment.objects.update(status="published")
        thief = Client()
        thief.cookies["commenter"] = client.cookies["commenter"].value[:-2] + "xx"
        post(thief, article, body="冒名")
        assert Comment.objects.latest("id").status == "pending"

    def test_an_article_has_a_mode_of_its_own(self, article: Article, client: Client) -> None:

        Discussion.objects.create(article=article, mode="publish")
        post(client, article)
        assert only().status == "published"
        Discussion.objects.update(mode="hold")
        post(client, article, body="第二条")
        assert Comment.objects.latest("id").signals == {"all-held": 1.0}

    def test_comments_close_by_themselves(
        self, make_article: Callable[..., Article], site: SiteSettings, client: Client
    ) -> None:
        article = make_article(published_at=timezone.now() - timedelta(days=31))
        site.comments_close_after_days = 30
        site.save()
        refused = send(client, article, GOOD)
        assert refused.status_code == 403
        assert "评论已关闭" in client.get(article.get_absolute_url()).content.decode()

        Discussion.objects.update_or_create(article=article, defaults={"close_after_days": 0})
        assert send(client, article, GOOD).status_code == 303


def test_a_comment_sent_in_a_moment_is_noted(article: Article, client: Client) -> None:
    challenge = client.get("/comments/challenge/").json()
    send(client, article, {**GOOD, "stamp": stamp.stamp(), "altcha": solve(challenge)})
    assert only().signals == {"fast": 0.6}


def test_counts_and_proofs_are_forgotten_when_their_time_is_over(article: Article, client: Client) -> None:
    post(client, article)
    forget.func(timestamp=0)
    assert Tally.objects.exists()
    assert SpentProof.objects.exists()
    Tally.objects.update(ends_at=timezone.now())
    SpentProof.objects.update(expires_at=timezone.now())
    forget.func(timestamp=0)
    assert not Tally.objects.exists()
    assert not SpentProof.objects.exists()
