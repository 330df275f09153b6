"""How many articles there are, without counting them."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import Count, DateField, Sum, Value
from django.db.models.functions import TruncMonth
from django.utils import timezone

from articles import moment
from articles.prepared import Prepared

from .status import PUBLIC

if TYPE_CHECKING:
    from .queryset import ArticleQuerySet

# Who folds and who counts anew wait for each other; whoever publishes waits for neither.
LOCK = "LOCK TABLE articles_articlecount IN SHARE UPDATE EXCLUSIVE MODE"
FOLD = """
    WITH lines AS (
        DELETE FROM articles_articlecount WHERE (kind, key, month) IN (
            SELECT kind, key, month FROM articles_articlecount GROUP BY 1, 2, 3 HAVING count(*) > 1 OR sum(number) = 0
        ) RETURNING *
    )
    INSERT INTO articles_articlecount (kind, key, month, number)
    SELECT kind, key, month, sum(number) FROM lines GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""


class Month(NamedTuple):
    """A month in the site's time zone, and how many articles appeared in it; of those so many are ``pinned``, which is
    told of the whole site alone."""

    first: date
    number: int
    pinned: int = 0

    def is_of(self, year: int, month: int | None = None) -> bool:
        return self.first.year == year and month in {None, self.first.month}

    def until(self, later: "Month") -> int:
        """How many months it is earlier than another one."""
        return (later.first.year - self.first.year) * 12 + later.first.month - self.first.month

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine((self.first + timedelta(days=31)).replace(day=1), time()))


class ArticleCountQuerySet(models.QuerySet["ArticleCount"]):
    def months(self, kind: str = "", key: int = 0) -> list[Month]:
        """Every month with articles that readers may see now, the newest first: of the whole site, or of a category,
        a tag or an author.

        The lines count all that are public by their state. Those that did not appear yet, or are gone by the clock,
        are few, and taken off.
        """
        found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
        for month, number, pinned in _LINES(kind=kind, key=key, zone=timezone.get_current_timezone_name()):
            found[month][0] += number
            found[month][1] += pinned
        return [Month(month, *numbers) for month, numbers in sorted(found.items(), reverse=True) if numbers[0] > 0]

    def fold(self) -> None:
        """Make one line of many, which changes no number."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK)
            cursor.execute(FOLD)

    def refill(self) -> None:
        """Count all articles anew."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT newsblog_count_articles()")


def _lines(kind: str, key: int, zone: str) -> Any:
    from .article import Article

    now = moment.db_now()
    articles = Article.objects.filter(PUBLIC, **({kind: key} if kind else {}))
    late = articles.filter(published_at__gt=now)
    gone = articles.filter(published_at__lte=now, withdraw_at__lte=now)
    lines = ArticleCount.objects.filter(kind=kind, key=key).order_by().values_list("month")
    parts = [_by_month(late, -1), _by_month(gone, -1)]
    if not kind:
        parts.append(_by_month(articles.published().filter(pinned=True), 0, 1))
    return lines.annotate(number=Sum("number"), pinned=Value(0)).union(*parts, all=True)


_LINES = Prepared(_lines, fixed=("kind", "zone"))


def _by_month(articles: "ArticleQuerySet", number: int, pinned: int = 0) -> Any:
    months = articles.order_by().values_list(TruncMonth("published_at", output_field=DateField()))
    return months.annotate(number=number * Count("pk"), pinned=pinned * Count("pk"))


class ArticleCount(models.Model):
    """A line for each change of how many articles of a month are public by their state: of the site, of a category, a
    tag and an author. Triggers write them, so that nobody who publishes waits for another; ``fold`` keeps them few."""

    kind = models.CharField(max_length=8)
    key = models.BigIntegerField()
    month = models.DateField()
    number = models.IntegerField()

    objects = ArticleCountQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("kind", "key", "month"), include=("number",), name="article_count"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.month:%Y-%m}: {self.number:+}"
