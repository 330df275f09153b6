"""The article: what it is, and what can be done with it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import links, rendering
from articles.flow.moves import may_pin, may_write
from articles.history import snapshot
from articles.search import lexemes
from articles.slugs import free_slug
from articles.text import excerpt, reading_minutes

from . import desk
from .correction import Correction
from .filing import Filing
from .flow import Flow
from .image_use import ImageUse
from .queryset import ArticleQuerySet
from .redirect import SlugRedirect
from .revision import Revision
from .status import PUBLIC, Status
from .taxonomy import Category, Tag
from .views import ArticleViews

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EXCERPT_LENGTH = 160
# Raised when what is made from a text changes: at its next start the site makes it anew for every article.
DERIVATION = 4


class Article(Filing, Flow):
    """A text with a byline in a category. Markdown is what is written; the sanitised HTML is stored beside it."""

    Status = Status

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The end of the address. Made from the title when left empty; an old one leads here for ever."),
    )
    author = models.ForeignKey(
        "articles.Author", on_delete=models.PROTECT, related_name="articles", verbose_name=_("byline")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("written by"),
        related_name="articles",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("who has it now"),
        related_name="assigned_articles",
        limit_choices_to={"is_staff": True, "is_active": True},
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name=_("tags"))
    body = models.TextField(_("text"), max_length=200_000)
    body_html = models.TextField(editable=False)
    body_text = models.TextField(editable=False)
    contents = models.JSONField(default=list, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("Shown in lists; the text's beginning when left empty.")
    )
    excerpt = models.CharField(max_length=400, editable=False)
    cover = models.ForeignKey(
        "articles.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    lead_picture = models.ForeignKey(
        "articles.Image", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    cover_alt = models.CharField(_("cover's alternative text"), max_length=300, blank=True)
    updated_at = models.DateTimeField(
        _("updated on"), null=True, blank=True, help_text=_("Set when readers should know.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    pinned = models.BooleanField(_("pinned"), default=False, help_text=_("Stays at the top of the first page."))
    comments_open = models.BooleanField(_("comments open"), default=True)
    source_name = models.CharField(_("source"), max_length=100, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    search_vector = SearchVectorField(null=True, editable=False)
    title_vector = SearchVectorField(null=True, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    derivation = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~PUBLIC | Q(published_at__isnull=False),
                name="article_public_has_date",
                violation_error_message=_("A published or scheduled article needs a date of publication."),
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
            models.CheckConstraint(condition=Q(binned_at__isnull=True) | ~PUBLIC, name="article_in_bin_not_public"),
            models.CheckConstraint(
                condition=Q(withdraw_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(withdraw_at__gt=F("published_at")),
                name="article_withdrawn_after_published",
                violation_error_message=_("An article can be withdrawn only after it was published."),
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="article_has_title_and_slug"),
        )
        indexes = (
            models.Index(fields=("-published_at", "-id"), name="article_newest", condition=PUBLIC),
            models.Index(fields=("category", "-published_at", "-id"), name="article_of_category", condition=PUBLIC),
            models.Index(fields=("author", "-published_at", "-id"), name="article_of_author", condition=PUBLIC),
            models.Index(fields=("-pinned", "-published_at", "-id"), name="article_home", condition=PUBLIC),
            models.Index(fields=("published_at",), name="article_due", condition=Q(status=Status.SCHEDULED)),
            models.Index(
                fields=("withdraw_at",), name="article_expiring", condition=PUBLIC & Q(withdraw_at__isnull=False)
            ),
            models.Index(fields=("derivation",), name="article_derivation"),
            models.Index(fields=("-binned_at",), name="article_bin", condition=Q(binned_at__isnull=False)),
            GinIndex(fields=("search_vector",), name="article_search"),
            GinIndex(fields=("title_vector",), name="article_title_search"),
            *desk.INDEXES,
        )
        permissions = (("publish_article", _("Can publish and withdraw articles")),)

    def __str__(self) -> str:
        return self.title

    @cached_property
    def shown_tags(self) -> list[Tag]:
        """Its tags as its page shows them; read once, when they are asked for."""
        return list(self.tags.all())

    def get_absolute_url(self) -> str:
        return reverse("articles:article", args=[self.slug])

    # What readers see

    @property
    def appeared_at(self) -> datetime:
        """When readers saw it first; for public articles."""
        if self.published_at is None:
            raise ValueError("an article without a date of publication was never public")
        return self.published_at

    @property
    def changed_at(self) -> datetime:
        """When what readers see changed last, as its editors tell."""
        return max(self.appeared_at, self.updated_at or self.appeared_at)

    @property
    def view_count(self) -> int:
        return self.views.total

    @property
    def latest_revisions(self) -> "models.QuerySet[Revision]":
        return self.revisions.select_related("user").defer("fields")[:5]

    @property
    def cover_text(self) -> str:
        """The alternative text of the picture that stands for the article: the cover's own, else the title."""
        return (self.cover_id and self.cover_alt) or self.title

    # What editors do

    def clean(self) -> None:
        super().clean()
        if not self.slug and self.title:
            self.slug = self._free_slug()
        if SlugRedirect.objects.filter(slug=self.slug).exclude(article_id=self.pk).exists():
            raise ValidationError({"slug": _("This slug belonged to another article and still leads to it.")})
        if self.status in {Status.SCHEDULED, Status.PUBLISHED}:
            self.published_at = self.published_at or timezone.now()
            if self.published_at > timezone.now():
                self.status = Status.SCHEDULED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with all that is made from the text: HTML, plain text, excerpt, the picture for lists (the cover, else
        the first one in the text); and keep an old slug as a redirect."""
        if not self.slug:
            self.slug = self._free_slug()
        self.body = self.body.replace("\r\n", "\n")  # as browsers send lines
        self.derive()
        self.version += 1
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
            super().save(*args, **kwargs)
            ArticleViews.objects.get_or_create(article=self)
            ImageUse.objects.note_article(self)
            if before != self.slug:
                self.old_slugs.filter(slug=self.slug).delete()
                if before:
                    SlugRedirect.objects.create(slug=before, article=self)
            self.index()
            self.wake_at_its_times()

    def derive(self) -> None:
        """Make from the text, the summary and the cover all that is stored beside them."""
        rendered = rendering.render(self.body)
        self.body_html, self.body_text, self.contents = rendered.html, rendered.text, rendered.headings
        self.reading_minutes = reading_minutes(rendered.text)
        self.excerpt = self.summary or excerpt(rendered.text, EXCERPT_LENGTH)
        self.lead_picture = self.cover or rendered.first_picture
        self.derivation = DERIVATION

    def index(self) -> None:
        """Bring what search finds the article by up to date; call again after its tags changed."""
        tags = " ".join(self.tags.values_list("name", flat=True))
        details = f"{self.summary} {tags} {self.author.name}"
        type(self).objects.filter(pk=self.pk).update(
            search_vector=lexemes.vector((self.title, "A"), (details, "B"), (self.body_text, "D")),
            title_vector=lexemes.vector((self.title, "A")),
        )
        links.keep(self)

    def correct(self, text: str) -> Correction:
        """Tell the readers that something was wrong and is right now."""
        correction = self.corrections.create(text=text)
        self.updated_at = correction.made_at
        return correction

    def record_revision(self, user: "User | None") -> Revision:
        """Keep the article as it is now in its history; where nothing changed since the last time, that one stands
        for it."""
        last, fields = self.revisions.first(), snapshot.take(self)
        if last and last.fields == fields:
            last.last_version = self.version
            last.save(update_fields=["last_version"])
            return last
        number, version = last.number + 1 if last else 1, self.version
        return self.revisions.create(number=number, user=user, fields=fields, version=version, last_version=version)

    def restore(self, revision: Revision, by: "User | None") -> Revision:
        """Make the article say again what it said; its state and its times stay, and whether it is pinned, unless
        ``by`` may decide that. What it said until now is kept.

        Raises:
            PermissionDenied: when ``by`` may not change the article as it is now.
            ValidationError: when that does not fit any more.
        """
        with transaction.atomic():
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
            if by is not None and not may_write(by, self):
                raise PermissionDenied
            self.record_revision(None)
            kept = {} if by is None or may_pin(by) else {"pinned": self.pinned}
            snapshot.apply(self, revision.fields | kept)
            return self.record_revision(by)

    def _free_slug(self) -> str:
        return free_slug(
            self.title,
            type(self).objects.exclude(pk=self.pk),
            SlugRedirect.objects.exclude(article_id=self.pk),
        )
