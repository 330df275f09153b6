from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """What was wrong in a published article and is right now, told to the readers."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="corrections", verbose_name=_("article")
    )
    text = models.CharField(
        _("what was corrected"),
        max_length=500,
        help_text=_("Shown below the article and in the list of all corrections: what it said, and what is right."),
    )
    made_at = models.DateTimeField(_("corrected on"), default=timezone.now)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-made_at", "-id")
        constraints = (models.CheckConstraint(condition=~models.Q(text=""), name="correction_has_text"),)
        indexes = (models.Index(fields=("-made_at", "-id"), name="correction_newest"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and date the article's update with it."""
        super().save(*args, **kwargs)
        updated = Greatest("updated_at", Value(self.made_at))
        type(self.article).objects.filter(pk=self.article.pk).update(updated_at=updated, saved_at=timezone.now())

    def __str__(self) -> str:
        return self.text
