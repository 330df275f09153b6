"""What is decided about comments. Every change of a comment's status after it was posted goes through here and is
written into the log, in the same transaction."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Author
from comments import fingerprints
from comments.models import Comment, Decision, Report
from comments.moderation import lessons, words
from newsblog import audit

CHUNK = 100
Verb, Status = Decision.Verb, Comment.Status
OF_STATUS = ("status", "decided_at", "declined_reason")
OF_WORDS = ("body", "name", "masked", "text_hash", "edited_at", "decided_at")


class FollowedError(Exception):
    """Something was decided about the comment since: undoing would overwrite that."""


class NotUndoableError(Exception):
    """The decision was undone already, is of no such kind, or its comment was erased."""


def approve(comments: Iterable[Comment], actor: User, note: str = "") -> list[Decision]:
    """Publish comments, or keep published ones in spite of reports; what was decided, without those that are as they
    should be already."""
    return _decide(comments, actor, Verb.APPROVE, Status.PUBLISHED, lessons.HAM, note=note)


def decline(comments: Iterable[Comment], actor: User, reason: str = "", note: str = "") -> list[Decision]:
    """Take comments away; their writers see ``reason``."""
    return _decide(comments, actor, Verb.DECLINE, Status.REMOVED, "", note=note, reason=reason)


def mark_as_spam(comments: Iterable[Comment], actor: User) -> list[Decision]:
    """Take comments away, and let the classifier know what they are."""
    return _decide(comments, actor, Verb.SPAM, Status.SPAM, lessons.SPAM)


def automatic(comment: Comment, verb: str, *, before: str, after: str, note: str = "") -> Decision | None:
    """Decide for the site itself; None when the comment's status isn't ``before`` any more.

    ``decided_at`` stays as it was: it tells when a person looked at the comment.
    """
    with _locked(comment) as stored:
        if stored.status != before:
            return None
        lesson = lessons.of([stored.pk]).get(stored.pk, "")
        decision = _log(stored, None, verb, after, note=note, previous=_values(stored, OF_STATUS))
        decision.previous |= {lessons.BEFORE: lesson, lessons.AFTER: lesson}
        decision.save()
        stored.status = after
        stored.save(update_fields=["status"])
        if stored.is_published and before != after:
            _tell_of(stored)
    comment.status = after
    return decision


def edit(
    comment: Comment, actor: User, *, body: str | None = None, name: str | None = None, note: str = ""
) -> Decision | None:
    """Change the words of a comment or the name above it; None when they are as they were."""
    with _locked(comment) as stored:
        body, name = stored.body if body is None else body, stored.name if name is None else name
        if (body, name) == (stored.body, stored.name):
            return None
        lesson = lessons.of([stored.pk]).get(stored.pk, "")
        decision = _log(stored, actor, Verb.EDIT, stored.status, note=note, previous=_values(stored, OF_WORDS))
        _keep([decision], actor, Verb.EDIT)
        now = timezone.now()
        values = {"body": body, "name": name, "masked": words.check(body).masked, "edited_at": now, "decided_at": now}
        _reword(stored, values | {"text_hash": fingerprints.of_text(body)}, lesson)
    _copy(stored, comment, (*OF_WORDS, "html", "rules"))
    return decision


def reply(comment: Comment, actor: User, body: str) -> tuple[Comment, list[Decision]]:
    """Publish a comment and answer it in the name of the site's staff; the same answer twice is one."""
    with transaction.atomic():
        decided = approve([comment], actor)
        parent = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        same = Comment.objects.published().filter(parent=parent, user=actor, body=body).first()
        if same:
            return same, decided
        answer = Comment(article_id=parent.article_id, parent=parent, user=actor, name=display_name(actor), body=body)
        answer.status, answer.text_hash = Status.PUBLISHED, fingerprints.of_text(body)
        answer.fingerprint = fingerprints.of_comment(answer)
        answer.save()
        _tell_of(answer)
        for decision in decided:
            decision.previous["reply"] = answer.pk
            decision.save(update_fields=["previous"])
    return answer, decided


