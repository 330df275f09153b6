"""One comment, sent by a visitor or by the site's staff, is stored once and with what it deserves."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from articles.prepared import Statement
from comments import fingerprints
from comments.mail import hooks
from comments.models import Comment, VisitorRule
from comments.models.comment import NUMBER_BEFORE
from comments.spam.akismet import SIGNAL as AKISMET
from comments.spam.akismet import ask_later
from comments.spam.assessment import HOLD, Circumstances, assess
from comments.spam.knowledge import SAME_POST, Knowledge, same_post
from newsblog.site.models import Moderation

from . import limits, proof, stamp, trust

# In one round trip. Posts of one fingerprint wait for each other, so that of twenty at the same moment nineteen find
# the first: each statement sees what was stored while those before it waited. Only what is stored spends its proof.
TAKE_TURN = (
    Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(fingerprint)s, 0))"),
    Statement(SAME_POST),
    Statement(f"""
        INSERT INTO comments_spentproof (digest, expires_at)
        SELECT %(proof)s::text, %(forgotten_at)s::timestamptz WHERE %(proof)s <> '' AND NOT EXISTS ({SAME_POST})
        ON CONFLICT DO NOTHING
    """),
    Statement("SELECT nextval(pg_get_serial_sequence('comments_comment', 'id'))"),
)
# All who comment on an article write its number of comments, and all who tell of changes (NOTIFY) take turns: they
# would wait for each other until the disk has each. So the number is written at the very end, and the disk is waited
# for when the transaction is over, by all at the same time. Not within another one, which may go on for long.
TOGETHER = ("SET CONSTRAINTS comments_keep_count DEFERRED", "SET LOCAL synchronous_commit = off")
# What is written to the log, and waited for, makes durable what was written before. On the way: where the comment
# stands.
WAIT_FOR_DISK = Statement(f"SELECT pg_logical_emit_message(true, 'newsblog', ''), ({NUMBER_BEFORE})")
NO_PROOF: dict[str, Any] = {"proof": "", "forgotten_at": None}


class RefusedError(Exception):
    """The comment was not taken; what was typed is not lost."""


class BannedError(RefusedError):
    """The moderators want nothing from this visitor."""


class ReplayedError(RefusedError):
    """The form was sent before, with other words."""


class TooOftenError(RefusedError):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Sender:
    """Who sends, as far as that can be known."""

    address: str
    agent: str
    token: str
    user: AbstractBaseUser | AnonymousUser

    @property
    def is_staff(self) -> bool:
        return bool(self.user.is_authenticated and getattr(self.user, "is_staff", False))


@dataclass(frozen=True)
class Envelope:
    """What the form carries beside the comment, hidden from people."""

    stamp: str = ""
    key: str = ""
    solution: str = ""
    trap: str = ""
    notify: bool = False


def submit(comment: Comment, sender: Sender, envelope: Envelope, *, mode: Moderation, akismet: bool = False) -> Comment:
    """Store ``comment``, which is checked and not saved yet, and give it back; or the one that is there already, when
    the same visitor sent the same words to the same place before: a double click, a reload, another tab, another try
    after a lost answer.

    ``akismet`` says whether Akismet is asked before a stranger's comment appears.

    Raises:
        RefusedError: nothing was stored.
    """
    stored = _submit(comment, sender, envelope, mode=mode, akismet=akismet)
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(WAIT_FOR_DISK.on(connection), stored.place)
            stored.number_before = cursor.fetchone()[1]
    return stored


def _submit(comment: Comment, sender: Sender, envelope: Envelope, *, mode: Moderation, akismet: bool) -> Comment:
    _fill_in(comment, sender, envelope)
    known = Knowledge.of(comment, sender.address, counts=not sender.is_staff)
    if known.earlier and (earlier := _of_this_browser(known.earlier, comment)):
        return earlier
    if sender.is_staff:
        comment.user_id, comment.status = sender.user.pk, Comment.Status.PUBLISHED
        return _store(comment, envelope, None)
    if known.rule == VisitorRule.Effect.REFUSE:
        raise BannedError
    if known.pace.wait and known.rule != VisitorRule.Effect.ALLOW:
        raise TooOftenError(known.pace.wait)
    solved = proof.read(envelope.solution)
    age = stamp.age(envelope.stamp)
    given = Circumstances(often=known.pace.often, proof=solved, page_age=age, trap=envelope.trap, mode=mode)
    result = assess(comment, given, known)
    comment.signals, comment.spam_probability, comment.masked = result.signals, result.probability, result.masked
    comment.status = result.status
    asks = akismet and not known.is_known and known.rule is None and comment.status != Comment.Status.SPAM
    if asks:
        comment.signals[AKISMET], comment.status = HOLD, Comment.Status.PENDING
    return _store(comment, envelope, solved, asks_for=sender if asks else None)


def _fill_in(comment: Comment, sender: Sender, envelope: Envelope) -> None:
    comment.address_hash = fingerprints.digest("address", limits.network(sender.address, wide=False))
    comment.agent_hash = fingerprints.digest("agent", sender.agent)
    comment.browser = trust.digest(sender.token)
    comment.form_key = fingerprints.lasting("form", envelope.key) if envelope.key else ""
    comment.fingerprint = fingerprints.of_comment(comment)
    comment.text_hash = fingerprints.of_text(comment.body)


def _store(comment: Comment, envelope: Envelope, solved: proof.Proof | None, asks_for: Sender | None = None) -> Comment:
    """In one transaction, with all that follows from it; the disk may not have it yet."""
    is_whole = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        key, is_spent = _take_turn(cursor, comment, solved, is_whole=is_whole)
        if key and (earlier := _of_this_browser(key, comment)):
            return earlier
        if solved and not is_spent:
            raise ReplayedError
        comment.store(cursor)
        hooks.comment_posted(comment, notify=envelope.notify)
        if comment.is_published:
            hooks.comment_published(comment)
        if asks_for:
            ask_later(comment, address=asks_for.address, agent=asks_for.agent)
    return comment


def _take_turn(
    cursor: CursorWrapper, comment: Comment, solved: proof.Proof | None, *, is_whole: bool
) -> tuple[int | None, bool]:
    """Wait for those who send the same, and give the comment its place; which comment they made of it, if any, and
    whether the proof could be spent."""
    spending = solved.spending if solved else NO_PROOF
    steps = [*(statement.on(connection) for statement in TAKE_TURN), *(TOGETHER if is_whole else ())]
    cursor.execute("; ".join(steps), same_post(comment) | spending)
    cursor.nextset()
    earlier = cursor.fetchone()
    cursor.nextset()
    is_spent = cursor.rowcount == 1
    cursor.nextset()
    comment.take_place(cursor.fetchone()[0])
    return earlier[0] if earlier else None, is_spent


def _of_this_browser(key: int, comment: Comment) -> Comment | None:
    """The comment of this key; None when its writer has just erased it. Let the browser that sends
    again see the comment as its own: when the first answer was lost, so was the token in it. Words that everybody can
    read, and copy, prove nothing; the key of the form does."""
    earlier = Comment.objects.filter(pk=key).first()
    if earlier is None:
        return None
    is_proved = earlier.form_key == comment.form_key != "" or not earlier.is_published
    if is_proved and earlier.browser != comment.browser:
        earlier.browser = comment.browser
        earlier.save(update_fields=["browser"])
    return earlier
