"""What speaks against a new comment, and what follows from it.

Each signal has a weight; at ``HOLD`` together the comment waits for a moderator, at ``SPAM`` it goes among the spam,
where moderators find it too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comments.models import Comment, VisitorRule
from comments.moderation import words
from comments.posting.proof import Proof
from comments.posting.stamp import OLD_SECONDS
from newsblog.site.models import Moderation

from . import classifier
from .knowledge import Knowledge

HOLD, SPAM = 1.0, 3.0
# A person needs longer from the first touch of the form to its sending.
FAST_SECONDS = 2
OF_TEXT = {"word", "links", "repeated", "classifier", "duplicate"}
# Shorter texts are said by many: 谢谢分享.
DUPLICATE_LENGTH = 10
CERTAIN = 0.99
_LINK = re.compile(r"https?://|www\.|\]\(", re.IGNORECASE)
_RUN = re.compile(r"(.{1,8}?)\1{9,}", re.DOTALL)


@dataclass(frozen=True)
class Circumstances:
    """How a comment arrived."""

    often: tuple[str, ...]
    proof: Proof | None
    page_age: float | None
    trap: str
    mode: Moderation


@dataclass(frozen=True)
class Assessment:
    signals: dict[str, float]
    probability: float
    masked: str

    @property
    def status(self) -> Comment.Status:
        score = sum(self.signals.values())
        if score >= SPAM:
            return Comment.Status.SPAM
        return Comment.Status.PENDING if score >= HOLD else Comment.Status.PUBLISHED


def assess(comment: Comment, given: Circumstances, known: Knowledge) -> Assessment:
    """Judge a comment that is about to be stored."""
    found, masked, probability = _judge(comment, known)
    if known.rule == VisitorRule.Effect.ALLOW:
        return Assessment({"word": HOLD} if found.held else {}, probability, masked)
    signals = dict(_of_arrival(given, known)) | dict(_of_text(comment, known, probability, found))
    return Assessment(signals, probability, masked)


def reassess(comment: Comment) -> Assessment:
    """Judge a stored comment whose words were changed; how it arrived stays as it was."""
    known = Knowledge.of(comment)
    found, masked, probability = _judge(comment, known)
    arrival = {code: weight for code, weight in comment.signals.items() if code not in OF_TEXT}
    signals = arrival | dict(_of_text(comment, known, probability, found))
    return Assessment(signals, probability, masked)


def _judge(comment: Comment, known: Knowledge) -> tuple[words.Found, str, float]:
    """The words of the list in name and text, the text with masked words, and the probability of spam."""
    found = words.check_by(known.words, f"{comment.name}\n{comment.body}")
    masked = words.check_by(known.words, comment.body).masked
    return found, masked, classifier.probability(known.tokens, classifier.training(), known.learned)


def _of_arrival(given: Circumstances, known: Knowledge) -> Iterator[tuple[str, float]]:
    if given.trap:
        yield "honeypot", SPAM
    if known.rule:
        yield "rule", HOLD
    if given.mode == Moderation.HOLD:
        yield "all-held", HOLD
    elif given.mode == Moderation.FIRST and not known.is_known:
        yield "first-visit", HOLD
    if given.proof is None and not known.is_known:
        yield "no-script", HOLD
    elif given.proof and given.proof.age < FAST_SECONDS:
        yield "fast", 0.6
    if given.page_age is None:
        yield "forged-form", HOLD
    elif given.page_age > OLD_SECONDS:
        yield "old-form", HOLD
    for what in given.often:
        yield f"many-from-{what}", HOLD


def _of_text(comment: Comment, known: Knowledge, probability: float, found: words.Found) -> Iterator[tuple[str, float]]:
    if found.held:
        yield "word", HOLD
    links = len(_LINK.findall(comment.body))
    if links > 2:
        yield "links", min(2.0, links / 3)
    if _RUN.search(comment.body):
        yield "repeated", 0.6
    if probability >= classifier.HOLD:
        yield "classifier", 2.0 if probability >= CERTAIN else HOLD
    if known.same_texts and len(comment.body) >= DUPLICATE_LENGTH:
        yield "duplicate", min(2.0, HOLD * known.same_texts)
