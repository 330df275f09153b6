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

    source = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="related_links", verbose_name=_("article")
    )
    target = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="backlinks", verbose_name=_("related article")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SEE_ALSO)

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
