"""Mail about comments: with consent, once, not too often, and with a way out."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.mail import links, moderators
from comments.models import Comment, Decision, Notice, Person, Subscription
from comments.moderation import decisions
from newsblog.mail.models import OutgoingMail
from newsblog.site.models import SiteSettings
from tests.mailing import mailbox, run_jobs  # noqa: F401 - a fixture
from tests.smtp import Mailbox

from .visitor import post

pytestmark = pytest.mark.usefixtures("mailbox")
Make = Callable[..., Comment]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def path_in(mail: EmailMessage, what: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/comments/\S*{what}\S*)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


@pytest.fixture
def mine(article: Article, mailbox: Mailbox) -> Comment:  # noqa: F811
    """A comment whose writer wants to hear of replies, and confirmed that."""
    post(Client(), article, name="甲", email="Reader@example.com", body="第一个问题", notify="on")
    assert run_jobs() == []
    (mail,) = mailbox.mails
    Client().post(path_in(mail, "confirm"))
    mailbox.mails.clear()
    return Comment.objects.get()


def reply_to(comment: Comment, body: str, name: str = "乙", status: str = "published") -> Comment:
    reply = Comment(article=comment.article, parent=comment, name=name, body=body, status="pending")
    reply.save()
    if status == "published":
        decisions.automatic(reply, Decision.Verb.APPROVE, before="pending", after="published")
    return reply


class TestConsent:
    def test_nobody_hears_of_anything_before_the_link_is_confirmed(
        self,
        article: Article,
        mailbox: Mailbox,  # noqa: F811
    ) -> None:
        post(Client(), article, email="reader@example.com", notify="on")
        comment = Comment.objects.get()
        reply_to(comment, "回复一")
        run_jobs()
        (asked,) = mailbox.mails
        assert asked["To"] == "reader@example.com"
        assert f"/comments/{comment.public_id}/own/" in text_of(asked)
        page = Client().get(path_in(asked, "confirm"))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        reply_to(comment, "回复二")
        run_jobs()
        assert len(mailbox.mails) == 1, "a program that opens links confirms nothing"
        assert Client().post(path_in(asked, "confirm")).status_code == 200
        comment.refresh_from_db()
        assert comment.email_confirmed
        reply_to(comment, "回复三")
        run_jobs()
        assert "回复三" in text_of(mailbox.mails[-1])
        assert len(mailbox.mails) == 2

    def test_without_the_tick_or_the_address_nothing_is_sent(
        self,
        article: Article,
        mailbox: Mailbox,  # noqa: F811
    ) -> None:
        post(Client(), article, email="reader@example.com")
        post(Client(), article, email="", notify="on", body="没有邮箱", address="10.0.0.5")
        run_jobs()
        assert mailbox.mails == []
        assert not Person.objects.exists()

    def test_a_strangers_address_is_asked_once_an_hour(self, article: Article, mailbox: Mailbox) -> None:  # noqa: F811
        for number in range(12):
            post(
                Client(),
                article,
                email="victim@example.com",
                notify="on",
                body=f"轰炸{number}",
                address=f"10.7.{number}.1",
            )
        run_jobs()
        assert len(mailbox.mails) == 1
        for hour in range(1, 10):
            OutgoingMail.objects.update(created_at=timezone.now() - timedelta(hours=hour))
            post(Client(), article, email="victim@example.com", notify="on", body=f"再{hour}", address=f"10.8.{hour}.1")
        run_jobs()
        assert len(mailbox.mails) <= 5

    def test_a_browser_that_proved_its_address_is_believed(self, article: Article, mailbox: Mailbox) -> None:  # noqa: F811
        client = Client()
        post(client, article, email="reader@example.com", notify="on")
        run_jobs()
        client.post(path_in(mailbox.mails[0], "confirm"))
        post(client, article, email="reader@example.com", notify="on", body="第二条")
        run_jobs()
        assert len(mailbox.mails) == 1
        assert Comment.objects.filter(email_confirmed=True).count() == 2

    def test_a_confirmed_address_makes_known(
        self,
        article: Article,
        site: SiteSettings,
        mailbox: Mailbox,  # noqa: F811
        make_comment: Make,
    ) -> None:
        site.moderation = "first"
        site.save()
        make_comment(article, "以前的评论", email="reader@example.com", email_confirmed=True)
        post(Client(), article, email="reader@example.com", notify="on", body="新设备")
        run_jobs()
        assert Comment.objects.latest("id").status == "pending"
        Client().post(path_in(mailbox.mails[0], "confirm"))
        assert Comment.objects.latest("id").status == "published"


class TestReplies:
    def test_a_reply_that_is_held_and_published_again_brings_one_mail(
        self,
        mine: Comment,
        mailbox: Mailbox,  # noqa: F811
        owner: User,
    ) -> None:
        reply = reply_to(mine, "回复", status="pending")
        run_jobs()
        assert mailbox.mails == []
        decisions.approve([reply], owner)
        run_jobs()
        for _ in range(2):
            decisions.decline([reply], owner)
            decisions.approve([reply], owner)
            run_jobs(late=True)
        assert len(mailbox.mails) == 1
        assert Notice.objects.get().mailed_at

    def test_a_reply_that_was_taken_away_before_the_mail_brings_none(
        self,
        mine: Comment,
        mailbox: Mailbox,  # noqa: F811
        owner: User,
    ) -> None:
        reply = reply_to(mine, "回复")
        decisions.mark_as_spam([reply], owner)
        run_jobs()
        assert mailbox.mails == []
        decisions.approve([reply], owner)
        run_jobs()
        assert len(mailbox.mails) == 1

    def test_thirty_approved_at_once_are_one_mail_and_the_next_comes_an_hour_later(
        self,
        mine: Comment,
        mailbox: Mailbox,  # noqa: F811
        owner: User,
    ) -> None:
        replies = [reply_to(mine, f"第{number}条回复", status="pending") for number in range(30)]
        decisions.approve(replies, owner)
        run_jobs()
        (mail,) = mailbox.mails
        assert all(reply.body in text_of(mail) for reply in replies)
        reply_to(mine, "晚一点的回复")
        reply_to(mine, "再晚一点的回复")
        run_jobs()
        assert len(mailbox.mails) == 1
        Subscription.objects.update(last_mail_at=timezone.now() - timedelta(minutes=61))
        run_jobs(late=True)
        assert len(mailbox.mails) == 2
        assert "再晚一点的回复" in text_of(mailbox.mails[1])

    def test_nobody_is_told_of_the_own_replies_or_of_those_to_others(
        self,
        mine: Comment,
        article: Article,
        mailbox: Mailbox,  # noqa: F811
        make_comment: Make,
    ) -> None:
        own = Comment(
            article=article, parent=mine, name="甲", email="READER@example.com", body="补充", status="pending"
        )
        own.save()
        decisions.automatic(own, Decision.Verb.APPROVE, before="pending", after="published")
        other = make_comment(article, "别人的评论", email="other@example.com")
        reply_to(other, "给别人的回复")
        run_jobs()
        assert mailbox.mails == []

    def test_names_and_titles_break_no_mail(self, mine: Comment, mailbox: Mailbox) -> None:  # noqa: F811
        Article.objects.update(title="标题\r\nBcc: all@example.com\u2028x")
        mine.refresh_from_db()
        reply_to(mine, "<script>alert(1)</script>", name="乙\r\nBcc: x@example.com")
        run_jobs()
        (mail,) = mailbox.mails
        assert mail["Bcc"] is None
        html = mail.get_body(("html",))
        assert html
        assert "<script>" not in str(html.get_content())
        assert mailbox.recipients[-1] == ["reader@example.com"]

    def test_the_author_hears_of_comments_but_not_of_the_own(
        self,
        article: Article,
        owner: User,
        mailbox: Mailbox,  # noqa: F811
    ) -> None:
        User.objects.filter(pk=owner.pk).update(email="author@example.com")
        article.author.user = owner
        article.author.save()
        post(Client(), article)
        run_jobs()
        (mail,) = mailbox.mails
        assert mail["To"] == "author@example.com"
        own = Comment(article=article, user=owner, name="作者", body="谢谢", status="pending")
        own.save()
        decisions.automatic(own, Decision.Verb.APPROVE, before="pending", after="published")
        run_jobs()
        assert len(mailbox.mails) == 1


class TestWayOut:
    @pytest.fixture
    def told(self, mine: Comment, mailbox: Mailbox) -> EmailMessage:  # noqa: F811
        reply_to(mine, "一条回复")
        run_jobs()
        return mailbox.mails[-1]

    def test_one_click_of_a_mail_program_stops_the_thread(
        self,
        mine: Comment,
        told: EmailMessage,
        mailbox: Mailbox,  # noqa: F811
    ) -> None:
        assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        url = re.sub(r"^<https?://[^/]+|>$", "", told["List-Unsubscribe"])
        assert "example.com" not in url
        for _ in range(2):
            assert Client().get(url).status_code == 200
        Subscription.objects.update(last_mail_at=None)
        reply_to(mine, "还能收到")
        run_jobs()
        assert len(mailbox.mails) == 2, "looking at the address changes nothing"
        for _ in range(2):
            answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
        Subscription.objects.update(last_mail_at=None)
        reply_to(mine, "收不到了")
        run_jobs(late=True)
        assert len(mailbox.mails) == 2

    def test_everything_can_be_stopped(self, mine: Comment, told: EmailMessage, mailbox: Mailbox) -> None:  # noqa: F811
        Client().post(path_in(told, "stop"), {"what": "everything"})
        post(Client(), mine.article, email="reader@example.com", notify="on", body="又来了", address="10.9.0.1")
        run_jobs(late=True)
        assert len(mailbox.mails) == 1

    def test_another_address_stops_nothing(self, mine: Comment, told: EmailMessage) -> None:
        path = path_in(told, "stop").rstrip("/")
        token = path.rpartition("/")[2]
        for place in range(len(token)):
            changed = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
            assert Client().post(f"{path[: -len(token)]}{changed}/").status_code == 404
        wrong = links.token("confirm", Subscription.objects.get().pk)
        assert Client().post(f"/comments/mail/stop/{wrong}/").status_code == 404
        assert Subscription.objects.get().stopped_at is None


class TestModerators:
    def test_they_hear_at_once(
        self,
        article: Article,
        site: SiteSettings,
        moderator: User,
        writer: User,
        mailbox: Mailbox,  # noqa: F811
    ) -> None:
        User.objects.filter(pk=moderator.pk).update(email="moderator@example.com")
        User.objects.filter(pk=writer.pk).update(email="writer@example.com")
        site.moderation, site.moderation_mail = "hold", "once"
        site.save()
        post(Client(), article, body="等审核")
        run_jobs()
        (mail,) = mailbox.mails
        assert mail["To"] == "moderator@example.com"
        assert "等审核" in text_of(mail)
        assert "/admin/comments/comment/" in text_of(mail)

    def test_or_once_an_hour_and_only_when_something_waits(
        self,
        article: Article,
        site: SiteSettings,
        moderator: User,
        mailbox: Mailbox,  # noqa: F811
        make_comment: Make,
    ) -> None:
        User.objects.filter(pk=moderator.pk).update(email="moderator@example.com")
        moderators.send_digest()
        for number in range(12):
            make_comment(article, f"第{number}条", status="pending")
        for _ in range(2):
            moderators.send_digest()
        run_jobs()
        (mail,) = mailbox.mails
        assert "12" in mail["Subject"]
        assert "第9条" in text_of(mail)
        assert "第10条" not in text_of(mail)


class TestMyData:
    def link(self, mailbox: Mailbox, email: str = "reader@example.com") -> str:  # noqa: F811
        assert Client().post("/comments/mine/", {"email": email}).status_code == 200
        run_jobs()
        return path_in(mailbox.mails[-1], "data")

    def test_everything_can_be_taken_along(self, article: Article, mailbox: Mailbox, make_comment: Make) -> None:  # noqa: F811
        make_comment(article, "我的话", email="Reader@Example.com")
        make_comment(article, "别人的话", email="other@example.com")
        link = self.link(mailbox)
        assert Client().get(link).status_code == 200
        data = json.loads(Client().post(link, {"action": "export"}).content)
        assert [comment["body"] for comment in data["comments"]] == ["我的话"]

    def test_everything_can_be_erased(self, article: Article, mailbox: Mailbox, make_comment: Make) -> None:  # noqa: F811
        first = make_comment(article, "我的话", name="我", email="reader@example.com")
        make_comment(article, "回复我的话", parent=first, name="他")
        link = self.link(mailbox)
        assert Client().post(link, {"action": "erase"}).status_code == 200
        everything = repr([list(model.objects.values()) for model in (Comment, Person, OutgoingMail)])
        assert "reader@example.com" not in everything
        assert "回复我的话" in everything
        assert Client().post(link, {"action": "export"}).status_code == 404
        assert Decision.objects.filter(verb="erase").count() == 1

    def test_the_answer_tells_nobody_whether_an_address_is_known(
        self,
        article: Article,
        mailbox: Mailbox,  # noqa: F811
        make_comment: Make,
    ) -> None:
        make_comment(article, email="reader@example.com")
        known, unknown = (
            Client().post("/comments/mine/", {"email": f"{name}@example.com"}).content for name in ("reader", "nobody")
        )
        assert known == unknown
        for _ in range(3):
            Client().post("/comments/mine/", {"email": "reader@example.com"})
        run_jobs()
        assert len(mailbox.mails) == 1

    def test_the_link_is_good_for_an_hour(self, article: Article, mailbox: Mailbox, make_comment: Make) -> None:  # noqa: F811
        make_comment(article, email="reader@example.com")
        link = self.link(mailbox)
        links.DATA_LIFETIME, old = timedelta(seconds=-1), links.DATA_LIFETIME
        try:
            assert Client().get(link).status_code == 404
        finally:
            links.DATA_LIFETIME = old
        assert Client().get(link).status_code == 200


def test_posting_does_not_wait_for_a_server_that_hangs(
    article: Article,
    mailbox: Mailbox,  # noqa: F811
    owner: User,
) -> None:
    """A post only writes rows; what goes out goes out in the background."""
    User.objects.filter(pk=owner.pk).update(email="owner@example.com")
    mailbox.answer_to_recipient = mailbox.answer_to_words = "451 later"
    post(Client(), article, email="reader@example.com", notify="on")
    assert Comment.objects.get().status == "published"
    assert OutgoingMail.objects.count() == 1
    assert mailbox.mails == []


def test_without_a_mail_server_nothing_is_offered(article: Article, settings: Any) -> None:
    settings.MAIL_ENABLED = False
    assert 'name="notify"' not in Client().get(article.get_absolute_url()).content.decode()
    post(Client(), article, email="reader@example.com", notify="on")
    assert not OutgoingMail.objects.exists()
    assert Client().get("/comments/mine/").status_code == 404
