from django.db import models
from django.utils.translation import gettext_lazy as _


class SlugRedirect(models.Model):
    """A slug that an article had before; it leads to the article for ever."""

    slug = models.SlugField(_("old slug"), max_length=120, unique=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="old_slugs", verbose_name=_("article")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect of an old slug")
        verbose_name_plural = _("redirects of old slugs")

    def __str__(self) -> str:
        return self.slug
