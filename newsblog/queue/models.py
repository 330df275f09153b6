"""What procrastinate's own tables don't keep, and its jobs as the admin shows them."""

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

LONGEST = 2000


class Failure(models.Model):
    """Why a job failed the last time that it was tried."""

    job_id = models.BigIntegerField(primary_key=True)
    error = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.error

    @classmethod
    def note(cls, job_id: int, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"[:LONGEST].replace("\0", "")
        cls.objects.update_or_create(job_id=job_id, defaults={"error": text, "at": timezone.now()})

    @classmethod
    def forget(cls) -> None:
        """Forget the failures of jobs that are forgotten."""
        jobs = ProcrastinateJob.objects.filter(pk=models.OuterRef("job_id"))
        cls.objects.filter(~models.Exists(jobs)).delete()


class Job(ProcrastinateJob):
    """A job of the queue, with what people may do about it."""

    class Meta:
        proxy = True
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        default_permissions = ("view", "change")

    @classmethod
    def try_again(cls, key: int) -> bool:
        """Let a job that failed begin anew, with all its attempts; False when it has not failed, or when the same
        work waits already."""
        try:
            with transaction.atomic():
                failed = cls.objects.filter(pk=key, status="failed")
                return bool(failed.update(status="todo", attempts=0, scheduled_at=timezone.now()))
        except IntegrityError:
            return False

    @classmethod
    def discard(cls, key: int) -> bool:
        """Forget a job that waits or failed; False when there is no such job."""
        with transaction.atomic():
            jobs = cls.objects.filter(pk=key, status__in=["todo", "failed"])
            is_gone = bool(jobs._raw_delete(jobs.db))  # what belongs to it is the business of procrastinate's tables
            if is_gone:
                Failure.objects.filter(pk=key).delete()
        return is_gone