def display_name(user: User) -> str:
    """The name that readers know somebody of the staff by."""
    byline = Author.objects.filter(user=user).values_list("name", flat=True).first()
    limit = Comment._meta.get_field("name").max_length
    return (byline or user.get_full_name() or user.get_username())[:limit]


def pin(comment: Comment, actor: User) -> Decision | None:
    """Let a comment stand above the others; None when it does."""
    return _mark(comment, actor, Verb.PIN, "pinned", value=True)


def unpin(comment: Comment, actor: User) -> Decision | None:
    return _mark(comment, actor, Verb.UNPIN, "pinned", value=False)


def lock(comment: Comment, actor: User) -> Decision | None:
    """Take no more replies in the thread of a comment; None when none are taken already."""
    return _mark(comment.thread, actor, Verb.LOCK, "locked", value=True)


def unlock(comment: Comment, actor: User) -> Decision | None:
    return _mark(comment.thread, actor, Verb.UNLOCK, "locked", value=False)


def undo(decision: Decision, actor: User) -> Decision:
    """Put back, once, what a decision changed.

    Raises:
        FollowedError: there is a later decision about the comment.
        NotUndoableError: there is nothing to put back.
    """
    if decision.comment_id is None:
        raise NotUndoableError
    with transaction.atomic():
        # Always the comment first, as every decision does.
        comment = Comment.objects.select_for_update(of=("self",)).filter(pk=decision.comment_id).first()
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if comment is None or not comment.body or not is_undoable(decision):
            raise NotUndoableError
        later = Decision.objects.filter(comment=comment, pk__gt=decision.pk, undone_at=None)
        if later.exclude(verb=Verb.UNDO).exists():
            raise FollowedError
        done = _put_back(comment, decision, actor)
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
    return done


def is_undoable(decision: Decision) -> bool:
    """Whether a decision has something to put back."""
    return bool(decision.previous) and decision.undone_at is None and decision.verb != Verb.UNDO


def forget(comment: Comment) -> None:
    """Take a comment's words, and those of who wrote it, from the log. For a comment that is erased."""
    Decision.objects.filter(comment=comment).update(previous={})


# Decisions about the status


def _decide(
    comments: Iterable[Comment],
    actor: User,
    verb: Decision.Verb,
    status: Comment.Status,
    lesson: str,
    *,
    note: str = "",
    reason: str = "",
) -> list[Decision]:
    given = {comment.pk: comment for comment in comments}
    decided: list[Decision] = []
    for keys in itertools.batched(sorted(given), CHUNK):
        with transaction.atomic():
            rows = _to_change(keys, status)
            decided += _decide_chunk(rows, actor, verb, status, lesson, note=note, reason=reason)
        for row in rows:
            _copy(row, given[row.pk], OF_STATUS)
    return decided


def _to_change(keys: Iterable[int], status: Comment.Status) -> list[Comment]:
    """The comments that are not as they should be, locked; always in the same order, so that nobody waits for each
    other. An erased one stays what it is."""
    rows = Comment.objects.select_for_update(of=("self",)).filter(pk__in=keys).exclude(body="").order_by("pk")
    found = list(rows)
    same = [row for row in found if row.status == status]
    reported = _with_open_reports(same) if status == Status.PUBLISHED else set()
    return [row for row in found if row.status != status or row.pk in reported]


def _with_open_reports(comments: list[Comment]) -> set[int]:
    """Which of the comments were reported since a person looked at them."""
    if not comments:
        return set()
    decided = {comment.pk: comment.decided_at for comment in comments}
    reports = Report.objects.filter(comment__in=list(decided)).values_list("comment", "created_at")
    return {pk for pk, at in reports if (since := decided[pk]) is None or at > since}


