"""Who is writing in an article at this moment."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

SILENCE = timedelta(seconds=50)
KEPT = timedelta(hours=1)


class Editing(models.Model):
    """A tab in which somebody writes; it tells so every twenty seconds while they do."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="editing")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "user", "tab"), name="editing_once"),)
        indexes = (models.Index(fields=("seen_at",), name="editing_seen"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.article_id}"

    @classmethod
    def tell(cls, article_id: int, user_id: int, tab: str) -> None:
        """Somebody writes in this tab now; what is long over is forgotten on the way."""
        now = timezone.now()
        cls.objects.filter(seen_at__lt=now - KEPT).delete()
        cls.objects.update_or_create(article_id=article_id, user_id=user_id, tab=tab, defaults={"seen_at": now})

    @classmethod
    def leave(cls, article_id: int, user_id: int, tab: str) -> None:
        cls.objects.filter(article_id=article_id, user_id=user_id, tab=tab).delete()

    @classmethod
    def others(cls, article_id: int, user_id: int, tab: str) -> "models.QuerySet[Editing, Any]":
        """The other tabs in which somebody writes now, this person's own too."""
        now = cls.objects.filter(article_id=article_id, seen_at__gt=timezone.now() - SILENCE)
        return now.exclude(user_id=user_id, tab=tab).select_related("user").order_by("-seen_at")[:10]
