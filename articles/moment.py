"""The moment at which the site is looked at: now, but for editors who look at it as it will be."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone

chosen: ContextVar[datetime | None] = ContextVar("articles.moment", default=None)


def now() -> datetime:
    """The moment, by the clock of this process."""
    return chosen.get() or timezone.now()


def db_now() -> Any:
    """The moment in a query, by the clock of the database."""
    moment = chosen.get()
    return Value(moment, output_field=DateTimeField()) if moment else Now()
