"""Work on comments that nobody waits for."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .mail import tasks as mail
from .models import SpentProof, Tally
from .spam import akismet

__all__ = ["akismet", "forget", "mail"]


@app.periodic(cron="*/10 * * * *")
@app.task(queue="comments", queueing_lock="comments.forget", name="comments.forget")
def forget(timestamp: int) -> None:
    """Forget counts and proofs whose time is over."""
    now = timezone.now()
    Tally.objects.filter(ends_at__lt=now).delete()
    SpentProof.objects.filter(expires_at__lt=now).delete()
