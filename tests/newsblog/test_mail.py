"""The outbox: each mail goes out once, later when it can't now, and never with more in it than it should."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from newsblog import environment
from newsblog.mail import tasks
from newsblog.mail.models import OutgoingMail
from newsblog.mail.sending import TryAgainError
from newsblog.site.models import SiteSettings
from tests.mailing import mailbox, run_jobs  # noqa: F401 - a fixture
from tests.running_site import free_port
from tests.smtp import Mailbox


def queue(key: str = "key", to: str = "reader@example.com", subject: str = "你好") -> OutgoingMail | None:
    return OutgoingMail.send_later(
        key, to, subject, "正文\n" * 500, "<p>正文</p>" * 500, headers={"List-Unsubscribe": "<http://x/>"}
    )


def test_a_mail_goes_out_once_with_all_that_it_needs(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mail = queue()
    assert mail
    assert queue() is None
    assert run_jobs() == []
    tasks.deliver.func(mail_id=mail.pk)
    (sent,) = mailbox.mails
    assert mailbox.recipients == [["reader@example.com"]]
    assert sent["Subject"] == "你好"
    assert sent["From"] == "新闻博客 <news@example.com>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == "<http://x/>"
    assert sent["Message-ID"]
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail.refresh_from_db()
    assert mail.sent_at


@pytest.mark.parametrize("text", ["a\r\nBcc: all@example.com", "a\nBcc: all@example.com", "a\u2028Bcc: b", "a\x85b"])
def test_a_subject_is_one_line(site: SiteSettings, mailbox: Mailbox, text: str) -> None:  # noqa: F811
    queue(subject=text)
    assert run_jobs() == []
    (sent,) = mailbox.mails
    assert sent["Bcc"] is None
    assert len(sent["Subject"].splitlines()) == 1
    assert mailbox.recipients == [["reader@example.com"]]


@pytest.mark.parametrize("answer", ["451 later", "421 busy", 3.0])
def test_what_is_not_taken_now_is_tried_again(site: SiteSettings, mailbox: Mailbox, answer: Any) -> None:  # noqa: F811
    mailbox.answer_to_recipient = answer
    mail = queue()
    assert mail
    (error,) = run_jobs()
    assert isinstance(error, TryAgainError)
    assert tasks.RETRY.get_retry_decision(exception=error, job=_job(1))
    mailbox.answer_to_recipient = "250 OK"
    tasks.deliver.func(mail_id=mail.pk)
    assert len(mailbox.mails) == 1


def test_a_server_that_is_away_loses_nothing(
    site: SiteSettings,
    mailbox: Mailbox,  # noqa: F811
    settings: Any,
) -> None:
    right, settings.MAILERS["default"]["OPTIONS"]["port"] = mailbox.address[1], free_port()
    mail = queue()
    assert mail
    assert len(run_jobs()) == 1
    mail.refresh_from_db()
    assert mail.is_open
    assert "Refused" in mail.error
    settings.MAILERS["default"]["OPTIONS"]["port"] = right
    tasks.deliver.func(mail_id=mail.pk)
    assert len(mailbox.mails) == 1


def test_what_the_server_will_never_take_is_shown_and_not_tried_again(
    site: SiteSettings,
    mailbox: Mailbox,  # noqa: F811
    owner: User,
    client_of: Callable[[User], Client],
) -> None:
    mailbox.answer_to_recipient = "550 nobody here"
    mail = queue()
    assert mail
    assert run_jobs() == []
    tasks.deliver.func(mail_id=mail.pk)
    mail.refresh_from_db()
    assert mail.failed_at
    page = client_of(owner).get("/admin/mail/outgoingmail/?state=failed").content.decode()
    assert "550 nobody here" in page
    mailbox.answer_to_recipient = "250 OK"
    data = {"action": "send_again", "_selected_action": [mail.pk]}
    client_of(owner).post("/admin/mail/outgoingmail/", data)
    assert run_jobs() == []
    assert len(mailbox.mails) == 1


def test_a_lost_answer_sends_nothing_twice(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mailbox.answer_to_words = 3.0
    mail = queue()
    assert mail
    assert run_jobs() == []
    mailbox.answer_to_words = "250 OK"
    tasks.deliver.func(mail_id=mail.pk)
    assert mailbox.mails == []
    mail.refresh_from_db()
    assert "not sent again" in mail.error


def test_the_words_may_be_refused_for_now(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mailbox.answer_to_words = "451 later"
    mail = queue()
    assert mail
    assert len(run_jobs()) == 1
    mailbox.answer_to_words = "250 OK"
    tasks.deliver.func(mail_id=mail.pk)
    assert len(mailbox.mails) == 1


def test_mails_are_forgotten_after_a_month(site: SiteSettings) -> None:
    mail = queue()
    assert mail
    tasks.forget.func(timestamp=0)
    assert OutgoingMail.objects.exists()
    OutgoingMail.objects.update(created_at="2020-01-01T00:00:00Z")
    tasks.forget.func(timestamp=0)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://localhost?from=a@b.example", ("localhost", 25, False, False, "a@b.example", "")),
        ("smtp://u%40b.example:p%2Fw@mail.example", ("mail.example", 587, True, False, "u@b.example", "p/w")),
        ("smtps://mail.example?from=a@b.example", ("mail.example", 465, False, True, "a@b.example", "")),
        ("smtp://mail.example:2525?from=a@b.example&tls=no", ("mail.example", 2525, False, False, "a@b.example", "")),
    ],
)
def test_the_address_of_the_server_is_read(monkeypatch: pytest.MonkeyPatch, value: str, expected: Any) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    server = environment.mail_server("EMAIL_URL")
    assert server
    assert tuple(server[name] for name in ("host", "port", "use_tls", "use_ssl", "from", "password")) == expected


@pytest.mark.parametrize(
    "value", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example", "smtp://[x"]
)
def test_a_wrong_address_of_the_server_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.mail_server("EMAIL_URL")


def _job(attempts: int) -> Any:
    return ProcrastinateJob(id=1, attempts=attempts, queue_name="mail", task_name="x", args={}).procrastinate_job
