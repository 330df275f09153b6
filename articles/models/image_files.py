"""What becomes of the files of a picture: made, replaced, cut anew, given to readers."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.images import files, renditions, tasks
from articles.images.renditions import FORMATS, KINDS, Kind, Sizes
from articles.images.uploads import Upload

from .status import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .image_details import FormerFile

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]
FILE_FIELDS = (
    "renditions",
    "complete",
    "version",
    "full_key",
    "thumb_key",
    "original",
    "sha256",
    "width",
    "height",
    "file_name",
)


def new_key() -> str:
    return secrets.token_hex(4)


class ImageFiles(models.Model):
    """The addresses of a picture never change; where its files are does, whenever they become others. A row names only
    files that are whole, so that a full disk or a crash leaves what was there."""

    renditions = models.JSONField(editable=False)
    """The sizes that exist, as ``articles.images.renditions.Sizes``."""
    complete = models.BooleanField(default=False, editable=False)
    """Whether these are all."""
    version = models.PositiveIntegerField(default=1, editable=False)
    """Part of the addresses on pages, which browsers keep for ever; raised when a file becomes another."""
    full_key = models.CharField(max_length=8, blank=True, editable=False)
    thumb_key = models.CharField(max_length=8, blank=True, editable=False)
    extension = models.CharField(max_length=4, default="jpg", editable=False)
    """Of the original in addresses; what comes later may be of another type."""

    focal_x = models.FloatField(_("focal point, from the left"), default=0.5, validators=FRACTION)
    focal_y = models.FloatField(_("focal point, from the top"), default=0.5, validators=FRACTION)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        token: str
        original: Any
        sha256: str
        width: int
        height: int
        file_name: str
        former_files: Any
        uses: Any

    @property
    def focal_point(self) -> tuple[float, float]:
        return self.focal_x, self.focal_y

    @property
    def markdown_address(self) -> str:
        """How Markdown texts refer to the picture."""
        return f"{settings.MEDIA_URL}{renditions.folder(self.token)}/original.{self.extension}"

    def address(self, kind: str, width: int, extension: str) -> str:
        """The address on pages."""
        return f"{settings.MEDIA_URL}{renditions.name(self.token, kind, width, extension)}?v={self.version}"

    def file_for(self, kind: str, width: int, extension: str) -> str | None:
        """The file that is given to readers who ask for this size. Where it is not there, or not any more, the next
        larger one stands for it, or the largest."""
        if kind == "original":
            return str(self.original.name)
        sizes = self.renditions.get(kind)
        if not sizes or extension not in FORMATS:
            return None
        found = next((w for w, _height in sizes if w >= width), sizes[-1][0])
        return self._name(kind, found, extension)

    def write_first(self, upload: Upload, write: files.Write, *, whole: bool = False) -> None:
        """Write the original and the renditions that pages need at once (with ``whole``, all), in a place of their
        own, and let the row name them."""
        key = self.full_key = self.thumb_key = new_key() if self.pk else ""
        extension, content = renditions.original(upload)
        self.original = f"{renditions.folder(self.token, key)}/original.{extension}"
        self.sha256 = upload.sha256
        self.width, self.height = upload.size
        write(str(self.original), content)
        self._write_renditions(upload.pixels, write, whole=whole)

    def may_look_otherwise(self, by: "User | None") -> bool:
        """Whether ``by`` may change what is seen: where readers see it, only those who may publish."""
        if by is None or by.has_perm("articles.publish_article"):
            return True
        public = Q(article__status__in=(Status.SCHEDULED, Status.PUBLISHED), article__binned_at=None)
        return not self.uses.filter(public | Q(author__isnull=False)).exists()

    def replace(self, upload: Upload, by: "User | None", file_name: str = "") -> None:
        """Show another file at the same addresses. The one until now is kept, for ``restore``.

        Raises:
            PermissionDenied: when ``by`` may not do it.
            ValidationError: when the file is a picture of the library already.
            OSError: when there is no room; nothing changed then.
        """
        from .image import Image

        if other := Image.objects.known(upload.sha256):
            words = gettext("This file is in the library already: %(picture)s") % {"picture": other}
            if other.pk == self.pk:
                words = gettext("The picture has this file, or had it before.")
            raise ValidationError(words, code="known")
        with self._changing(by) as write:
            self.write_first(upload, write)
            self.file_name = file_name

    def restore(self, former: "FormerFile", by: "User | None") -> None:
        """Show a file again that was replaced. The one until now is kept in its place.

        Raises:
            PermissionDenied: when ``by`` may not do it.
            OSError: when there is no room, or the file is gone; nothing changed then.
        """
        with self._changing(by) as write:
            pixels = files.pixels_of(former.original)
            self.full_key = self.thumb_key = new_key()
            self.original, self.sha256, self.file_name = former.original, former.sha256, former.file_name
            self.width, self.height = former.width, former.height
            self._write_renditions(pixels, write)
            former.delete()

    def recrop(self, by: "User | None") -> None:
        """Cut the crops anew, around the focal point that the picture has now.

        Raises:
            PermissionDenied: when ``by`` may not do it.
            OSError: when there is no room; the old crops stay then.
        """
        self._check(by)
        with files.writing() as write, transaction.atomic():
            self._lock()
            old = self._rendition_names("thumb")
            self.thumb_key = new_key()
            pixels = files.pixels_of(str(self.original))
            sizes = renditions.sizes_for((self.width, self.height))["thumb"]
            self._write(pixels, "thumb", sizes, write)
            self.renditions = {**self.renditions, "thumb": sizes}
            self.version += 1
            self.complete = False  # a job that works on it now will find that it changed
            self._save_files()
            transaction.on_commit(lambda: files.remove(old))

    def make_missing(self) -> bool:
        """Make the renditions that are not there, or not any more; whether there were any. May be called at any time,
        any number of times.

        Raises:
            OSError: when the original is gone or there is no room.
        """
        wanted = renditions.sizes_for((self.width, self.height))
        missing: list[tuple[Kind, Any]] = [
            (kind, [size for size in wanted[kind] if not self._has(kind, size)]) for kind in KINDS
        ]
        if self.complete and not any(sizes for _kind, sizes in missing):
            return False
        with files.writing() as write:
            pixels = files.pixels_of(str(self.original))
            for kind, sizes in missing:
                self._write(pixels, kind, sizes, write)
            rows: Any = type(self)._default_manager
            if not rows.filter(pk=self.pk, version=self.version).update(renditions=wanted, complete=True):
                raise OvertakenError
        self.renditions, self.complete = dict(wanted), True
        return True

    def articles_with_it_in_their_text(self) -> Any:
        from .article import Article
        from .image_use import ImageUse

        uses = ImageUse.objects.filter(image_id=self.pk, place=ImageUse.Place.TEXT)
        return Article.objects.filter(pk__in=uses.values("article"))

    def file_names(self) -> list[str]:
        """Every file of it, those that were replaced too."""
        former = self.former_files.values_list("original", flat=True) if self.pk else ()
        made = (name for kind in KINDS for name in self._rendition_names(kind))
        return [*made, *former, str(self.original)]

    def delete_files(self) -> None:
        files.remove(self.file_names())

    def _check(self, by: "User | None") -> None:
        if not self.may_look_otherwise(by):
            raise PermissionDenied

    @contextmanager
    def _changing(self, by: "User | None") -> Iterator[files.Write]:
        """The file becomes another one: all or nothing, in the storage, in the row, and in this object."""
        self._check(by)
        before = {name: getattr(self, name) for name in FILE_FIELDS}
        try:
            with files.writing() as write, transaction.atomic():
                self._lock()
                old = [name for kind in KINDS for name in self._rendition_names(kind)]
                kept = {name: getattr(self, name) for name in ("sha256", "width", "height", "file_name")}
                self.former_files.create(original=str(self.original), replaced_by=by, **kept)
                self.version += 1
                yield write
                self._save_files()
                transaction.on_commit(lambda: files.remove(old))
        except BaseException:
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def _lock(self) -> None:
        """Until the end of the transaction, and with what the row says of the files now."""
        rows: Any = type(self)._default_manager
        stored = rows.select_for_update(of=("self",)).get(pk=self.pk)
        for name in FILE_FIELDS:
            setattr(self, name, getattr(stored, name))

    def _save_files(self) -> None:
        self.save(update_fields=[*FILE_FIELDS, "focal_x", "focal_y"])
        tasks.finish_later(self.pk)

    def _write_renditions(self, pixels: Any, write: files.Write, *, whole: bool = False) -> None:
        wanted = renditions.sizes_for((self.width, self.height))
        sizes: Sizes = wanted if whole else renditions.smallest(wanted)
        for kind in KINDS:
            self._write(pixels, kind, sizes[kind], write)
        self.renditions, self.complete = dict(sizes), sizes == wanted

    def _write(self, pixels: Any, kind: Kind, sizes: list[Any], write: files.Write) -> None:
        for size in sizes:
            for extension, content in renditions.encoded(pixels, kind, size, self.focal_point):
                write(self._name(kind, size[0], extension), content)

    def _name(self, kind: str, width: int, extension: str) -> str:
        key = self.full_key if kind == "full" else self.thumb_key
        return renditions.name(self.token, kind, width, extension, key)

    def _has(self, kind: Kind, size: Any) -> bool:
        names = (self._name(kind, size[0], extension) for extension in FORMATS)
        return list(size) in [list(one) for one in self.renditions[kind]] and all(map(default_storage.exists, names))

    def _rendition_names(self, kind: str) -> list[str]:
        sizes = self.renditions.get(kind, [])
        return [self._name(kind, width, extension) for width, _height in sizes for extension in FORMATS]


class OvertakenError(Exception):
    """The picture became another one while its sizes were made; it has a job of its own for those."""
