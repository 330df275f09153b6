"""Mail in tests: the site's outbox emptied by hand into a real server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.smtp import Mailbox


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that the site is set up with."""
    box = Mailbox().start()
    host, port = box.address
    options = {"host": host, "port": port, "timeout": 1}
    settings.MAIL_ENABLED, settings.MAIL_FROM = True, "news@example.com"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    yield box
    box.stop()


def run_jobs(*, late: bool = False) -> list[Exception]:
    """Do what is due in the queue (``late``: what is due later too), once each; what went wrong."""
    errors = []
    jobs = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    for _round in range(5):
        due = [job for job in jobs.all() if late or job.scheduled_at is None or job.scheduled_at <= timezone.now()]
        for job in due:
            jobs.filter(pk=job.pk)._raw_delete("default")
            try:
                app.tasks[job.task_name].func(**job.args)
            except Exception as error:
                errors.append(error)
        late = False
        if not due:
            break
    return errors
