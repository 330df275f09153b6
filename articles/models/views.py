from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# One statement, so that no view is lost between two readers; hours that no list needs any more are forgotten with it.
COUNT = """
    WITH ever AS (UPDATE articles_articleviews SET total = total + 1 WHERE article_id = %(article)s),
        forgotten AS (DELETE FROM articles_hourlyviews WHERE hour < now() - interval '8 days')
    INSERT INTO articles_hourlyviews AS hourly (article_id, hour, total)
    VALUES (%(article)s, date_trunc('hour', now()), 1)
    ON CONFLICT (article_id, hour) DO UPDATE SET total = hourly.total + 1
"""


class ArticleViews(models.Model):
    """How often an article was read. A table of its own, so that counting never touches the article's row."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="views", verbose_name=_("article")
    )
    total = models.PositiveBigIntegerField(_("views"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("views")
        indexes = (models.Index(fields=("-total", "-article"), name="article_views_most"),)

    def __str__(self) -> str:
        return str(self.total)

    def count(self) -> None:
        """Count one view, ever and in this hour."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"article": self.pk})


class HourlyViews(models.Model):
    """How often an article was read in one of the last hours."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="hourly_views")
    hour = models.DateTimeField()
    total = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "hour"), name="hourly_views_once"),)
        indexes = (models.Index(fields=("hour",), name="hourly_views_hour"),)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} · {self.total}"
