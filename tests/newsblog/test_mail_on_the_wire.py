"""What the mail server really gets, byte by byte, and what becomes of mails that it doesn't take."""

import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client
from procrastinate.jobs import Job

from newsblog import environment
from newsblog.mail import sending, tasks
from newsblog.mail.models import TRIES, OutgoingMail
from newsblog.site.models import SiteSettings
from tests.mailing import mailbox, run_jobs  # noqa: F401 - a fixture
from tests.smtp import Mailbox

STOP = f"<https://news.example.com/comments/mail/stop/1234.1vNabc.{'A' * 43}/>"


@pytest.fixture
def wire(mailbox: Mailbox) -> list[bytes]:  # noqa: F811
    """The mails as they came over the wire."""
    seen: list[bytes] = []
    take = mailbox.handle_DATA

    async def note(server: Any, session: Any, envelope: Any) -> str:
        seen.append(envelope.original_content)
        return await take(server, session, envelope)

    mailbox.handle_DATA = note  # type: ignore[method-assign]
    return seen


def queue(to: str = "reader@example.com", html: str = "<p>正文</p>") -> OutgoingMail:
    mail = OutgoingMail.send_later(f"key {to}", to, "你好", "正文\n", html, headers={"List-Unsubscribe": STOP})
    assert mail
    return mail


def job(attempts: int) -> Job:
    names = {"queue": "mail", "lock": None, "queueing_lock": None, "task_name": "mail.deliver"}
    return Job(id=1, status="doing", attempts=attempts, **names)  # type: ignore[arg-type]


def test_lines_end_as_smtp_has_it_and_are_not_too_long(site: SiteSettings, wire: list[bytes]) -> None:
    queue(html=f"<p>{'字' * 5000}</p>")
    assert run_jobs() == []
    (raw,) = wire
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_address_to_unsubscribe_is_not_encoded(site: SiteSettings, wire: list[bytes]) -> None:
    queue()
    assert run_jobs() == []
    assert f"\r\nList-Unsubscribe: {STOP}\r\n".encode() in wire[0]


@pytest.mark.parametrize(
    "name", ["新\r\nBcc: x@evil.example", "News\nBcc: x", "N\u2028Bcc: x", 'N"s <x@evil.example>,']
)
def test_whatever_the_site_is_called_the_sender_stays(site: SiteSettings, mailbox: Mailbox, name: str) -> None:  # noqa: F811
    site.name = name
    site.save()
    queue()
    assert run_jobs() == []
    (sent,) = mailbox.mails
    assert sent["Bcc"] is None
    assert [address.addr_spec for address in sent["From"].addresses] == ["news@example.com"]


def test_a_chinese_domain_gets_its_mail(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    queue("reader@例子.公司")
    assert run_jobs() == []
    assert mailbox.recipients == [["reader@xn--fsqu00a.xn--55qx5d"]]


def test_a_refused_sender_is_the_operators_to_mend(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    async def refuse(*_: Any) -> str:
        return "530 authenticate first"

    mailbox.handle_MAIL = refuse  # type: ignore[attr-defined]
    mail = queue()
    assert len(run_jobs()) == 1
    mail.refresh_from_db()
    assert mail.is_open


def test_tries_grow_rarer_and_the_last_one_is_shown_as_failed(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mailbox.answer_to_recipient = "451 later"
    mail = queue()
    for _ in range(TRIES - 1):
        with pytest.raises(sending.TryAgainError):
            tasks.deliver.func(mail_id=mail.pk)
    tasks.deliver.func(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.attempts, mail.error) == (TRIES, "451 later")
    assert mail.failed_at


def test_a_database_that_was_away_costs_no_mail() -> None:
    error = OperationalError("server closed the connection")
    assert tasks.RETRY.get_retry_decision(exception=error, job=job(0))
    assert tasks.RETRY.get_retry_decision(exception=error, job=job(TRIES + 1)) is None


def test_what_is_logged_names_nobody(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mailbox.answer_to_recipient = "451 4.7.1 <reader@example.com>: try later"
    queue()
    (error,) = run_jobs()
    assert "example.com" not in "".join(traceback.format_exception(error))


def test_words_and_secret_addresses_are_forgotten_once_sent(site: SiteSettings, mailbox: Mailbox) -> None:  # noqa: F811
    mail = queue()
    run_jobs()
    mail.refresh_from_db()
    assert mail.sent_at
    assert (mail.text, mail.html, mail.headers) == ("", "", {})


def test_a_mail_of_unknown_fate_is_shown_and_sent_again_by_hand_alone(
    site: SiteSettings,
    mailbox: Mailbox,  # noqa: F811
    owner: User,
    client_of: Callable[[User], Client],
) -> None:
    mail = queue()
    assert mail.hand_over()
    run_jobs()
    assert mailbox.mails == []
    assert "你好" in client_of(owner).get("/admin/mail/outgoingmail/?state=failed").content.decode()
    client_of(owner).post("/admin/mail/outgoingmail/", {"action": "send_again", "_selected_action": [mail.pk]})
    run_jobs()
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("query", "sender", "starttls"),
    [
        ("from=News%20<news@example.com>", "news@example.com", False),
        ("from=news+blog@example.com&tls=starttls", "news+blog@example.com", True),
    ],
)
def test_the_sender_is_read(monkeypatch: pytest.MonkeyPatch, query: str, sender: str, *, starttls: bool) -> None:
    monkeypatch.setenv("EMAIL_URL", f"smtp://localhost?{query}")
    server = environment.mail_server("EMAIL_URL")
    assert server
    assert (server["from"], server["use_tls"]) == (sender, starttls)


@pytest.mark.parametrize(
    "value",
    [
        "smtp://h?from=@",
        "smtp://h?from=a@b.example%0d%0aBcc:x@y.example",
        "smtp://h?from=a@b.example,c@d.example",
        "smtp://h?from=a@b.example&tls=maybe",
        "smtp://h?from=a@b.example&fron=x",
        "smtp://user@h?from=a@b.example",
    ],
)
def test_what_would_fail_later_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.mail_server("EMAIL_URL")
