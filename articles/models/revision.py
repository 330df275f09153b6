from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """An article as one save left it: who, when, and the fields as they were.

    ``version`` is the article's, and ``last_version`` the last one that said the same: by these the desk finds what
    somebody began from who saves it now.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions", verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("number"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("user")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    version = models.PositiveIntegerField(null=True, editable=False)
    last_version = models.PositiveIntegerField(null=True, editable=False)
    fields = models.JSONField(_("fields"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("article", "number"), name="revision_number_unique"),)
        indexes = (models.Index(fields=("article", "version"), name="revision_version"),)

    def __str__(self) -> str:
        return f"{self.article_id} · {self.number}"
