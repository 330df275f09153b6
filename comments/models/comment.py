"""Visitors' comments and the threads that they form."""

import functools
import json
import secrets
from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.prepared import Statement
from comments import rendering
from newsblog.site.models import SiteSettings

# Deeper replies are stored with their parent and shown at this depth, in the order of time.
SHOWN_DEPTH = 4
# The segment of one comment in the path of its thread: its number in base 16, so that text order is time order.
SEGMENT = 12

# Counted from the end, where new ones are.
NUMBER_BEFORE = """
    SELECT coalesce((SELECT total FROM comments_discussion WHERE article_id = %(article)s), 0) - count(*)
    FROM comments_comment WHERE status = 'published' AND article_id = %(article)s AND path >= %(path)s
"""


@functools.cache
def _insert() -> Statement:
    columns = ", ".join(field.attname for field in Comment._meta.concrete_fields)
    row = "json_populate_record(NULL::comments_comment, %(row)s::json)"  # forty values cost more to quote one by one
    return Statement(f"INSERT INTO comments_comment ({columns}) SELECT {columns} FROM {row}")  # noqa: S608 - of names


def new_public_id() -> str:
    return secrets.token_urlsafe(9).replace("_", "x").replace("-", "y")


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> Self:
        """Those that readers may see."""
        return self.filter(status=Comment.Status.PUBLISHED)

    def waiting(self) -> Self:
        """Those that a moderator has to look at."""
        return self.filter(status=Comment.Status.PENDING)

    def in_threads(self) -> Self:
        """Every comment before its replies, old ones first."""
        return self._with_thread().order_by("path")

    def newest(self) -> Self:
        return self._with_thread().order_by("-id")

    def most_liked(self) -> Self:
        return self._with_thread().order_by("-likes", "-id")

    def on_public_articles(self) -> Self:
        """The published ones that readers can get to, the newest first."""
        return self.published().filter(article__in=Article.objects.published()).order_by("-created_at", "-id")

    def with_articles(self, keys: Sequence[int]) -> Self:
        """The comments of some keys with the title and the address of their articles."""
        rows = self.filter(pk__in=keys).select_related("article")
        return rows.only(*_own_fields(), "article__title", "article__slug")

    def _with_thread(self) -> Self:
        """With what is shown of the comment replied to, and whether the thread is locked."""
        of_parent = (f"parent__{name}" for name in ("name", "public_id", "status", "path"))
        return self.select_related("parent", "root").only(*_own_fields(), *of_parent, "root__locked")


def _own_fields() -> list[str]:
    return [field.name for field in Comment._meta.concrete_fields]


