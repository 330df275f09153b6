from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an article is on its way to the readers."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


PUBLIC = Q(status__in=[Status.SCHEDULED, Status.PUBLISHED])
