"""How often mails come at the most, whoever asks for them and however; and what is left after the end."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.mail import data, hooks, links, moderators, replies
from comments.models import Comment, Decision, Person, Subscription
from comments.posting import own
from newsblog.addresses.models import MissingAddress
from newsblog.mail.models import OutgoingMail
from newsblog.site.models import SiteSettings
from tests.mailing import mailbox, run_jobs  # noqa: F401 - a fixture
from tests.smtp import Mailbox

from .visitor import post

pytestmark = pytest.mark.usefixtures("mailbox")
Make = Callable[..., Comment]
ADDRESS = "reader@example.com"
SITE = "http://testserver"


def at_once(*calls: Callable[[], None]) -> None:
    """Do all calls at the same moment, each with a connection of its own."""
    gate, errors = threading.Barrier(len(calls)), []

    def run(call: Callable[[], None]) -> None:
        try:
            gate.wait()
            call()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_many_comments_at_the_same_moment_ask_an_address_once(article: Article, make_comment: Make) -> None:
    Person.of(ADDRESS)
    comments = [make_comment(article, f"轰炸{number}", email=ADDRESS) for number in range(6)]

    def posted(comment: Comment) -> Callable[[], None]:
        def call() -> None:
            with transaction.atomic():
                hooks.comment_posted(comment, notify=True)

        return call

    at_once(*map(posted, comments))
    assert OutgoingMail.objects.count() == 1


def test_a_new_hour_of_the_clock_is_not_an_hour(article: Article, make_comment: Make, site: SiteSettings) -> None:
    make_comment(article, email=ADDRESS)
    before = timezone.now().replace(minute=59, second=50)
    for seconds in (0, 20):
        with mock.patch("django.utils.timezone.now", return_value=before + timedelta(seconds=seconds)):
            data.offer(ADDRESS)
    assert OutgoingMail.objects.count() == 1


def test_confirming_holds_for_the_same_browser_in_the_thread_and_for_nobody_else(
    article: Article,
    mailbox: Mailbox,  # noqa: F811
) -> None:
    client = Client()
    post(client, article, email=ADDRESS, notify="on", body="一")
    first = Comment.objects.get()
    post(client, article, email=ADDRESS, notify="on", body="二", parent=first.public_id)
    post(Client(), article, email=ADDRESS, body="冒名", parent=first.public_id, address="10.9.9.9")
    Client().post(links.url("confirm", first.pk).removeprefix(SITE))
    assert set(Comment.objects.filter(email_confirmed=True).values_list("body", flat=True)) == {"一", "二"}


class TestDigest:
    @pytest.fixture(autouse=True)
    def _somebody(self, owner: object) -> None:
        type(owner).objects.update(email="boss@example.com")  # type: ignore[attr-defined]

    def test_an_hour_without_worker_hides_nothing(self, article: Article, make_comment: Make) -> None:
        make_comment(article, status="pending", created_at=timezone.now() - timedelta(hours=3))
        moderators.send_digest()
        assert OutgoingMail.objects.count() == 1

    def test_it_tells_of_what_readers_reported_and_nags_about_nothing(
        self, article: Article, make_comment: Make
    ) -> None:
        make_comment(article, "等着的", status="pending")
        moderators.send_digest()
        now = timezone.now()
        with mock.patch("django.utils.timezone.now", return_value=now + timedelta(hours=1)):
            moderators.send_digest()
            assert OutgoingMail.objects.count() == 1
            old = make_comment(article, "被举报的", status="pending", created_at=now - timedelta(days=3))
            Decision.objects.create(comment=old, public_id=old.public_id, verb="report", after="pending")
            moderators.send_digest()
        assert OutgoingMail.objects.count() == 2


def test_each_other_spelling_of_a_link_is_wrong_and_told_to_nobody(article: Article, make_comment: Make) -> None:
    comment = make_comment(article, email=ADDRESS)
    subscription = Subscription.objects.create(person=Person.of(ADDRESS), root=comment)
    path = replies.stop_url(subscription).removeprefix(SITE)
    for wrong in (path.replace(".", ":"), path.swapcase(), re.sub(r".../$", "/", path)):
        for answer in (Client().get(wrong), Client().post(wrong)):
            assert answer.status_code == 404
    answer = Client().get(f"{path[:-2]}/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not MissingAddress.objects.filter(path__startswith="/comments/mail/").exists()
    subscription.refresh_from_db()
    assert subscription.stopped_at is None


def test_an_address_can_be_erased_after_its_comments_were(article: Article, mailbox: Mailbox) -> None:  # noqa: F811
    post(Client(), article, email=ADDRESS, notify="on")
    own.erase(Comment.objects.get())
    OutgoingMail.objects.all().delete()
    data.offer(ADDRESS)
    assert run_jobs() == []
    assert len(mailbox.mails) == 1


def test_after_erasing_no_table_has_a_word(article: Article, owner: object, make_comment: Make) -> None:
    type(owner).objects.update(email="boss@example.com")  # type: ignore[attr-defined]
    article.author.user = owner  # type: ignore[assignment]
    article.author.save()
    post(Client(), article, name="绝密人", email=ADDRESS, notify="on", body="绝密的话")
    make_comment(article, "别人的回复", parent=Comment.objects.get())
    run_jobs()
    data.erase(Person.of(ADDRESS))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text ~ %s', [f"绝密|{ADDRESS}"])  # noqa: S608
            assert cursor.fetchone() == (0,), table
