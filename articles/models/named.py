"""What categories, tags and authors have in common: a name, and an address made from it."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.slugs import free_slug


class NamedManager(models.Manager):
    def called(self, name: str) -> Any:
        """The one of this name, made when it isn't there yet."""
        return self.get_or_create(name=name.strip())[0]

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class Named(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, blank=True, help_text=_("Made from the name when left empty.")
    )

    objects = NamedManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self._address("")

    def get_feed_url(self) -> str:
        return self._address("-feed")

    def get_json_feed_url(self) -> str:
        return self._address("-json-feed")

    def _address(self, suffix: str) -> str:
        return reverse(f"articles:{self._meta.model_name}{suffix}", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        self._fill_slug()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        before = type(self)._default_manager.filter(pk=self.pk).values_list("name", flat=True).first()
        super().save(*args, **kwargs)
        if before not in {None, self.name}:
            self.renamed()

    def renamed(self) -> None:
        """Called after the name changed."""

    def _fill_slug(self: Self) -> None:
        if not self.slug:
            self.slug = free_slug(self.name, type(self)._default_manager.exclude(pk=self.pk))