class Comment(models.Model):
    """What a visitor said about an article, or in reply to another visitor."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        PUBLISHED = "published", _("published")
        SPAM = "spam", _("spam")
        REMOVED = "removed", _("declined")

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
    masked = models.TextField(
        _("comment as shown"), blank=True, editable=False, help_text=_("With masked words; empty when there are none.")
    )
    html = models.TextField(blank=True, default="", editable=False)
    rules = models.PositiveSmallIntegerField(default=0, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("Of the site's staff, when they wrote it."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PUBLISHED)
    declined_reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("Shown to the writer when the comment was declined.")
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    likes = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    pinned = models.BooleanField(_("pinned"), default=False, editable=False)
    locked = models.BooleanField(_("thread locked"), default=False, editable=False)
    email_confirmed = models.BooleanField(_("e-mail confirmed"), default=False, editable=False)
    signals = models.JSONField(
        _("spam signals"), default=dict, editable=False, help_text=_("What spoke against it, and how much.")
    )
    spam_probability = models.FloatField(_("probability of spam"), null=True, editable=False)
    # Digests with a salt that changes daily.
    address_hash = models.CharField(max_length=32, blank=True, editable=False)
    agent_hash = models.CharField(max_length=32, blank=True, editable=False)
    # Of the token that the visitor's browser keeps, of the form's key, of the words with and without place and writer.
    browser = models.CharField(max_length=32, blank=True, editable=False)
    form_key = models.CharField(max_length=32, blank=True, editable=False)
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)
    text_hash = models.CharField(max_length=32, blank=True, editable=False)

    # What ``comments.display`` gives a comment that is shown.
    avatar: str = ""
    indent: int = 0
    badge: str = ""
    gap: bool = False
    gap_depth: int = 0
    own_state: str = ""
    own_url: str = ""
    can_edit: bool = False

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("-created_at", "-id")
        permissions = (("moderate_comment", _("Can decide about comments")),)
        constraints = (
            models.UniqueConstraint(fields=("id", "article"), name="comment_id_and_article"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "published", "spam", "removed"]), name="comment_status_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(status="removed") | (~Q(name="") & ~Q(body="")), name="comment_has_name_and_body"
            ),
        )
        indexes = (
            models.Index(fields=("article", "path"), name="comment_thread", condition=Q(status="published")),
            models.Index(fields=("article", "-id"), name="comment_newest", condition=Q(status="published")),
            models.Index(fields=("article", "-likes", "-id"), name="comment_liked", condition=Q(status="published")),
            models.Index(fields=("article",), name="comment_pinned", condition=Q(status="published", pinned=True)),
            models.Index(fields=("-created_at", "-id"), name="comment_latest", condition=Q(status="published")),
            models.Index(fields=("status", "-id"), name="comment_status"),
            models.Index(fields=("fingerprint",), name="comment_fingerprint"),
            models.Index(fields=("text_hash", "created_at"), name="comment_text"),
            models.Index(fields=("browser", "article"), name="comment_browser", condition=~Q(browser="")),
            models.Index(fields=("email",), name="comment_email", condition=~Q(email="")),
            models.Index(fields=("rules",), name="comment_rules"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {rendering.plain(self.body)[:40]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            if self.pk is None:
                self.take_place(self._next_number())
            self.render()
            kwargs["force_insert"] = True  # the number is new: there is nothing to update
        super().save(*args, **kwargs)

    def store(self, cursor: CursorWrapper) -> None:
        """``save`` for a new comment that has its place, by a statement that is written and planned once; nobody is
        told of it by signals."""
        self.render()
        row = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        cursor.execute(_insert().on(connection), {"row": json.dumps(row, default=str)})
        self._state.adding, self._state.db = False, connection.alias

    def render(self) -> None:
        """Make the stored HTML anew from the words."""
        self.html = rendering.render(self.masked or self.body)
        self.rules = rendering.RULES

    def get_absolute_url(self) -> str:
        """The article's page that shows the comment, at the comment."""
        return self.url_on_pages(SiteSettings.load().comments_page_size)

    def url_on_pages(self, size: int) -> str:
        """``get_absolute_url`` for those who know how many comments a page has."""
        page = self.number_before // size + 1
        query = f"?page={page}" if page > 1 else ""
        return f"{self.article.get_absolute_url()}{query}#comment-{self.public_id}"

    @cached_property
    def number_before(self) -> int:
        """How many published comments stand before it in its article, by the order of threads."""
        with connection.cursor() as cursor:
            cursor.execute(NUMBER_BEFORE, self.place)
            return int(cursor.fetchone()[0])

    @property
    def place(self) -> dict[str, Any]:
        """The parameters of ``NUMBER_BEFORE``."""
        return {"article": self.article_id, "path": self.path}

    def get_permanent_url(self) -> str:
        """The address that leads to the comment wherever it is shown."""
        return reverse("comments:comment", args=[self.public_id])

    @property
    def depth(self) -> int:
        """How far the comment is set in: 0 for one that starts a thread, at most ``SHOWN_DEPTH``."""
        return len(self.path) // SEGMENT - 1

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def thread(self) -> "Comment":
        """The comment that started the thread."""
        return self.root or self

    @property
    def plain(self) -> str:
        """What readers see of the words, without markup."""
        return rendering.plain(self.masked or self.body)

    def erase(self) -> None:
        """Forget what was said and who said it. With replies the place stays, so that they keep theirs.

        Replies by others are theirs: only a comment without any goes away whole.
        """
        if not self.replies.exists():
            self.delete()
            return
        self.name = self.email = self.website = self.body = self.masked = self.html = self.declined_reason = ""
        self.address_hash = self.agent_hash = self.browser = self.form_key = self.fingerprint = self.text_hash = ""
        self.status, self.signals, self.user, self.email_confirmed = self.Status.REMOVED, {}, None, False
        self.save()

    def take_place(self, number: int) -> None:
        """Let a new comment be of this number, which was drawn from the table's sequence, and find its place in the
        thread of its parent. ``save`` does it for comments that have none yet."""
        self.pk = number
        above = self.parent.path[: SHOWN_DEPTH * SEGMENT] if self.parent else ""
        self.path = f"{above}{self.pk:0{SEGMENT}x}"
        if self.parent:
            self.root_id = self.parent.root_id or self.parent_id

    def _next_number(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [self._meta.db_table])
            return int(cursor.fetchone()[0])
