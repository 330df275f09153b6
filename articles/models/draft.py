"""What was typed into the form of an article and not saved yet."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .article import Article


class AutoDraftQuerySet(models.QuerySet["AutoDraft"]):
    def of(self, user: "User", article: "Article | None" = None, key: str = "") -> "AutoDraftQuerySet":
        """What the user typed into one form: an article's, or with its key the form of a new one."""
        if article:
            return self.filter(user=user, article=article)
        return self.filter(user=user, article=None, form_key=key)

    def never_saved(self, user: "User") -> "AutoDraftQuerySet":
        """What the user began as new articles, the latest first."""
        return self.filter(user=user, article=None).order_by("-saved_at")

    def keep(
        self, user: "User", article: "Article | None", key: str, *, version: int, content: dict[str, Any]
    ) -> "AutoDraft":
        """Keep what the form has now; of new articles, the user's latest ``MOST_NEW``."""
        values = {"content": content, "version": version, "saved_at": timezone.now()}
        draft, is_new = self.update_or_create(
            user=user, article=article, form_key="" if article else key, defaults=values
        )
        if is_new and not article:
            kept = self.never_saved(user).values("pk")[: AutoDraft.MOST_NEW]
            self.never_saved(user).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
        return draft

    def forget_old(self) -> int:
        """Delete what nobody came back for; how many there were."""
        return self.filter(saved_at__lt=timezone.now() - AutoDraft.KEPT).delete()[0]


class AutoDraft(models.Model):
    """The form of an article as one user left it. Neither the article nor its history knows of it."""

    KEPT = timedelta(days=30)
    MOST_NEW = 20
    LONGEST = 1_000_000

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("article")
    )
    form_key = models.CharField(max_length=32, blank=True)
    content = models.JSONField()
    """``fields``: the values of each field of the form by its name; ``labels``: what the chosen values of fields are
    called, by field and value."""
    version = models.PositiveIntegerField()
    """The article's, from which the editor began."""
    saved_at = models.DateTimeField(_("saved"))

    objects = AutoDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = (
            models.UniqueConstraint(fields=("user", "article"), name="draft_once", condition=Q(article__isnull=False)),
            models.UniqueConstraint(fields=("user", "form_key"), name="draft_of_new_once", condition=~Q(form_key="")),
            models.CheckConstraint(condition=Q(article__isnull=True) ^ Q(form_key=""), name="draft_of_one_form"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast("content", TextField())), 1_000_000), name="draft_bounded"
            ),
        )
        indexes = (models.Index(fields=("saved_at",), name="draft_age"),)

    def __str__(self) -> str:
        return self.title or f"{self.saved_at:%Y-%m-%d %H:%M}"

    @property
    def title(self) -> str:
        """The title as it was typed."""
        values = self.content.get("fields", {}).get("title") or [""]
        return str(values[0])
