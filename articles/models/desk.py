"""What the editors' list of articles needs of the database."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEPT = Q(binned_at__isnull=True)
NEWEST = ("-published_at", "-id")
# The list is always the newest first of something: each of its filters walks through an index that has that order.
INDEXES = (
    models.Index(fields=NEWEST, name="article_desk_newest", condition=KEPT),
    models.Index(fields=("status", *NEWEST), name="article_desk_state", condition=KEPT),
    models.Index(fields=("category", *NEWEST), name="article_desk_category", condition=KEPT),
    models.Index(fields=("author", *NEWEST), name="article_desk_author", condition=KEPT),
    models.Index(fields=("user", *NEWEST), name="article_desk_user", condition=KEPT),
    models.Index(fields=NEWEST, name="article_desk_no_cover", condition=KEPT & Q(cover__isnull=True)),
    models.Index(fields=NEWEST, name="article_desk_no_summary", condition=KEPT & Q(summary="")),
    models.Index(fields=NEWEST, name="article_desk_pinned", condition=KEPT & Q(pinned=True)),
    models.Index(fields=("-saved_at", "-id"), name="article_desk_saved", condition=KEPT),
    HashIndex(fields=("title",), name="article_same_title"),
)


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def shown_to(self, user: "User") -> "SavedFilterQuerySet":
        """One's own, and those that are for everybody."""
        return self.filter(Q(user=user) | Q(is_shared=True))


class SavedFilter(models.Model):
    """A view of the list of articles that an editor gave a name."""

    MOST = 30
    """For one person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", verbose_name=_("made by")
    )
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("what it shows"), max_length=1000)
    is_shared = models.BooleanField(_("for everybody"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("is_shared", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "name"), name="saved_filter_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_filter_has_name_and_query"),
        )
        indexes = (models.Index(fields=("name",), name="saved_filter_shared", condition=Q(is_shared=True)),)

    def __str__(self) -> str:
        return self.name
