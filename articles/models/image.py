"""Pictures: the original, what readers get of it, and what is said about it."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.images import renditions
from articles.images.uploads import Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


def new_token() -> str:
    """The unguessable part of a picture's address, 128 bits."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Picture:
    """What an ``img`` element with its ``source`` needs. Sizes in CSS pixels."""

    src: str
    srcset: str
    webp_srcset: str
    width: int
    height: int


class ImageManager(models.Manager["Image"]):
    def store(
        self, upload: Upload, *, alt: str = "", credit: str = "", user: "User | None" = None
    ) -> "tuple[Image, bool]":
        """Keep a checked upload and make its renditions: the picture, and whether it is new. A file that is there
        already is not stored twice.

        The files are written before the row, and removed when the row can't be: no row without its files.
        """
        if existing := self.filter(sha256=upload.sha256).first():
            return existing, False
        width, height = upload.size
        image = Image(
            sha256=upload.sha256,
            width=width,
            height=height,
            renditions=renditions.sizes_for(upload.size),
            alt=alt,
            credit=credit,
            uploaded_by=user,
        )
        written: list[str] = []
        try:
            for name, content in renditions.files_for(upload, image.token, image.focal_point):
                written.append(name)
                default_storage.save(name, ContentFile(content))
            image.original = written[0]
            with transaction.atomic():
                image.save(force_insert=True)
        except BaseException:
            for name in written:
                default_storage.delete(name)
            if winner := self.filter(sha256=upload.sha256).first():
                return winner, False
            raise
        return image, True


class Image(models.Model):
    """A picture of the library. Its addresses never change; its files are served from the media folder."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    original = models.ImageField(_("file"), width_field="width", height_field="height", max_length=120, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    renditions = models.JSONField(editable=False)
    alt = models.CharField(
        _("alternative text"), max_length=300, blank=True, help_text=_("What is seen, for those who can't see it.")
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.FloatField(_("focal point, from the left"), default=0.5, validators=FRACTION)
    focal_y = models.FloatField(_("focal point, from the top"), default=0.5, validators=FRACTION)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageManager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="image_focal_point_inside"
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="image_has_size"),
        )

    def __str__(self) -> str:
        return self.alt or self.token[:8]

    @property
    def focal_point(self) -> tuple[float, float]:
        return self.focal_x, self.focal_y

    @property
    def markdown_address(self) -> str:
        """How Markdown texts refer to the picture."""
        return f"{settings.MEDIA_URL}{self.original.name}"

    @property
    def full(self) -> Picture:
        """The whole picture, for the text column."""
        return self._picture("full")

    @property
    def thumb(self) -> Picture:
        """The crop for lists."""
        return self._picture("thumb")

    def _picture(self, kind: str) -> Picture:
        sizes: list[list[int]] = self.renditions[kind]

        def srcset(extension: str) -> str:
            return ", ".join(f"{self._url(kind, width, extension)} {width}w" for width, _height in sizes)

        shown = sizes[-1] if kind == "full" else sizes[0]
        return Picture(self._url(kind, shown[0], "jpg"), srcset("jpg"), srcset("webp"), shown[0], shown[1])

    def _url(self, kind: str, width: int, extension: str) -> str:
        return default_storage.url(renditions.name(self.token, kind, width, extension))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row, and once that is committed its files."""
        result = super().delete(*args, **kwargs)
        transaction.on_commit(self.delete_files)
        return result

    def delete_files(self) -> None:
        default_storage.delete(str(self.original.name))
        for kind, sizes in self.renditions.items():
            for width, _height in sizes:
                for extension in ("webp", "jpg"):
                    default_storage.delete(renditions.name(self.token, kind, width, extension))
