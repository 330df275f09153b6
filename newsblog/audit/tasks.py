"""Keeping the log no longer than it is good for."""

from procrastinate.contrib.django import app

from .models import Entry


@app.periodic(cron="23 4 * * *")
@app.task(queue="queue", queueing_lock="audit.forget", name="audit.forget")
def forget(timestamp: int) -> None:
    """Forget what is a year old."""
    Entry.forget()
