"""Links for people without an account."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.flow.moves import may_write

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .article import Article

DAYS = (1, 7, 30)
USUAL_DAYS = 7
# 192 random bits, in 32 characters.
SECRET_BYTES = 24


class PreviewLink(models.Model):
    """One person's way to one revision of an article. Of its secret address only a digest is kept.

    ``by`` is who uses a verb, None the site itself.

    Raises:
        PermissionDenied: when ``by`` may not change the article.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey("articles.Revision", on_delete=models.CASCADE, related_name="+")
    recipient = models.CharField(_("for whom"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(recipient=""), name="preview_has_recipient"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="preview_has_digest"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="preview_ends_later"),
            models.UniqueConstraint(
                fields=("article", "recipient"), condition=Q(revoked_at=None), name="preview_one_a_recipient"
            ),
        )

    def __str__(self) -> str:
        return self.recipient

    @classmethod
    def make(cls, article: "Article", recipient: str, days: int, by: "User | None" = None) -> tuple[Self, str]:
        """A link to the article as it is saved now, and its secret, which nobody can tell again. One of the same
        recipient that is over makes room for it.

        Raises:
            IntegrityError: when the recipient has one that is good.
        """
        _check(article, by)
        now, secret = timezone.now(), secrets.token_urlsafe(SECRET_BYTES)
        with transaction.atomic():
            over = cls.objects.filter(article=article, recipient=recipient, revoked_at=None, expires_at__lte=now)
            over.update(revoked_at=now)
            link = cls.objects.create(
                article=article,
                revision=article.record_revision(None),
                recipient=recipient,
                digest=digest(secret),
                created_by=by,
                created_at=now,
                expires_at=now + timedelta(days=days),
            )
        return link, secret

    @classmethod
    def find(cls, secret: str) -> Self | None:
        """The link of a secret, while it is good. Found by its digest, so that no time tells how much of a guess was
        right."""
        links = cls.objects.filter(digest=digest(secret), revoked_at=None, expires_at__gt=timezone.now())
        return links.filter(article__binned_at=None).select_related("article__author", "article__category").first()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def renew(self, days: int, by: "User | None" = None) -> str:
        """Another secret in the place of the old one, good for so many days from now on."""
        _check(self.article, by)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self.digest, self.expires_at = digest(secret), timezone.now() + timedelta(days=days)
        self.save(update_fields=["digest", "expires_at"])
        return secret

    def revoke(self, by: "User | None" = None) -> None:
        _check(self.article, by)
        PreviewLink.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())

    def move(self, by: "User | None" = None) -> bool:
        """Lead to the article as it is saved now; False when it does already."""
        _check(self.article, by)
        present = self.article.record_revision(None)
        if present.pk == self.revision_id:
            return False
        self.revision, self.moved_at = present, timezone.now()
        self.save(update_fields=["revision", "moved_at"])
        return True

    def count_opening(self) -> None:
        rows = PreviewLink.objects.filter(pk=self.pk)
        rows.update(openings=F("openings") + 1, last_opened_at=timezone.now())


def _check(article: "Article", by: "User | None") -> None:
    if by is not None and not may_write(by, article):
        raise PermissionDenied


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
