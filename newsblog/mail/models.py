"""Mails that wait, that were sent, and that could not be."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# So often a mail is tried, in about two days and a half.
TRIES = 12


class OutgoingMail(models.Model):
    """One mail to one person.

    ``handed_over_at`` is set, and committed, just before the words go to the mail server. When the answer to them is
    lost, or the process killed at this moment, nobody can know whether the mail went out: it is not sent again.
    """

    key = models.CharField(max_length=120, unique=True, help_text=_("What the mail is about: one of it is enough."))
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-id",)
        indexes = (models.Index(fields=("created_at",), name="mail_created"),)

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def send_later(
        cls,
        key: str,
        to: str,
        subject: str,
        text: str,
        html: str,
        *,
        headers: dict[str, str] | None = None,
        not_before: datetime | None = None,
    ) -> Self | None:
        """Put a mail into the outbox, with the transaction that is open; None when one with this key is, or was,
        there already."""
        from . import tasks

        line = " ".join(subject.split())[:200]
        with transaction.atomic():
            mail, is_new = cls.objects.get_or_create(
                key=key, defaults={"to": to, "subject": line, "text": text, "html": html, "headers": headers or {}}
            )
            if is_new:
                tasks.deliver.configure(schedule_at=not_before).defer(mail_id=mail.pk)
        return mail if is_new else None

    @property
    def is_open(self) -> bool:
        return not (self.sent_at or self.failed_at or self.handed_over_at)

    def start_try(self) -> int:
        """Count one more try; how many there were."""
        OutgoingMail.objects.filter(pk=self.pk).update(attempts=models.F("attempts") + 1)
        self.attempts += 1
        return self.attempts

    def hand_over(self) -> bool:
        """Say that the words go out now; False when somebody else sends, or sent, this mail."""
        mine = OutgoingMail.objects.filter(pk=self.pk, handed_over_at=None, sent_at=None, failed_at=None)
        return bool(mine.update(handed_over_at=timezone.now()))

    def note(self, error: str = "", **changes: datetime | None) -> None:
        """Write down what became of it."""
        OutgoingMail.objects.filter(pk=self.pk).update(error=error.replace("\0", "")[:1000], **changes)

    def note_sent(self) -> None:
        """Write down that it was sent, and forget the words and the secret addresses in them."""
        sent = OutgoingMail.objects.filter(pk=self.pk)
        sent.update(sent_at=timezone.now(), failed_at=None, error="", text="", html="", headers={})
