"""Changes of published articles that are to be seen from a set time on."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.history import snapshot
from articles.models import Article, PlannedChange
from articles.signals import moved

from . import tasks
from .moves import FROM, Move, may

LONGEST_REASON = 500


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
    if not _differences(base, fields):
        raise ValidationError(_("Nothing would change."), code="same")
    with transaction.atomic():
        change = article.planned_changes.create(base=base, fields=fields, at=at, made_by=by)
        tasks.wake(at)
    return change


def cancel(change: PlannedChange) -> bool:
    """Take a change back; False when it was done already, or cancelled."""
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
    wanted = _differences(change.base, change.fields)
    meanwhile = _differences(change.base, now)
    overlap = [name for name in wanted if name in meanwhile and meanwhile[name] != wanted[name]]
    if overlap:
        names = ", ".join(_name_of(name) for name in overlap)
        raise ValidationError(_("The article was changed meanwhile: %(fields)s") % {"fields": names})
    return now | wanted


def _differences(one: snapshot.Snapshot, other: snapshot.Snapshot) -> dict[str, Any]:
    """What ``other`` says differently, without the state and its times: these have a clock of their own."""
    own = {"status", *snapshot.TIMES}
    return {name: value for name, value in other.items() if name not in own and value != one.get(name)}


def _name_of(field: str) -> str:
    return _("related articles") if field == "related" else str(Article._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
