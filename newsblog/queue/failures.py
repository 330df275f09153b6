"""Keeping the words of an error for whoever looks into the queue."""

import logging
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import job_context, worker
from procrastinate.middleware import AsyncCallNext

from .models import Failure

logger = logging.getLogger(__name__)


async def note_failure(call_next: AsyncCallNext, context: job_context.JobContext, worker: worker.Worker) -> Any:
    """A middleware of procrastinate around every job."""
    try:
        return await call_next()
    except Exception as error:
        if context.job.id:
            await sync_to_async(note, thread_sensitive=False)(context.job.id, error)
        raise


def note(job_id: int, error: Exception) -> None:
    """Keep why a job failed. Never raises: the job's own error decides what becomes of it."""
    try:
        Failure.note(job_id, error)
    except Exception:
        logger.warning("The error of job %s could not be kept.", job_id)
    finally:
        close_old_connections()
