"""What editors set for the whole site, in one row."""

import zoneinfo
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .look import Look
from .reach import Reach, between


def validate_time_zone(value: str) -> None:
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        raise ValidationError(_("There is no time zone of this name. Example: Asia/Shanghai.")) from None


class Moderation(models.TextChoices):
    """When a visitor's comment appears."""

    PUBLISH = "publish", _("publish at once")
    FIRST = "first", _("hold first-time visitors")
    HOLD = "hold", _("hold all")


class ModerationMail(models.TextChoices):
    """When moderators hear of comments that wait."""

    AT_ONCE = "once", _("at once")
    DIGEST = "digest", _("once an hour")
    NEVER = "never", _("never")


class SiteSettings(Look, Reach):
    """The settings of the site; ``SiteSettings.load()`` is the only way to read them."""

    ONLY = 1

    name = models.CharField(
        _("name of the site"),
        max_length=60,
        default="Newsblog",
        help_text=_("At the top of every page, in tabs, feeds and mails."),
    )
    tagline = models.CharField(
        _("tagline"),
        max_length=120,
        blank=True,
        help_text=_("One line at the top of the first page, and for search engines."),
    )
    about = models.TextField(_("about the site"), max_length=500, blank=True, help_text=_("Shown in the sidebar."))
    notice = models.TextField(
        _("notice"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Shown in a box below every article: where texts come from, who owns the rights, whom to write to."
        ),
    )
    comment_hint = models.CharField(
        _("comment hint"),
        max_length=200,
        blank=True,
        help_text=_("One line beside the button of the comment form."),
    )
    footer = models.CharField(
        _("footer"), max_length=300, blank=True, help_text=_("Empty: © with the year and the name of the site.")
    )
    related_count = models.PositiveSmallIntegerField(
        _("number of related articles"),
        default=6,
        validators=between(0, 24),
        help_text=_("Below an article, at most 24. 0: none."),
    )
    page_size = models.PositiveSmallIntegerField(
        _("articles on a page"),
        default=10,
        validators=between(1, 100),
        help_text=_("In all lists: the first page, categories, tags and authors. At most 100."),
    )
    comments_open = models.BooleanField(
        _("visitors may comment"),
        default=True,
        help_text=_("Switched off, no article takes new comments; those that are there stay."),
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=10,
        choices=Moderation,
        default=Moderation.FIRST,
        help_text=_(
            "What looks like spam is held in any case. A visitor is known by the browser or a confirmed e-mail."
        ),
    )
    comments_close_after_days = models.PositiveSmallIntegerField(
        _("close comments after days"), default=0, help_text=_("0: never.")
    )
    reports_to_hide = models.PositiveSmallIntegerField(
        _("reports that hide a comment"),
        default=3,
        validators=between(1, 100),
        help_text=_("Until a moderator has looked at it."),
    )
    moderation_mail = models.CharField(
        _("mail to moderators"),
        max_length=10,
        choices=ModerationMail,
        default=ModerationMail.DIGEST,
        help_text=_("About comments that wait."),
    )
    akismet_key = models.CharField(
        _("Akismet key"),
        max_length=64,
        blank=True,
        help_text=_("With a key, each comment of an unknown visitor is sent to Akismet. Empty: nothing is sent."),
    )
    indexnow = models.BooleanField(
        _("tell search engines of new articles"),
        default=False,
        help_text=_(
            "Sends the address of each new article to Bing, Yandex and others by IndexNow as soon as it appears. "
            "Nothing else is sent."
        ),
    )
    require_second_factor = models.BooleanField(
        _("demand a second factor of the staff"),
        default=False,
        help_text=_("Who has none yet is led to the page that sets it up, and gets no further."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="zh-hans",
        help_text=_("Of labels, dates and mails, for readers and for the desk."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="Asia/Shanghai",
        validators=[validate_time_zone],
        help_text=_("Of all times, those that readers see and those that editors set. Type a part of the name."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="site_settings_one_row"),
            models.CheckConstraint(condition=models.Q(page_size__range=(1, 100)), name="site_page_size_range"),
            models.CheckConstraint(condition=models.Q(related_count__range=(0, 24)), name="site_related_count_range"),
            *Look.Meta.constraints,
            *Reach.Meta.constraints,
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.normalise_look()
        self.normalise_reach()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        self.comment_hint = self.comment_hint.lstrip("◎ ")
        self.clean()
        self.store_brand()
        super().save(*args, **kwargs)

    @classmethod
    def load(cls) -> Self:
        """The settings as they are now; the defaults while nothing was saved yet."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)

    @cached_property
    def notes(self) -> dict[str, Any]:
        """What others made to go with the settings, and keep as long as these are kept: a minute at the most."""
        return {}

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Kept(Protocol):
    """What many requests ask for: ``newsblog.page_cache.parts.kept`` for one of them."""

    def __call__[Value](
        self, key: Hashable, shows: Iterable[str], make: Callable[[], Value], seconds: float = ...
    ) -> Value: ...


class SiteRequest(HttpRequest):
    """A request as ``SiteMiddleware`` passes it on."""

    site_settings: SiteSettings
    kept: Kept
    last_page: int
    """Where a list ends, when a page beyond its end was asked for."""
