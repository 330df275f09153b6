"""What readers looked for in vain."""

from datetime import timedelta
from typing import Self

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.search.folding import fold

LONGEST = 100
COUNT = """
    INSERT INTO articles_failedsearch AS search (text, number, last_at) VALUES (%s, 1, now())
    ON CONFLICT (text) DO UPDATE SET number = search.number + 1, last_at = now()
"""
KEPT = timedelta(days=30)
MOST = 2000


class FailedSearch(models.Model):
    """Words that a search of the site found nothing for. Of who searched, nothing is kept."""

    text = models.CharField(_("search"), max_length=LONGEST, unique=True)
    number = models.PositiveIntegerField(_("times"), default=1)
    last_at = models.DateTimeField(_("last time"), default=timezone.now)

    class Meta:
        verbose_name = _("search without results")
        verbose_name_plural = _("searches without results")
        ordering = ("-number", "-last_at")
        indexes = (models.Index(fields=("-number", "-last_at"), name="failed_search_most"),)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def note(cls, text: str) -> None:
        """Count one more search for a text that found nothing; spellings that search alike count together."""
        if words := " ".join(fold(text).split())[:LONGEST]:
            with connection.cursor() as cursor:
                cursor.execute(COUNT, [words])

    @classmethod
    def most(cls, number: int) -> list[Self]:
        """Those that were searched for most often."""
        return list(cls.objects.all()[:number])

    @classmethod
    def forget(cls) -> None:
        """Forget what nobody looked for during a month, and of very many the oldest."""
        cls.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
        cls.objects.exclude(pk__in=cls.objects.order_by("-last_at").values("pk")[:MOST]).delete()
