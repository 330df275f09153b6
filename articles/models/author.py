from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .image_use import ImageUse
from .named import Named


class Author(Named):
    """A byline: the name under which articles appear. A guest's byline has no user."""

    note = models.CharField(_("note"), max_length=500, blank=True, help_text=_("A line or two about the author."))
    picture = models.ForeignKey(
        "articles.Image", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("picture"), related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("user"),
        related_name="byline",
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            ImageUse.objects.note_author(self)

    def renamed(self) -> None:
        """Articles are found by the name too."""
        for article in self.articles.all():
            article.index()
