"""Sending mails, and forgetting them."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from . import sending
from .models import TRIES, OutgoingMail

KEPT = timedelta(days=30)
DAY_MINUTES = 24 * 60


class BackOff(BaseRetryStrategy):
    """Again after a minute, two, four, ... up to a day; also when it was the database that failed. The last try marks
    the mail as failed by itself, so there is one chance more here."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        return RetryDecision(retry_in={"minutes": min(2**job.attempts, DAY_MINUTES)}) if job.attempts <= TRIES else None


RETRY = BackOff()


@app.task(queue="mail", retry=RETRY, name="mail.deliver")
def deliver(mail_id: int) -> None:
    """Send a mail of the outbox. One that was handed over by somebody who never said how it ended is not sent again:
    it may have arrived. It is shown as failed, to be sent again by hand."""
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if not settings.MAIL_ENABLED or mail is None:
        return
    if mail.is_open:
        sending.send(mail)
    elif not (mail.sent_at or mail.failed_at):
        mail.note(sending.LOST_ANSWER, failed_at=timezone.now())


@app.periodic(cron="41 * * * *")
@app.task(queue="mail", queueing_lock="mail.forget", name="mail.forget")
def forget(timestamp: int) -> None:
    """Forget mails after a month."""
    OutgoingMail.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