def _decide_chunk(
    rows: list[Comment],
    actor: User,
    verb: Decision.Verb,
    status: Comment.Status,
    lesson: str,
    *,
    note: str,
    reason: str,
) -> list[Decision]:
    learned = lessons.of(row.pk for row in rows)
    decided, now = [], timezone.now()
    for row in rows:
        old = learned.get(row.pk, "")
        previous = _values(row, OF_STATUS) | {lessons.BEFORE: old, lessons.AFTER: lesson}
        decided.append(_log(row, actor, verb, status, note=note, previous=previous))
        lessons.change(row, old, lesson)
    _keep(decided, actor, verb)
    values = {"status": status, "decided_at": now, "declined_reason": reason[:200]}
    Comment.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
    for row in rows:
        was = row.status
        row.status, row.decided_at, row.declined_reason = status, now, reason[:200]
        if row.is_published and was != status:
            _tell_of(row)
    return decided


def _mark(comment: Comment, actor: User, verb: Decision.Verb, field: str, *, value: bool) -> Decision | None:
    with _locked(comment) as stored:
        if getattr(stored, field) == value:
            return None
        decision = _log(stored, actor, verb, stored.status, previous=_values(stored, (field,)))
        _keep([decision], actor, verb)
        setattr(stored, field, value)
        stored.save(update_fields=[field])
    setattr(comment, field, value)
    return decision


def _put_back(comment: Comment, decision: Decision, actor: User) -> Decision:
    previous, before, fields = decision.previous, comment.status, cast("Any", Comment._meta)
    if answer := Comment.objects.published().filter(pk=previous.get("reply")).first():
        decline([answer], actor)
    values = {name: value for name, value in previous.items() if name in {*OF_STATUS, *OF_WORDS, "pinned", "locked"}}
    values = {name: fields.get_field(name).to_python(value) for name, value in values.items()}
    if decision.verb in lessons.VERBS:
        lessons.change(comment, previous.get(lessons.AFTER, ""), previous.get(lessons.BEFORE, ""))
    if "body" in values:
        _reword(comment, values, lessons.of([comment.pk]).get(comment.pk, ""))
    else:
        for name, value in values.items():
            setattr(comment, name, value)
        comment.save(update_fields=list(values))
    done = _log(comment, actor, Verb.UNDO, comment.status, before=before, note=decision.get_verb_display())
    _keep([done], actor, Verb.UNDO)
    if comment.is_published and before != comment.status:
        _tell_of(comment)
    return done


def _reword(comment: Comment, values: dict[str, Any], lesson: str) -> None:
    """Change the words, and what was learned from them."""
    lessons.change(comment, lesson, "")
    for name, value in values.items():
        setattr(comment, name, value)
    comment.render()
    comment.save(update_fields=[*values, "html", "rules"])
    lessons.change(comment, "", lesson)


# Parts of all of them


@contextmanager
def _locked(comment: Comment) -> Iterator[Comment]:
    """The comment as it is stored, and nobody else's until the end."""
    with transaction.atomic():
        yield Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)


def _log(
    comment: Comment,
    actor: User | None,
    verb: str,
    after: str,
    *,
    note: str = "",
    previous: dict[str, Any] | None = None,
    before: str = "",
) -> Decision:
    return Decision(
        comment=comment,
        public_id=comment.public_id,
        actor=actor,
        verb=verb,
        before=before or comment.status,
        after=after,
        note=note[:500],
        previous=previous or {},
    )


def _keep(decided: list[Decision], actor: User, verb: Decision.Verb) -> None:
    """Write down what somebody decided, here and in the log of the desk; there without any words of the comments, since
    that one forgets nothing for a year."""
    Decision.objects.bulk_create(decided)
    things = [audit.Thing("comments.comment", str(one.comment_id), one.public_id) for one in decided]
    audit.note_each(f"comment.{verb}", things, by=actor)


def _values(comment: Comment, names: Iterable[str]) -> dict[str, Any]:
    """Values of fields as JSON has them."""
    values = {name: getattr(comment, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _copy(source: Comment, target: Comment, names: Iterable[str]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))


def _tell_of(comment: Comment) -> None:
    from comments.mail import hooks  # which needs the decisions, for what is done by mail

    hooks.comment_published(comment)
