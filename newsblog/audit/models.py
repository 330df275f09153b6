"""The lines of the log."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .events import EVENTS

KEPT = timedelta(days=365)


class Entry(models.Model):
    """One thing that happened. Names are kept beside keys, and keys are no foreign keys: the line outlives what it
    tells of. The database refuses to change a line, and to delete one that is younger than a year (migration 0001)."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    event = models.CharField(_("event"), max_length=40)
    actor_id = models.BigIntegerField(_("person"), null=True)
    actor_name = models.CharField(_("person"), max_length=150, blank=True)
    about_type = models.CharField(_("kind"), max_length=80, blank=True)
    about_id = models.CharField(_("number"), max_length=64, blank=True)
    about_name = models.CharField(pgettext_lazy("log entry", "about"), max_length=200, blank=True)
    detail = models.CharField(_("details"), max_length=500, blank=True)
    network = models.CharField(_("network"), max_length=43, blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("-id",)
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("event", "-id"), name="audit_event"),
            models.Index(fields=("actor_id", "-id"), name="audit_actor"),
            models.Index(fields=("about_type", "about_id", "-id"), name="audit_about"),
        )

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.label, self.actor_name, self.about_name)))

    @property
    def label(self) -> str:
        return str(EVENTS.get(self.event, self.event))

    @classmethod
    def forget(cls) -> int:
        """Forget what is a year old; how many lines that were."""
        return cls.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
