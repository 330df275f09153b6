"""How probable it is that a comment is spam, judged by its words: naive Bayes over features of the text.

It starts from a corpus that ships with the product and learns from what moderators decide. Each feature counts once a
comment; its weight is Robinson's ("A statistical approach to the spam problem", 2003), so that a feature that was never
seen says nothing, and one that was seen once says little.
"""

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from comments.models import Comment, Decision

from .corpus import Example, corpus
from .features import features

# At this probability a comment waits for a moderator.
HOLD = 0.8

# Chosen by cross-validation on the training part of the corpus. As many sightings as the doubt about a feature weighs:
_DOUBT = 2.0
# Only the features that tell most are asked, so that a long harmless text around an advertisement doesn't hide it.
_ASKED = 20
# Neighbouring features are not independent, as naive Bayes takes them to be; so the sum is divided.
_DEPENDENCE = 2.0
# Most comments are no spam.
_BEFOREHAND = -0.4
# A decision of the site's own moderators counts as many comments of the corpus.
_OWN = 5

_LISTED = 50

LEARNED = "SELECT token, ham, spam FROM comments_tokencount WHERE token = ANY(%s)"
LEARN = """
    INSERT INTO comments_tokencount AS known (token, ham, spam)
    SELECT token, %(ham)s, %(spam)s FROM unnest(%(tokens)s::text[]) AS token
    ON CONFLICT (token) DO UPDATE SET ham = known.ham + excluded.ham, spam = known.spam + excluded.spam
"""
UNLEARN = """
    UPDATE comments_tokencount AS known
    SET ham = greatest(known.ham - %(ham)s, 0), spam = greatest(known.spam - %(spam)s, 0)
    FROM (
        SELECT token FROM comments_tokencount WHERE token = ANY(%(tokens)s::text[]) ORDER BY token FOR UPDATE
    ) AS mine
    WHERE known.token = mine.token
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many good and in how many spam comments each feature was seen, and how many comments there were."""

    ham: int
    spam: int
    tokens: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> "Counts":
        """From rows of ``TokenCount``: token, ham, spam."""
        counts: dict[str, tuple[int, int]] = {token: (ham, spam) for token, ham, spam in rows}
        return cls(*counts.pop("", (0, 0)), tokens=counts)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the threshold ``HOLD`` judged comments that are known to be good or spam."""

    ham: int
    spam: int
    caught: int
    wrongly_held: int
    # Texts of the good comments that were held and of the spam that was not, at most 50 of each.
    false_positives: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Which share of what was held is spam; 1 when nothing was."""
        held = self.caught + self.wrongly_held
        return self.caught / held if held else 1.0

    @property
    def recall(self) -> float:
        """Which share of the spam was held; 1 when there was none."""
        return self.caught / self.spam if self.spam else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """How well the classifier does: on the part of its corpus that it never learned from, and on what the site's
    moderators decided (None before the first decision)."""

    threshold: float
    training_ham: int
    training_spam: int
    held_back: Figures
    decided: Figures | None


def spam_probability(body: str, *, name: str = "", website: str = "") -> float:
    """Between 0 and 1, by the corpus and by what the moderators have taught. One query."""
    tokens = features(body, name=name, website=website)
    return probability(tokens, training(), _learned(tokens))


def learn(body: str, *, name: str = "", website: str = "", spam: bool) -> None:
    """Remember that a moderator found a comment to be good or spam."""
    _count(LEARN, features(body, name=name, website=website), spam=spam)


def unlearn(body: str, *, name: str = "", website: str = "", spam: bool) -> None:
    """Undo ``learn`` with the same arguments."""
    _count(UNLEARN, features(body, name=name, website=website), spam=spam)


