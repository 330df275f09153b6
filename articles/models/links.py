"""What the texts lead to within the site, and what of it is broken."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _


class InternalLinkQuerySet(models.QuerySet["InternalLink"]):
    def broken(self) -> "InternalLinkQuerySet":
        """Those that lead readers nowhere, the newest first; of articles that are not in the bin."""
        rows = self.filter(is_broken=True, article__binned_at=None)
        return rows.select_related("article").defer(*BIG).order_by("-pk")

    def judge(self) -> None:
        """Look again at each of these: an article or a picture may have come or gone."""
        from .article import Article
        from .image import Image
        from .redirect import SlugRedirect

        seen = Article.objects.published()
        to_article = Exists(seen.filter(slug=OuterRef("target"))) | Exists(
            SlugRedirect.objects.filter(slug=OuterRef("target"), article__in=seen)
        )
        works = Case(
            When(kind=InternalLink.Kind.PICTURE, then=Exists(Image.objects.filter(token=OuterRef("target")))),
            default=to_article,
            output_field=models.BooleanField(),
        )
        # Only what is wrong is touched: two articles that link to each other may be saved at the same time.
        wrong = self.order_by().annotate(works=works).filter(is_broken=F("works"))
        wrong.update(is_broken=~F("is_broken"))

    def to_articles(self, slugs: Iterable[str]) -> "InternalLinkQuerySet":
        return self.filter(kind=InternalLink.Kind.ARTICLE, target__in=list(slugs))

    def to_picture(self, token: str) -> "InternalLinkQuerySet":
        return self.filter(kind=InternalLink.Kind.PICTURE, target=token)


BIG = tuple(
    f"article__{name}" for name in ("body", "body_html", "body_text", "contents", "search_vector", "title_vector")
)


class InternalLink(models.Model):
    """A link in a text to an article (``target`` is its slug) or to a picture of the library (its token). Kept when
    the text is saved; ``is_broken`` when either end changes."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("link")
        PICTURE = "picture", _("picture")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="internal_links")
    kind = models.CharField(max_length=10, choices=Kind)
    target = models.CharField(max_length=120)
    is_broken = models.BooleanField(default=False)

    objects = InternalLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("article", "kind", "target"), name="internal_link_once"),
            models.CheckConstraint(condition=Q(kind__in=["article", "picture"]), name="internal_link_kind_known"),
        )
        indexes = (
            models.Index(fields=("kind", "target"), name="internal_link_target"),
            models.Index(fields=("-id",), name="internal_link_broken", condition=Q(is_broken=True)),
        )

    def __str__(self) -> str:
        return self.target
