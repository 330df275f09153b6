"""Who may read the site and how: languages, feeds and crawlers. A part of ``SiteSettings``."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import crawlers
from .crawlers import Robots

CODES = [code for code, _name in settings.LANGUAGES]


def all_languages() -> list[str]:
    return list(CODES)


def between(least: int, most: int) -> list[Any]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Reach(models.Model):
    languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("languages that readers may choose"),
        default=all_languages,
        blank=True,
        help_text=_("Of labels and buttons, in the footer. The site's own language is always among them."),
    )
    comments_page_size = models.PositiveSmallIntegerField(
        _("comments on a page"),
        default=50,
        validators=between(5, 200),
        help_text=_("Of 5 to 200, replies among them. With more, an article has further pages of comments."),
    )
    feed_full_text = models.BooleanField(
        _("whole articles in feeds"), default=True, help_text=_("Switched off, feeds have the excerpt alone.")
    )
    feed_size = models.PositiveSmallIntegerField(
        _("entries in a feed"),
        default=20,
        validators=between(5, 100),
        help_text=_("Older ones are in archives of as many; another number sorts them anew."),
    )
    comment_feeds = models.BooleanField(
        _("feeds of comments"), default=True, help_text=_("One for each article, for those who follow a discussion.")
    )
    robots = models.CharField(
        _("search engines and other crawlers"),
        max_length=10,
        choices=Robots,
        default=Robots.ALL,
        help_text=_("A request in robots.txt, which honest crawlers follow."),
    )
    robots_extra = models.TextField(
        _("more lines for robots.txt"),
        max_length=4000,
        blank=True,
        validators=[crawlers.validate_extra],
        help_text=_("Rules such as “User-agent: ExampleBot” and, in the next line, “Disallow: /”."),
    )

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(condition=Q(languages__contained_by=CODES), name="site_known_languages"),
            models.CheckConstraint(condition=Q(comments_page_size__range=(5, 200)), name="site_comments_page_range"),
            models.CheckConstraint(condition=Q(feed_size__range=(5, 100)), name="site_feed_size_range"),
            models.CheckConstraint(condition=Q(robots__in=Robots.values), name="site_known_robots"),
        )

    language: Any

    @property
    def offered_languages(self) -> list[str]:
        """Those that readers may choose, in the order of the site's languages, its own among them."""
        return [code for code in CODES if code in {*self.languages, self.language}]

    @property
    def is_hidden(self) -> bool:
        """Whether no search engine may show it."""
        return self.robots == Robots.NONE

    @property
    def robots_rules(self) -> str:
        return crawlers.rules(self.robots, self.robots_extra)

    def normalise_reach(self) -> None:
        self.robots_extra = crawlers.normal(self.robots_extra)
