"""Looking after what is due: at its very second by a job of its own, and every minute, so that nothing is forgotten
that became due while no worker ran."""

import contextlib
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from newsblog.queue import RETRY


@app.periodic(cron="* * * * *")
@app.task(queue="articles", queueing_lock="articles.due", name="articles.due")
def sweep(timestamp: int) -> None:
    """Do all that is due."""
    from . import due

    due.do_all()


@app.task(queue="articles", retry=RETRY, name="articles.due_at")
def look() -> None:
    """Do all that is due now."""
    from . import due

    due.do_all()


def wake(moment: datetime) -> None:
    """Let the work be done at a moment; part of the transaction that is open. One job serves all of the same moment."""
    lock = f"articles.due {moment.timestamp():.3f}"
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        look.configure(schedule_at=moment, queueing_lock=lock).defer()
