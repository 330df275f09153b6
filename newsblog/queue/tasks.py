"""Work on the queue itself."""

from asgiref.sync import sync_to_async
from procrastinate import job_context
from procrastinate.contrib.django import app

from .models import Failure

DAY = 24
FORGET_DONE_HOURS, FORGET_FAILED_HOURS = DAY, 30 * DAY


@app.periodic(cron="17 * * * *")
@app.task(queue="queue", queueing_lock="queue.forget", pass_context=True, name="queue.forget")
async def forget(context: job_context.JobContext, timestamp: int) -> None:
    """Forget what was done a day ago, and what failed a month ago."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=FORGET_DONE_HOURS)
    await manager.delete_old_jobs(
        nb_hours=FORGET_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await sync_to_async(Failure.forget)()
