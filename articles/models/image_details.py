"""What a picture has besides its file: tags, and the files that it had before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImageTagManager(models.Manager["ImageTag"]):
    def called(self, name: str) -> "ImageTag":
        """The one of this name, made when it isn't there yet."""
        return self.get_or_create(name=name.strip())[0]


class ImageTag(models.Model):
    """A word by which editors find pictures; readers don't see it."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    objects = ImageTagManager()

    class Meta:
        verbose_name = pgettext_lazy("of pictures", "tag of pictures")
        verbose_name_plural = pgettext_lazy("of pictures", "tags of pictures")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="image_tag_has_name"),)

    def __str__(self) -> str:
        return self.name


class FormerFile(models.Model):
    """An original that another one replaced; it can be brought back."""

    image = models.ForeignKey("articles.Image", on_delete=models.CASCADE, related_name="former_files")
    original = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file_name = models.CharField(max_length=255, blank=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-replaced_at", "-id")
        constraints = (models.UniqueConstraint(fields=("image", "sha256"), name="former_file_once"),)

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"
