"""Where pictures are used."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .article import Article
    from .author import Author

_TOKEN = re.compile(re.escape(settings.MEDIA_URL) + r"images/[0-9a-f]{2}/([0-9a-f]{32})/")


def tokens_in(text: str) -> set[str]:
    """The tokens of the pictures whose address is in a text, shown or only linked."""
    return set(_TOKEN.findall(text))


class ImageUseManager(models.Manager["ImageUse"]):
    def note_article(self, article: "Article") -> None:
        """Keep what a stored article uses, whatever its state is. Part of the transaction that saves it."""
        from .image import Image

        tokens = tokens_in(article.body)
        in_text = Image.objects.filter(token__in=tokens).values_list("pk", flat=True) if tokens else ()
        wanted = {(pk, ImageUse.Place.TEXT.value) for pk in in_text}
        if article.cover_id:
            wanted.add((article.cover_id, ImageUse.Place.COVER.value))
        there = set(self.filter(article=article).values_list("image_id", "place"))
        for image, place in there - wanted:
            self.filter(article=article, image_id=image, place=place).delete()
        new = (ImageUse(article=article, image_id=image, place=place) for image, place in sorted(wanted - there))
        self.bulk_create(new, ignore_conflicts=True)

    def note_author(self, author: "Author") -> None:
        """Keep which picture shows an author. Part of the transaction that saves it."""
        self.filter(author=author).exclude(image=author.picture).delete()
        if author.picture_id:
            self.get_or_create(author=author, image_id=author.picture_id, place=ImageUse.Place.AUTHOR)


class ImageUse(models.Model):
    """A picture at one place: of an article, be it a draft or in the bin, or of an author. While there is one, the
    picture can't be deleted."""

    class Place(models.TextChoices):
        COVER = "cover", _("cover")
        TEXT = "text", _("in the text")
        AUTHOR = "author", _("picture of the author")

    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT, related_name="uses")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, null=True, related_name="picture_uses")
    author = models.ForeignKey("articles.Author", on_delete=models.CASCADE, null=True, related_name="picture_uses")
    place = models.CharField(max_length=6, choices=Place)

    objects = ImageUseManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(place__in=("cover", "text"), article__isnull=False, author__isnull=True)
                | Q(place="author", article__isnull=True, author__isnull=False),
                name="image_use_of_one",
            ),
            models.UniqueConstraint(
                fields=("image", "article", "place"),
                name="image_use_in_article_once",
                condition=Q(article__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("author",), name="image_use_of_author_once", condition=Q(author__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.article or self.author} ({self.get_place_display()})"
