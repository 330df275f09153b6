"""What a worker that died had begun."""

from asgiref.sync import sync_to_async
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

# A worker tells every ten seconds that it lives; one that was silent for so long is dead.
SILENT_SECONDS = 30
# A job that was begun so often kills its workers.
MOST_ATTEMPTS = 20


async def retake(manager: JobManager) -> None:
    """Put the jobs of dead workers back into the queue; each job is written so that a second run does no harm."""
    await manager.prune_stalled_workers(SILENT_SECONDS)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await _retake_one(manager, job)
        except UniqueViolation:  # the same work was queued anew already
            await manager.finish_job(job, Status.ABORTED, delete_job=False)
        except ConnectorException:  # another worker was faster
            continue


async def _retake_one(manager: JobManager, job: Job) -> None:
    from .failures import note

    if job.attempts < MOST_ATTEMPTS:
        await manager.retry_job(job)
        return
    await manager.finish_job(job, Status.FAILED, delete_job=False)
    if job.id:
        await sync_to_async(note, thread_sensitive=False)(
            job.id, RuntimeError("The worker died while it ran, every time.")
        )
