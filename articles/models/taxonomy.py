from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import Named


class Category(Named):
    """A section of the site. Every article is in exactly one; the menu shows them in their order."""

    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Smaller numbers come first in the menu.")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "id")


class Tag(Named):
    """A subject that articles share across categories."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)

    def renamed(self) -> None:
        """Articles are found by the name too."""
        for article in self.articles.all():
            article.index()
