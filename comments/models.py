"""Visitors' comments and the threads that they form."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleQuerySet

from . import fingerprints

PAGE_SIZE = 50
TOP = 300
# Deeper replies are stored with their parent and shown at this depth, in the order of time.
SHOWN_DEPTH = 4
REPEAT_WINDOW = timedelta(hours=24)
# The segment of one comment in the path of its thread: its number in base 16, so that text order is time order.
SEGMENT = 12
RECOUNT = """
    INSERT INTO comments_commentcount AS counts (article_id, total)
    SELECT articles_article.id, count(comments_comment.id)
    FROM articles_article
    LEFT JOIN comments_comment
        ON comments_comment.article_id = articles_article.id AND comments_comment.status = 'published'
    LEFT JOIN comments_commentcount AS old ON old.article_id = articles_article.id
    GROUP BY articles_article.id, old.total
    HAVING count(comments_comment.id) <> coalesce(old.total, 0)
    ON CONFLICT (article_id) DO UPDATE SET total = excluded.total
"""


def new_public_id() -> str:
    return secrets.token_urlsafe(9).replace("_", "x").replace("-", "y")


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> Self:
        """Those that readers may see."""
        return self.filter(status=Comment.Status.PUBLISHED)

    def in_threads(self) -> Self:
        """Every comment before its replies, old ones first."""
        return self.select_related("parent").order_by("path")

    def on_public_articles(self) -> Self:
        """The published ones that readers can get to, the newest first."""
        return self.published().filter(article__in=Article.objects.published()).order_by("-created_at", "-id")

    def with_articles(self, keys: Sequence[int]) -> Self:
        """The comments of some keys with the title and the address of their articles."""
        rows = self.filter(pk__in=keys).select_related("article")
        return rows.only(*(field.name for field in Comment._meta.concrete_fields), "article__title", "article__slug")

    def post(self, comment: "Comment", *, address: str, agent: str) -> "Comment":
        """Store what a visitor wrote, once: the same words by the same visitor at the same place within a day are the
        same comment, which is given back. Posts of one fingerprint wait for each other, so that of twenty at the same
        moment nineteen find the first.
        """
        comment.address_hash = fingerprints.digest("address", address)
        comment.agent_hash = fingerprints.digest("agent", agent)
        comment.fingerprint = fingerprints.of_comment(comment)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [comment.fingerprint])
            since = timezone.now() - REPEAT_WINDOW
            if earlier := self.filter(fingerprint=comment.fingerprint, created_at__gt=since).first():
                return earlier
            comment.save()
        return comment


class Comment(models.Model):
    """What a visitor said about an article, or in reply to another visitor."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        PUBLISHED = "published", _("published")
        SPAM = "spam", _("spam")
        REMOVED = "removed", _("removed")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments", verbose_name=_("article"))
    # The database itself keeps parent and root to the same article and deletes replies with them (migration 0002):
    # Django would walk down a thread reply by reply.
    parent = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("reply to"),
    )
    root = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, db_constraint=False, null=True, editable=False, related_name="+"
    )
    path = models.CharField(max_length=(SHOWN_DEPTH + 1) * SEGMENT, db_collation="C", editable=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    body = models.TextField(_("comment"), max_length=5000)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PUBLISHED)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    address_hash = models.CharField(max_length=32, blank=True, editable=False)
    agent_hash = models.CharField(max_length=32, blank=True, editable=False)
    secret_digest = models.CharField(max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("id", "article"), name="comment_id_and_article"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "published", "spam", "removed"]), name="comment_status_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(body=""), name="comment_has_name_and_body"),
        )
        indexes = (
            models.Index(fields=("article", "path"), name="comment_thread", condition=Q(status="published")),
            models.Index(fields=("-created_at", "-id"), name="comment_latest", condition=Q(status="published")),
            models.Index(fields=("fingerprint",), name="comment_fingerprint"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:40]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is None:
            self._take_place_in_thread()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The article's page that shows the comment, at the comment."""
        before = Comment.objects.published().filter(article=self.article_id, path__lt=self.path).count()
        page = before // PAGE_SIZE + 1
        query = f"?page={page}" if page > 1 else ""
        return f"{self.article.get_absolute_url()}{query}#comment-{self.public_id}"

    @property
    def depth(self) -> int:
        """How far the comment is set in: 0 for one that starts a thread, at most ``SHOWN_DEPTH``."""
        return len(self.path) // SEGMENT - 1

    @property
    def initial(self) -> str:
        """What its avatar shows."""
        return self.name[:1].upper()

    @property
    def hue(self) -> int:
        """The colour of its avatar, 0 to 11; one name, one colour."""
        return sum(ord(character) for character in self.name) % 12

    def approve(self) -> None:
        """Show the comment to readers."""
        self._set_status(self.Status.PUBLISHED)

    def mark_as_spam(self) -> None:
        self._set_status(self.Status.SPAM)

    def remove(self) -> None:
        """Take the comment from the readers; it stays in the database."""
        self._set_status(self.Status.REMOVED)

    def _set_status(self, status: Status) -> None:
        self.status = status
        self.save(update_fields=["status"])

    def _take_place_in_thread(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [self._meta.db_table])
            (self.pk,) = cursor.fetchone()
        self._state.adding = True
        above = self.parent.path[: SHOWN_DEPTH * SEGMENT] if self.parent else ""
        self.path = f"{above}{self.pk:0{SEGMENT}x}"
        if self.parent:
            self.root_id = self.parent.root_id or self.parent_id


class CommentCount(models.Model):
    """How many published comments an article has. The database keeps it by a trigger, in the same transaction."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="comment_count")
    total = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("-total",), name="comment_count_total"),)

    def __str__(self) -> str:
        return str(self.total)

    @classmethod
    def of(cls, article: Article) -> int:
        return cls.objects.filter(article=article).values_list("total", flat=True).first() or 0

    @classmethod
    def most_discussed(cls, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Those of the articles that have the most comments, without those that have none. Only the top of the index
        is looked at, as in ``ArticleQuerySet.most_read``."""
        top = cls.objects.filter(total__gt=0).order_by("-total").values("pk")[:TOP]
        return articles.filter(pk__in=top).order_by("-comment_count__total", "-published_at", "-id")

    @classmethod
    def recount(cls) -> int:
        """Set every count to the number of rows; how many were wrong. Comments posted meanwhile wait."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE comments_comment IN SHARE MODE")
            cursor.execute(RECOUNT)
            return cursor.rowcount
