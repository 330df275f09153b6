"""Changes of an article that wait for their time."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlannedChangeQuerySet(models.QuerySet["PlannedChange"]):
    def waiting(self) -> Self:
        """Those to be made at their time. What is in the bin waits until it is taken out."""
        return self.filter(state=PlannedChange.State.WAITING, article__binned_at=None)


class PlannedChange(models.Model):
    """What an article will say from a set time on. ``base`` is what it said when that was written."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("planned change", "waiting")
        DONE = "done", pgettext_lazy("planned change", "done")
        FAILED = "failed", pgettext_lazy("planned change", "not done")
        CANCELLED = "cancelled", pgettext_lazy("planned change", "cancelled")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="planned_changes", verbose_name=_("article")
    )
    base = models.JSONField()
    fields = models.JSONField()
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("planned by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = PlannedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned change")
        verbose_name_plural = _("planned changes")
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "failed", "cancelled"]), name="planned_change_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(finished_at__isnull=False), name="planned_change_finished"
            ),
        )
        indexes = (models.Index(fields=("at",), name="planned_change_due", condition=Q(state="waiting")),)

    def __str__(self) -> str:
        return f"{self.article_id} · {self.at:%Y-%m-%d %H:%M}"
