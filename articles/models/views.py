from collections.abc import Mapping

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# One statement, so that the readers' views, what is counted, and what is remembered against reloads are one thing.
# Rows are taken in one order, so that two workers never wait for each other; hours that no list needs any more and
# visits of more than an hour ago are forgotten with it.
COUNT = """
    WITH given AS (
        SELECT * FROM unnest(%(digests)s::bigint[], %(articles)s::bigint[]) AS pair (digest, article_id)
    ), new AS (
        INSERT INTO articles_visit AS visit (digest, at) SELECT digest, now() FROM given ORDER BY digest
        ON CONFLICT (digest) DO UPDATE SET at = now() WHERE visit.at <= now() - interval '1 hour'
        RETURNING digest
    ), counts AS (
        SELECT article_id, count(*) AS number FROM new JOIN given USING (digest) GROUP BY article_id
    ), locked AS (
        SELECT total.article_id, number FROM articles_articleviews AS total JOIN counts USING (article_id)
        ORDER BY total.article_id FOR UPDATE OF total
    ), ever AS (
        UPDATE articles_articleviews AS total SET total = total.total + number
        FROM locked WHERE locked.article_id = total.article_id
    ), forgotten_hours AS (
        DELETE FROM articles_hourlyviews WHERE hour < now() - interval '8 days'
    ), forgotten_visits AS (
        DELETE FROM articles_visit WHERE at <= now() - interval '1 hour' AND digest <> ALL (%(digests)s::bigint[])
    )
    INSERT INTO articles_hourlyviews AS hourly (article_id, hour, total)
    SELECT article_id, date_trunc('hour', now()), number FROM locked ORDER BY article_id
    ON CONFLICT (article_id, hour) DO UPDATE SET total = hourly.total + excluded.total
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

    @staticmethod
    def count(visits: Mapping[int, int]) -> None:
        """Count the visits, articles' keys by a digest of who reads what; the same digest counts once an hour."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"digests": list(visits), "articles": list(visits.values())})


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


class Visit(models.Model):
    """That somebody read an article within the last hour: a reload is no second view. Nobody can be told from it."""

    digest = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"
