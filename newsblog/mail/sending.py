"""The way of one mail to the mail server (RFC 5321)."""

import contextlib
import smtplib
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.utils import timezone

from newsblog.site.models import SiteSettings

from .models import TRIES, OutgoingMail

LOST_ANSWER = "No answer: it may have been sent, and is not sent again."


class TryAgainError(Exception):
    """The server could not be reached, or wants the mail later."""


class RefusedError(Exception):
    """The server will never take this mail."""


class WirePolicy(EmailPolicy):
    """How a mail is written for the wire: lines end as SMTP has it, and addresses in headers stay as they are. Python
    would write one that is longer than a line as encoded words, which RFC 8058 doesn't know."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in {"list-unsubscribe", "message-id"}:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


POLICY = WirePolicy(linesep="\r\n")


def send(mail: OutgoingMail) -> None:
    """Send a mail that is open; when it isn't, nothing happens.

    Raises:
        TryAgainError: the mail was not taken, and may be later. The reason, which may name the recipient, is with the
            mail alone: what is raised is logged.
    """
    number = mail.start_try()
    try:
        _send(mail)
    except RefusedError as error:
        mail.note(str(error), failed_at=timezone.now(), handed_over_at=None)
    except TryAgainError as error:
        is_last = number >= TRIES
        mail.note(str(error), failed_at=timezone.now() if is_last else None, handed_over_at=None)
        if not is_last:
            raise TryAgainError(f"Mail {mail.pk} was not taken; the outbox says why.") from None


def _send(mail: OutgoingMail) -> None:
    backend: Any = mailers["default"]
    try:
        sender, recipient = backend.prep_address(settings.MAIL_FROM), backend.prep_address(mail.to)
        message = _message(mail)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    try:
        _greet(backend, sender, recipient)
        if mail.hand_over():
            _hand_over(backend.connection, mail, message)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            backend.close()


def _greet(backend: Any, sender: str, recipient: str) -> None:
    """All that comes before the words. Whatever goes wrong with the server or the sender is the operator's to mend;
    only a recipient can be refused for good."""
    try:
        backend.open()
        server: smtplib.SMTP = backend.connection
        server.ehlo_or_helo_if_needed()
        code, answer = server.mail(sender)
        if code >= 300:
            raise TryAgainError(_words(code, answer))
        _check(*server.rcpt(recipient))
    except (OSError, smtplib.SMTPException) as error:
        raise TryAgainError(f"{type(error).__name__}: {error}") from error


def _hand_over(server: smtplib.SMTP, mail: OutgoingMail, message: bytes) -> None:
    try:
        answer = server.data(message)
    except smtplib.SMTPDataError as error:  # before the first word
        _check(error.smtp_code, error.smtp_error)
        raise TryAgainError(_words(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        mail.note(f"{LOST_ANSWER} {error}", failed_at=timezone.now())
        return
    _check(*answer)
    mail.note_sent()


def _check(code: int, answer: bytes | str) -> None:
    if code >= 500:
        raise RefusedError(_words(code, answer))
    if code >= 300:
        raise TryAgainError(_words(code, answer))


def _words(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


def _message(mail: OutgoingMail) -> bytes:
    name = " ".join(SiteSettings.load().name.split())
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        str(Address(name, addr_spec=settings.MAIL_FROM)),
        [mail.to],
        headers={
            "Message-ID": f"<newsblog.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{host}>",
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message.message(policy=POLICY).as_bytes()
