"""What people call the fields of a snapshot, and what is in them."""

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Article, Image, RelatedLink

from .snapshot import TIMES


def name_of(field: str) -> str:
    """The name of a field, in the language of whoever reads."""
    if field == "related":
        return _("related articles")
    return capfirst(str(Article._meta.get_field(field).verbose_name))  # type: ignore[union-attr]


def value_of(field: str, value: Any) -> Any:
    """What is in a field, as people would say it: a text, or a list of them."""
    if field == "related":
        return _links(value or [])
    if field == "tags":
        return value or []
    if value in (None, ""):
        return ""
    if field in TIMES and (moment := parse_datetime(value)):
        return date_format(timezone.localtime(moment), "Y-m-d H:i:s")
    if field == "status":
        return str(Article.Status(value).label)
    if field == "cover":
        return str(Image.objects.filter(token=value).first() or value)
    if isinstance(value, bool):
        return pgettext("switch", "on") if value else pgettext("switch", "off")
    return str(value)


def _links(rows: list[Any]) -> list[str]:
    titles = dict(Article.objects.filter(slug__in=[row[0] for row in rows]).values_list("slug", "title"))
    kinds = dict(RelatedLink.Kind.choices)
    alone = _("without a link back")
    said = [
        [titles.get(slug, slug), str(kinds.get(kind, kind)), *(alone for back in rest if not back)]
        for slug, kind, *rest in rows
    ]
    return [" · ".join(words) for words in said]
