"""The boxes beside every page."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Box(models.TextChoices):
    """In the order that a new site has them."""

    ABOUT = "about", gettext_lazy("About the site")
    HOT = "hot", gettext_lazy("Hot articles")
    DISCUSSED = "discussed", gettext_lazy("Most discussed")
    LATEST_COMMENTS = "latest_comments", gettext_lazy("Latest comments")
    CATEGORIES = "categories", gettext_lazy("Categories")
    TAGS = "tags", gettext_lazy("Tags")
    MONTHS = "months", gettext_lazy("Archive")
    TEXT = "text", gettext_lazy("Own text")


def all_boxes() -> list[str]:
    return list(Box.values)


def validate_boxes(value: Sequence[str]) -> None:
    if len(set(value)) < len(value):
        raise ValidationError(_("A box can be shown only once."), code="twice")
