"""The comments of one article, taken together."""

from datetime import timedelta
from typing import Self

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleQuerySet
from articles.prepared import Prepared
from newsblog.site.models import Moderation, SiteSettings

from .comment import Comment

TOP = 300
RECOUNT = """
    INSERT INTO comments_discussion AS discussions (article_id, total, mode)
    SELECT articles_article.id, count(comments_comment.id), ''
    FROM articles_article
    LEFT JOIN comments_comment
        ON comments_comment.article_id = articles_article.id AND comments_comment.status = 'published'
    LEFT JOIN comments_discussion AS old ON old.article_id = articles_article.id
    GROUP BY articles_article.id, old.total
    HAVING count(comments_comment.id) <> coalesce(old.total, 0)
    ON CONFLICT (article_id) DO UPDATE SET total = excluded.total
"""


class Discussion(models.Model):
    """How many published comments an article has, and who may comment. The database keeps the number by a trigger, in
    the same transaction; most articles have no row before their first comment."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="discussion")
    total = models.PositiveIntegerField(_("published comments"), default=0, editable=False)
    mode = models.CharField(
        _("moderation"),
        max_length=10,
        blank=True,
        choices=Moderation,
        help_text=_("Empty: as in the site settings."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after days"),
        null=True,
        blank=True,
        help_text=_("Empty: as in the site settings. 0: never."),
    )

    has_pinned: bool = False

    class Meta:
        verbose_name = _("moderation of comments")
        verbose_name_plural = _("moderation of comments")
        indexes = (models.Index(fields=("-total",), name="discussion_total"),)

    def __str__(self) -> str:
        return str(self.total)

    @classmethod
    def of(cls, article: Article) -> Self:
        """The article's discussion, with ``has_pinned``: whether a comment stands on top of it."""
        pinned = Comment.objects.published().filter(article=article.pk, pinned=True)
        found = cls.objects.filter(article=article).annotate(has_pinned=models.Exists(pinned)).first()
        if found:
            found.article = article
        return found or cls(article=article)

    @classmethod
    def on_public(cls, slug: str) -> Self | None:
        """The discussion of the article that readers find at this slug, with what posting needs of the article; None
        when there is none. One query."""
        article = next(iter(_PUBLIC(slug=slug)), None)
        if article is None:
            return None
        found = getattr(article, "discussion", None) or cls(article=article)
        found.article = article
        return found

    @classmethod
    def most_discussed(cls, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Those of the articles that have the most comments, without those that have none. Only the top of the index
        is looked at, as in ``ArticleQuerySet.most_read``."""
        top = cls.objects.filter(total__gt=0).order_by("-total").values("pk")[:TOP]
        return articles.filter(pk__in=top).order_by("-discussion__total", "-published_at", "-id")

    @classmethod
    def recount(cls) -> int:
        """Set every count to the number of rows; how many were wrong. Comments posted meanwhile wait."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE comments_comment IN SHARE MODE")
            cursor.execute(RECOUNT)
            return cursor.rowcount

    def moderation(self, site: SiteSettings) -> Moderation:
        return Moderation(self.mode or site.moderation)

    def is_open(self, site: SiteSettings) -> bool:
        """Whether visitors may comment on the article now."""
        if not (site.comments_open and self.article.comments_open):
            return False
        days = site.comments_close_after_days if self.close_after_days is None else self.close_after_days
        published = self.article.published_at
        return not (days and published and timezone.now() > published + timedelta(days=days))


def _with_discussion(slug: str) -> ArticleQuerySet:
    own = (f"discussion__{field.name}" for field in Discussion._meta.fields)
    articles = Article.objects.published().filter(slug=slug).select_related("discussion")
    return articles.only("slug", "comments_open", "published_at", "author", *own)


_PUBLIC = Prepared(_with_discussion)