def probability(tokens: Iterable[str], prior: Counts, learned: Counts | None = None) -> float:
    """The probability of spam of a comment with these features, after what was counted."""
    learned = learned or Counts(0, 0, {})
    all_ham, all_spam = prior.ham + _OWN * learned.ham, prior.spam + _OWN * learned.spam
    weights = []
    for token in tokens:
        before, own = prior.tokens.get(token), learned.tokens.get(token)
        if before or own:  # most tokens were never seen
            ham, spam = before or (0, 0)
            own_ham, own_spam = own or (0, 0)
            weights.append(_weight(ham + _OWN * own_ham, spam + _OWN * own_spam, all_ham, all_spam))
    weights.sort(key=abs, reverse=True)
    log_odds = _BEFOREHAND + sum(weights[:_ASKED]) / _DEPENDENCE
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def _weight(ham: int, spam: int, all_ham: int, all_spam: int) -> float:
    """The logarithm of the odds that a comment with a feature is spam, when half of all comments were."""
    if not ham + spam:
        return 0.0
    spam_rate, ham_rate = spam / max(all_spam, 1), ham / max(all_ham, 1)
    share = spam_rate / (spam_rate + ham_rate)
    seen = ham + spam
    return math.log((_DOUBT / 2 + seen * share) / (_DOUBT / 2 + seen * (1 - share)))


def report() -> Report:
    """How well the classifier does now."""
    prior = training()
    return Report(HOLD, prior.ham, prior.spam, held_back(), _decided())


def count(examples: Iterable[Example]) -> Counts:
    """What there is to know about the features of some comments."""
    ham: Counter[str] = Counter()
    spam: Counter[str] = Counter()
    totals = [0, 0]
    for example in examples:
        totals[example.is_spam] += 1
        (spam if example.is_spam else ham).update(_features(example))
    return Counts(totals[0], totals[1], {token: (ham[token], spam[token]) for token in ham.keys() | spam.keys()})


@functools.cache
def training() -> Counts:
    """The counts of the corpus without what is held back, made once a process."""
    return count(example for example in corpus() if not example.is_held_back)


def _features(example: Example) -> frozenset[str]:
    return features(example.body, name=example.name, website=example.website)


def figures(judged: Iterable[tuple[str, bool, float]]) -> Figures:
    """The figures of comments, each with its text, whether it is spam, and the probability that was found."""
    ham = spam = caught = wrongly_held = 0
    false_positives: list[str] = []
    missed: list[str] = []
    for text, is_spam, found in judged:
        held = found >= HOLD
        ham, spam = ham + (not is_spam), spam + is_spam
        caught, wrongly_held = caught + (held and is_spam), wrongly_held + (held and not is_spam)
        if held is not is_spam:
            (false_positives if held else missed).append(text)
    return Figures(ham, spam, caught, wrongly_held, tuple(false_positives[:_LISTED]), tuple(missed[:_LISTED]))


@functools.cache
def held_back() -> Figures:
    """The figures on the part of the corpus that was never learned."""
    prior = training()
    kept = (example for example in corpus() if example.is_held_back)
    return figures((one.body, one.is_spam, probability(_features(one), prior)) for one in kept)


def _decided() -> Figures | None:
    """By the probability that each comment had when it was posted, before anybody decided."""
    by_people = Decision.objects.filter(actor__isnull=False, undone_at__isnull=True).exclude(verb=Decision.Verb.UNDO)
    comments = Comment.objects.filter(
        status__in=(Comment.Status.SPAM, Comment.Status.PUBLISHED),
        spam_probability__isnull=False,
        pk__in=by_people.values("comment"),
    )
    rows = comments.order_by("-id").values_list("body", "status", "spam_probability")
    found = figures((body, status == Comment.Status.SPAM, value or 0.0) for body, status, value in rows.iterator())
    return found if found.ham + found.spam else None


def _learned(tokens: frozenset[str]) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(LEARNED, [[*tokens, ""]])
        return Counts.of(cursor.fetchall())


def _count(statement: str, tokens: frozenset[str], *, spam: bool) -> None:
    # In order, so that two moderators never wait for each other's rows.
    values: dict[str, Any] = {"tokens": sorted([*tokens, ""]), "ham": int(not spam), "spam": int(spam)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
