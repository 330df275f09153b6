"""How templates write times and texts."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import moment
from articles.feeds.feed import xml_text as without_xml_breakers
from articles.text import excerpt as cut

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def relative_time(time: datetime | None) -> str:
    """How long ago, in one unit: 刚刚, 5分钟前, 3个月前, 1年前."""
    if time is None:
        return ""
    seconds = (moment.now() - time).total_seconds()
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        number = int(seconds // MINUTE)
        return ngettext("%(number)d minute ago", "%(number)d minutes ago", number) % {"number": number}
    if seconds < DAY:
        number = int(seconds // HOUR)
        return ngettext("%(number)d hour ago", "%(number)d hours ago", number) % {"number": number}
    if seconds < 30 * DAY:
        number = int(seconds // DAY)
        return ngettext("%(number)d day ago", "%(number)d days ago", number) % {"number": number}
    if seconds < 365 * DAY:
        number = max(1, int(seconds // (30.44 * DAY)))
        return ngettext("%(number)d month ago", "%(number)d months ago", number) % {"number": number}
    number = int(seconds // (365 * DAY))
    return ngettext("%(number)d year ago", "%(number)d years ago", number) % {"number": number}


@register.filter
def exact_time(moment: datetime | None) -> str:
    """Date and time in the site's zone: 2025-11-22 10:20."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else ""


@register.filter
def iso_time(moment: datetime | None) -> str:
    """A time for machines, in the site's zone, to the second: HTML knows no microseconds in ``datetime``."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def excerpt(text: str, length: int) -> str:
    """The beginning of a text, cut like everywhere on the site."""
    return cut(text, int(length))


@register.filter
def xml_text(text: str) -> str:
    """A text without the characters that XML can't hold."""
    return without_xml_breakers(text)
