"""What visitors do beside writing, and what is counted of them. None of it says who they are: ``visitor`` is a digest
of an address that changes every day (``comments.fingerprints``). The database itself takes the rows of a comment away
with it (migration 0003)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Like(models.Model):
    """A visitor likes a comment. The database keeps ``Comment.likes`` by a trigger."""

    comment = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False)
    visitor = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comment", "visitor"), name="like_once_a_day"),)

    def __str__(self) -> str:
        return str(self.comment_id)


class Report(models.Model):
    """A reader finds that a comment should not be there."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("advertising")
        INSULT = "insult", _("insult")
        OFF_TOPIC = "off-topic", _("off topic")
        ILLEGAL = "illegal", _("against the law")
        OTHER = "other", _("something else")

    comment = models.ForeignKey(Comment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="reports")
    visitor = models.CharField(max_length=32, editable=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (models.UniqueConstraint(fields=("comment", "visitor"), name="report_once_a_day"),)

    def __str__(self) -> str:
        return self.get_reason_display()


class Tally(models.Model):
    """How often something was done within a window of time. Its table is not logged: a crash empties it."""

    key = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("ends_at",), name="tally_ends"),)

    def __str__(self) -> str:
        return self.key


class SpentProof(models.Model):
    """A proof of work that was used, and must not be used again. Not logged either."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="spent_proof_expires"),)

    def __str__(self) -> str:
        return self.digest
