"""What was decided about comments, by whom and why: the audit log of moderation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Decision(models.Model):
    """One step in a comment's life. The rows stay when the comment is erased, without its words: the database itself
    lets go of it (migration 0003)."""

    class Verb(models.TextChoices):
        APPROVE = "approve", _("approved")
        DECLINE = "decline", _("declined")
        SPAM = "spam", _("marked as spam")
        EDIT = "edit", _("edited")
        OWN_EDIT = "own-edit", _("edited by its writer")
        ERASE = "erase", _("erased by its writer")
        REPORT = "report", _("hidden after reports")
        CONFIRM = "confirm", _("address confirmed by its writer")
        PIN = "pin", _("pinned")
        UNPIN = "unpin", _("unpinned")
        LOCK = "lock", _("thread locked")
        UNLOCK = "unlock", _("thread unlocked")
        UNDO = "undo", _("undone")

    comment = models.ForeignKey(
        Comment,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="decisions",
        verbose_name=_("comment"),
    )
    public_id = models.CharField(_("comment"), max_length=16)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("moderator"),
        help_text=_("Empty: decided by the site itself or by the writer."),
    )
    verb = models.CharField(_("decision"), max_length=10, choices=Verb)
    before = models.CharField(_("before"), max_length=10, blank=True, choices=Comment.Status)
    after = models.CharField(_("after"), max_length=10, blank=True, choices=Comment.Status)
    note = models.CharField(_("note"), max_length=500, blank=True)
    # What an undo puts back: the values of the comment's fields before.
    previous = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("actor", "-id"), name="decision_actor"),
            models.Index(fields=("verb", "-id"), name="decision_verb"),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.public_id}"
