"""One comment, sent by a visitor or by the site's staff, is stored once and with what it deserves."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from comments import fingerprints
from comments.mail import hooks
from comments.models import Comment, VisitorRule
from comments.spam.akismet import SIGNAL as AKISMET
from comments.spam.akismet import ask_later
from comments.spam.assessment import HOLD, Circumstances, assess
from newsblog.site.models import Moderation

from . import limits, proof, stamp, trust

REPEAT_WINDOW = timedelta(hours=24)


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
    _fill_in(comment, sender, envelope)
    if earlier := _earlier(comment):
        return _of_this_browser(earlier, comment)
    if sender.is_staff:
        comment.user_id, comment.status = sender.user.pk, Comment.Status.PUBLISHED
        return _store(comment, envelope, None)
    pace = limits.pace(sender.address)
    solved = proof.read(envelope.solution)
    given = Circumstances(
        address=sender.address,
        often=pace.often,
        proof=solved,
        page_age=stamp.age(envelope.stamp),
        trap=envelope.trap,
        is_known=trust.is_known(comment.browser),
        mode=mode,
    )
    result = assess(comment, given)
    if result.rule and result.rule.effect == VisitorRule.Effect.REFUSE:
        raise BannedError
    if pace.wait and not (result.rule and result.rule.effect == VisitorRule.Effect.ALLOW):
        raise TooOftenError(pace.wait)
    comment.signals, comment.spam_probability, comment.masked = result.signals, result.probability, result.masked
    comment.status = result.status
    asks = akismet and not given.is_known and result.rule is None and comment.status != Comment.Status.SPAM
    if asks:
        comment.signals[AKISMET], comment.status = HOLD, Comment.Status.PENDING
    with transaction.atomic():
        stored = _store(comment, envelope, solved)
        if asks and stored is comment:
            ask_later(comment, address=sender.address, agent=sender.agent)
    return stored


def _fill_in(comment: Comment, sender: Sender, envelope: Envelope) -> None:
    comment.address_hash = fingerprints.digest("address", limits.network(sender.address, wide=False))
    comment.agent_hash = fingerprints.digest("agent", sender.agent)
    comment.browser = trust.digest(sender.token)
    comment.form_key = fingerprints.lasting("form", envelope.key) if envelope.key else ""
    comment.fingerprint = fingerprints.of_comment(comment)
    comment.text_hash = fingerprints.of_text(comment.body)


def _store(comment: Comment, envelope: Envelope, solved: proof.Proof | None) -> Comment:
    with transaction.atomic():
        _wait_for_turn(comment.fingerprint)
        if earlier := _earlier(comment):
            return _of_this_browser(earlier, comment)
        if solved and not solved.spend():
            raise ReplayedError
        comment.save()
        hooks.comment_posted(comment, notify=envelope.notify)
        if comment.is_published:
            hooks.comment_published(comment)
    return comment


def _wait_for_turn(fingerprint: str) -> None:
    """Posts of one fingerprint wait for each other, so that of twenty at the same moment nineteen find the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [fingerprint])


def _earlier(comment: Comment) -> Comment | None:
    same_visitor = Q(address_hash=comment.address_hash)
    if comment.browser:
        same_visitor |= Q(browser=comment.browser)
    if comment.form_key:
        same_visitor |= Q(form_key=comment.form_key)
    since = timezone.now() - REPEAT_WINDOW
    return Comment.objects.filter(same_visitor, fingerprint=comment.fingerprint, created_at__gt=since).first()


def _of_this_browser(earlier: Comment, comment: Comment) -> Comment:
    """Let the browser that sends again see the comment as its own: when the first answer was lost, so was the token in
    it. Words that everybody can read, and copy, prove nothing; the key of the form does."""
    is_proved = earlier.form_key == comment.form_key != "" or not earlier.is_published
    if is_proved and earlier.browser != comment.browser:
        earlier.browser = comment.browser
        earlier.save(update_fields=["browser"])
    return earlier
