"""Changes of published articles that are to be seen from a set time on."""

import contextlib
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.history import snapshot
from articles.history.merge import merge
from articles.history.words import name_of
from articles.models import Article, PlannedChange
from articles.signals import moved

from . import tasks
from .moves import FROM, Move, may

LONGEST_REASON = 500
OWN_CLOCK = ("status", *snapshot.TIMES)


def plan(article: Article, base: snapshot.Snapshot, fields: snapshot.Snapshot, at: datetime, by: User) -> PlannedChange:
    """Let ``article``, which says ``base`` now, say ``fields`` from ``at`` on.

    Raises:
        PermissionDenied: when ``by`` may not change what readers see.
        ValidationError: when the time is not in the future, the article not public, or nothing would change.
    """
    if not may(by, Move.CHANGE):
        raise PermissionDenied
    if at <= timezone.now():
        raise ValidationError(_("Please choose a time in the future."), code="past")
    if article.status not in FROM[Move.CHANGE]:
        raise ValidationError(_("Only an article that is published, or will be, can change at a set time."))
    if not _differs(base, fields):
        raise ValidationError(_("Nothing would change."), code="same")
    with transaction.atomic():
        change = article.planned_changes.create(base=base, fields=fields, at=at, made_by=by)
        tasks.wake(at)
    return change


def as_of(article: Article, moment: datetime) -> Article:
    """The article with the changes that will have been made by then; for pages alone."""
    waiting = article.planned_changes.filter(state=PlannedChange.State.WAITING, at__lte=moment).order_by("at", "pk")
    changes = list(waiting)
    if not changes:
        return article
    fields = snapshot.take(article)
    for change in changes:
        with contextlib.suppress(ValidationError):
            fields = _merged(change, fields)
    return snapshot.shown(article, fields)


def cancel(change: PlannedChange, by: User) -> bool:
    """Take a change back; False when it was done already, or cancelled.

    Raises:
        PermissionDenied: when ``by`` may not change what readers see.
    """
    if not may(by, Move.CHANGE):
        raise PermissionDenied
    waiting = PlannedChange.objects.filter(pk=change.pk, state=PlannedChange.State.WAITING)
    return bool(waiting.update(state=PlannedChange.State.CANCELLED, finished_at=timezone.now()))


def carry_out(change: PlannedChange) -> None:
    """Do what a locked change says. What was written in the article meanwhile stays; where both say something else
    about the same, nothing is changed and the change is marked as failed."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=change.article_id)
    state, reason = PlannedChange.State.DONE, ""
    try:
        with transaction.atomic():
            snapshot.apply(article, _merged(change, snapshot.take(article)))
            article.record_revision(change.made_by)
            moved.send(Article, article=article, move=Move.CHANGE, by=change.made_by)
    except ValidationError as error:
        state, reason = PlannedChange.State.FAILED, " ".join(error.messages)[:LONGEST_REASON]
    change.state, change.reason, change.finished_at = state, reason, timezone.now()
    change.save(update_fields=["state", "reason", "finished_at"])


def _merged(change: PlannedChange, now: snapshot.Snapshot) -> snapshot.Snapshot:
    merged = merge(change.base, {**change.fields, **{name: now[name] for name in OWN_CLOCK}}, now)
    if merged.conflicts:
        names = "、".join(dict.fromkeys(name_of(one.name) for one in merged.conflicts))
        raise ValidationError(_("The article was changed meanwhile: %(fields)s") % {"fields": names})
    return merged.settle([])


def _differs(one: snapshot.Snapshot, other: snapshot.Snapshot) -> bool:
    """Whether ``other`` says something else, but for the state and its times: these have a clock of their own."""
    return any(value != one.get(name) for name, value in other.items() if name not in OWN_CLOCK)
