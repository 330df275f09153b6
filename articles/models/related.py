from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RelatedLink(models.Model):
    """An editor's choice: readers of one article are led to another."""

    class Kind(models.TextChoices):
        BACKGROUND = "background", _("background")
        FOLLOW_UP = "follow-up", _("follow-up")
        CORRECTION = "correction", _("correction")
        SEE_ALSO = "see-also", _("see also")

        @property
        def inverse_label(self) -> str:
            """What the linking article is to the linked one: it follows up on its background."""
            words = {
                self.BACKGROUND: self.FOLLOW_UP.label,
                self.FOLLOW_UP: self.BACKGROUND.label,
                self.CORRECTION: _("corrected there"),
            }
            return str(words.get(self, self.label))

    source = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="related_links", verbose_name=_("article")
    )
    target = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="backlinks", verbose_name=_("related article")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SEE_ALSO)
    shows_backlink = models.BooleanField(
        _("show it there too"),
        default=True,
        help_text=_("The other article shows this one among its related articles."),
    )

    class Meta:
        verbose_name = _("related link")
        verbose_name_plural = _("related links")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "target"),
                name="related_link_unique",
                violation_error_message=_("This article is already in the list."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="related_link_not_itself",
                violation_error_message=_("An article can't be related to itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["background", "follow-up", "correction", "see-also"]), name="related_link_kind"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


class DismissedSuggestion(models.Model):
    """An article that is like another one, and not related for all that: an editor said so."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="dismissed_suggestions")
    other = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "other"), name="dismissed_suggestion_once"),)

    def __str__(self) -> str:
        return f"{self.article_id} · {self.other_id}"
