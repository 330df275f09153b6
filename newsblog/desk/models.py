"""Figures of the whole site, day by day."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import HourlyViews
from comments.models import Comment
from newsblog.site.models import SiteSettings

# The hours of the views are kept for eight days, so a site that stood still for a week loses no day.
RECOUNTED = timedelta(days=6)


class Day(models.Model):
    """How often articles were read on a day of the site's calendar, and how many comments were written."""

    date = models.DateField(primary_key=True)
    views = models.PositiveBigIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    @classmethod
    def recount(cls) -> None:
        """Bring the last days up to date."""
        zone = SiteSettings.load().zone
        with timezone.override(zone):
            first = timezone.localdate() - RECOUNTED
            start = datetime.combine(first, time(), zone)
            views = HourlyViews.objects.filter(hour__gte=start).annotate(date=TruncDate("hour")).values("date")
            comments = Comment.objects.published().filter(created_at__gte=start).annotate(date=TruncDate("created_at"))
            figures: dict[date, Any] = {day: cls(date=day) for day in _days(first, timezone.localdate())}
            for row in views.order_by().annotate(number=Sum("total")):
                figures.setdefault(row["date"], cls(date=row["date"])).views = row["number"]
            for row in comments.order_by().values("date").annotate(number=Count("pk")):
                figures.setdefault(row["date"], cls(date=row["date"])).comments = row["number"]
        cls.objects.bulk_create(
            list(figures.values()), update_conflicts=True, unique_fields=["date"], update_fields=["views", "comments"]
        )

    @classmethod
    def last(cls, number: int) -> list[Self]:
        """The last days, the oldest first; without gaps."""
        today = timezone.localdate()
        first = today - timedelta(days=number - 1)
        known = cls.objects.in_bulk(_days(first, today))
        return [known.get(day) or cls(date=day) for day in _days(first, today)]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
