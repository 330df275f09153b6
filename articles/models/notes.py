"""What writers, editors and guests say to each other about an article."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.flow.moves import may_see
from articles.signals import noted

from .previews import PreviewLink

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .article import Article

NOTES_A_DAY = 30


class Note(models.Model):
    """A word about an article; readers never see it. ``name`` is what its writer was called then."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    revision = models.ForeignKey("articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    preview = models.ForeignKey(PreviewLink, on_delete=models.SET_NULL, null=True, related_name="notes")
    name = models.CharField(max_length=150)
    quote = models.CharField(_("the place"), max_length=300, blank=True)
    body = models.TextField(pgettext_lazy("about an article", "note"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = pgettext_lazy("about an article", "note")
        verbose_name_plural = pgettext_lazy("about an article", "notes")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(body=""), name="note_has_body"),
            models.CheckConstraint(condition=Q(user=None) | Q(preview=None), name="note_of_one"),
            models.CheckConstraint(
                condition=Q(resolved_by=None) | Q(resolved_at__isnull=False), name="note_resolver_resolved"
            ),
        )
        indexes = (models.Index(fields=("article",), name="note_open", condition=Q(resolved_at=None)),)

    def __str__(self) -> str:
        return self.body[:50]

    @classmethod
    def say(cls, article: "Article", body: str, by: "User") -> Self:
        """A note of staff.

        Raises:
            PermissionDenied: when ``by`` may not see articles.
        """
        _check(by)
        revision = article.revisions.only("pk").first()
        name = by.get_full_name() or by.get_username()
        with transaction.atomic():
            note = cls.objects.create(article=article, revision=revision, user=by, name=name, body=body)
            noted.send(cls, note=note, by=by)
        return note

    @classmethod
    def of_guest(cls, link: PreviewLink, body: str, quote: str = "") -> Self | None:
        """A guest's note; None when the guest left too many within a day."""
        day = timezone.now() - timedelta(days=1)
        with transaction.atomic():
            PreviewLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
            if link.notes.filter(created_at__gt=day).count() >= NOTES_A_DAY:
                return None
            note = cls.objects.create(
                article_id=link.article_id,
                revision_id=link.revision_id,
                preview=link,
                name=link.recipient,
                quote=quote,
                body=body,
            )
            noted.send(cls, note=note, by=None)
        return note

    def resolve(self, by: "User") -> None:
        """Be done with it.

        Raises:
            PermissionDenied: when ``by`` may not see articles.
        """
        _check(by)
        Note.objects.filter(pk=self.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)

    def reopen(self, by: "User") -> None:
        """Let it wait again.

        Raises:
            PermissionDenied: when ``by`` may not see articles.
        """
        _check(by)
        Note.objects.filter(pk=self.pk).update(resolved_at=None, resolved_by=None)


def _check(by: "User") -> None:
    if not may_see(by):
        raise PermissionDenied
