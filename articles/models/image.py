"""Pictures: the original, what readers get of it, and what is said about it."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.images import files, tasks
from articles.images.uploads import Upload
from articles.writing.tasks import retell

from .draft import AutoDraft
from .image_details import FormerFile, ImageTag
from .image_files import ImageFiles
from .image_use import ImageUse
from .planned import PlannedChange

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_TOKEN = re.compile("[0-9a-f]{32}")


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


def _waiting_texts() -> Iterator[str]:
    yield from AutoDraft.objects.values_list(Cast("content", models.TextField()), flat=True)
    planned = PlannedChange.objects.filter(state=PlannedChange.State.WAITING)
    yield from planned.values_list(Cast("fields", models.TextField()), flat=True)


class ImageQuerySet(models.QuerySet["Image"]):
    def known(self, sha256: str) -> "Image | None":
        """The picture that has this file, or had it before it was replaced."""
        had_it = FormerFile.objects.filter(sha256=sha256).values("image")
        return self.filter(sha256=sha256).first() or self.filter(pk__in=had_it).first()

    def matching(self, text: str) -> Self:
        """Those that have each word of a text in what is said about them, in their tags or in their file's name."""
        rows = self
        for word in text.replace("\0", "").split():
            tagged = Image.tags.through.objects.filter(image=OuterRef("pk"), imagetag__name__icontains=word)
            said = Q(alt__icontains=word) | Q(credit__icontains=word) | Q(file_name__icontains=word)
            rows = rows.filter(said | Q(token=word.lower()) | Exists(tagged))
        return rows

    def used(self) -> Self:
        return self.filter(Exists(ImageUse.objects.filter(image=OuterRef("pk"))))

    def unused(self) -> Self:
        return self.filter(~Exists(ImageUse.objects.filter(image=OuterRef("pk"))))

    def deletable(self) -> Self:
        """Those that nothing uses, no unsaved text and no planned change either."""
        words = " ".join(_waiting_texts())
        covers = AutoDraft.objects.values_list("content__fields__cover", flat=True)
        chosen = {str(pk) for found in covers if isinstance(found, list) for pk in found}
        keys = [int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 19]
        return self.unused().exclude(token__in=set(_TOKEN.findall(words))).exclude(pk__in=keys)

    def without_words(self) -> Self:
        """Those without an alternative text."""
        return self.filter(alt="")

    def with_number_of_uses(self) -> Self:
        """As ``number_of_uses``; an article that shows a picture in two places counts once."""
        uses = ImageUse.objects.filter(image=OuterRef("pk")).order_by().values("image")
        number = uses.annotate(number=Count("article", distinct=True) + Count("author", distinct=True))
        return self.annotate(number_of_uses=Coalesce(Subquery(number.values("number")), 0))


class ImageManager(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]
    def store(
        self,
        upload: Upload,
        *,
        alt: str = "",
        credit: str = "",
        user: "User | None" = None,
        file_name: str = "",
        whole: bool = False,
    ) -> "tuple[Image, bool]":
        """Keep a checked upload with the renditions that are needed at once, and queue the others (with ``whole``, make
        all of them now): the picture, and whether it is new. A file that is there already is not stored twice.

        The files are written before the row, and removed when the row can't be: no row without its files.
        """
        if existing := self.known(upload.sha256):
            return existing, False
        image = Image(alt=alt, credit=credit, uploaded_by=user, file_name=file_name[-255:])
        try:
            with files.writing() as write:
                image.write_first(upload, write, whole=whole)
                image.extension = str(image.original).rpartition(".")[2]
                with transaction.atomic():
                    image.save(force_insert=True)
                    if not image.complete:
                        tasks.finish_later(image.pk)
        except BaseException:
            if winner := self.filter(sha256=upload.sha256).first():
                return winner, False
            raise
        return image, True


class Image(ImageFiles):
    """A picture of the library. Its addresses never change; its files are served from the media folder."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    original = models.FileField(_("file"), max_length=120, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    file_name = models.CharField(_("file name"), max_length=255, blank=True, editable=False)
    alt = models.CharField(
        _("alternative text"), max_length=300, blank=True, help_text=_("What is seen, for those who can't see it.")
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    tags = models.ManyToManyField(
        ImageTag, blank=True, related_name="images", verbose_name=pgettext_lazy("of pictures", "tags")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageManager()
    number_of_uses: int  # by the queryset's with_number_of_uses

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
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="image_newest"),
            models.Index(fields=("-created_at", "-id"), name="image_without_words", condition=Q(alt="")),
            models.Index(fields=("id",), name="image_incomplete", condition=Q(complete=False)),
        )

    def __str__(self) -> str:
        return self.alt or self.file_name or self.token[:8]

    @property
    def full(self) -> Picture:
        """The whole picture, for the text column."""
        return self._picture("full")

    @property
    def thumb(self) -> Picture:
        """The crop for lists."""
        return self._picture("thumb")

    def save_words(self) -> None:
        """Save the alternative text and the credit; the articles that show the picture get them soon."""
        self.save(update_fields=["alt", "credit"])
        if self.uses.exists():
            retell.defer(token=self.token)

    def _picture(self, kind: str) -> Picture:
        sizes: list[list[int]] = self.renditions[kind]

        def srcset(extension: str) -> str:
            return ", ".join(f"{self.address(kind, width, extension)} {width}w" for width, _height in sizes)

        shown = sizes[-1] if kind == "full" else sizes[0]
        return Picture(self.address(kind, shown[0], "jpg"), srcset("jpg"), srcset("webp"), shown[0], shown[1])


def _delete_files_after(instance: Image, **_kwargs: Any) -> None:
    """However a picture is deleted, its files go once that is committed."""
    names = instance.file_names()
    transaction.on_commit(lambda: files.remove(names))


pre_delete.connect(_delete_files_after, sender=Image, dispatch_uid="articles.image.files")
