"""Where deleted articles stay for thirty days."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Article, ArticleQuerySet

KEPT = timedelta(days=30)
BATCH = 100


def binned() -> ArticleQuerySet:
    """What is in the bin, the latest first."""
    return Article.objects.filter(binned_at__isnull=False).order_by("-binned_at", "-pk")


def empty() -> int:
    """Delete for good, with its comments and its history, what was there long enough; the number of articles."""
    old = binned().filter(binned_at__lt=timezone.now() - KEPT)
    number = 0
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        number += len(keys)
        Article.objects.filter(pk__in=keys, binned_at__isnull=False).delete()
    return number
