from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ArticleViews(models.Model):
    """How often an article was read. A table of its own, so that counting never touches the article's row."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="views", verbose_name=_("article")
    )
    total = models.PositiveBigIntegerField(_("views"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("views")
        indexes = (models.Index(fields=("-total",), name="article_views_total"),)

    def __str__(self) -> str:
        return str(self.total)

    def count(self) -> None:
        """Count one view. The database adds, so that no view is lost between two readers."""
        type(self).objects.filter(pk=self.pk).update(total=F("total") + 1)
