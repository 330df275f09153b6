"""What speaks against a new comment, and what follows from it.

Each signal has a weight; at ``HOLD`` together the comment waits for a moderator, at ``SPAM`` it goes among the spam,
where moderators find it too.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, VisitorRule
from comments.moderation import words
from comments.posting.proof import Proof
from comments.posting.stamp import OLD_SECONDS
from newsblog.site.models import Moderation

from . import classifier

HOLD, SPAM = 1.0, 3.0
# A person needs longer from the first touch of the form to its sending.
FAST_SECONDS = 2
DUPLICATE_WINDOW = timedelta(hours=24)
OF_TEXT = {"word", "links", "repeated", "classifier", "duplicate"}
# Shorter texts are said by many: 谢谢分享.
DUPLICATE_LENGTH = 10
CERTAIN = 0.99
_LINK = re.compile(r"https?://|www\.|\]\(", re.IGNORECASE)
_RUN = re.compile(r"(.{1,8}?)\1{9,}", re.DOTALL)


@dataclass(frozen=True)
class Circumstances:
    """How a comment arrived, and from whom."""

    address: str
    often: tuple[str, ...]
    proof: Proof | None
    page_age: float | None
    trap: str
    is_known: bool
    mode: Moderation


@dataclass(frozen=True)
class Assessment:
    signals: dict[str, float]
    probability: float
    masked: str
    rule: VisitorRule | None

    @property
    def status(self) -> Comment.Status:
        score = sum(self.signals.values())
        if score >= SPAM:
            return Comment.Status.SPAM
        return Comment.Status.PENDING if score >= HOLD else Comment.Status.PUBLISHED


def assess(comment: Comment, given: Circumstances) -> Assessment:
    """Judge a comment that is about to be stored."""
    rule = rule_for(given.address, comment.email, comment.browser)
    found = words.check(f"{comment.name}\n{comment.body}")
    masked = words.check(comment.body).masked
    probability = classifier.spam_probability(comment.body, name=comment.name, website=comment.website)
    if rule and rule.effect == VisitorRule.Effect.ALLOW:
        return Assessment({"word": HOLD} if found.held else {}, probability, masked, rule)
    signals = dict(_of_arrival(given, rule)) | dict(_of_text(comment, probability, found))
    return Assessment(signals, probability, masked, rule)


def reassess(comment: Comment) -> Assessment:
    """Judge a stored comment whose words were changed; how it arrived stays as it was."""
    found = words.check(f"{comment.name}\n{comment.body}")
    probability = classifier.spam_probability(comment.body, name=comment.name, website=comment.website)
    arrival = {code: weight for code, weight in comment.signals.items() if code not in OF_TEXT}
    signals = arrival | dict(_of_text(comment, probability, found))
    return Assessment(signals, probability, words.check(comment.body).masked, None)


def rule_for(address: str, email: str, browser: str) -> VisitorRule | None:
    """The moderators' rule for a visitor; what refuses comes before what holds, and that before what lets in."""
    kinds = VisitorRule.Kind
    wanted = Q(kind=kinds.NETWORK, value__in=_networks_around(address))
    if email:
        email = email.lower()
        wanted |= Q(kind=kinds.EMAIL, value__in=[email, email[email.rindex("@") :]])
    if browser:
        wanted |= Q(kind=kinds.BROWSER, value=browser)
    rules = VisitorRule.objects.filter(wanted).exclude(expires_at__lt=timezone.now())
    order = [VisitorRule.Effect.REFUSE, VisitorRule.Effect.HOLD, VisitorRule.Effect.ALLOW]
    return min(rules, key=lambda rule: order.index(rule.effect), default=None)  # type: ignore[arg-type]


def _networks_around(address: str) -> list[str]:
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return []
    return [str(ipaddress.ip_network(f"{one}/{length}", strict=False)) for length in range(one.max_prefixlen + 1)]


def _of_arrival(given: Circumstances, rule: VisitorRule | None) -> Iterator[tuple[str, float]]:
    if given.trap:
        yield "honeypot", SPAM
    if rule:
        yield "rule", HOLD
    if given.mode == Moderation.HOLD:
        yield "all-held", HOLD
    elif given.mode == Moderation.FIRST and not given.is_known:
        yield "first-visit", HOLD
    if given.proof is None and not given.is_known:
        yield "no-script", HOLD
    elif given.proof and given.proof.age < FAST_SECONDS:
        yield "fast", 0.6
    if given.page_age is None:
        yield "forged-form", HOLD
    elif given.page_age > OLD_SECONDS:
        yield "old-form", HOLD
    for what in given.often:
        yield f"many-from-{what}", HOLD


def _of_text(comment: Comment, probability: float, found: words.Found) -> Iterator[tuple[str, float]]:
    if found.held:
        yield "word", HOLD
    links = len(_LINK.findall(comment.body))
    if links > 2:
        yield "links", min(2.0, links / 3)
    if _RUN.search(comment.body):
        yield "repeated", 0.6
    if probability >= classifier.HOLD:
        yield "classifier", 2.0 if probability >= CERTAIN else HOLD
    if len(comment.body) >= DUPLICATE_LENGTH:
        since = timezone.now() - DUPLICATE_WINDOW
        same = Comment.objects.filter(text_hash=comment.text_hash, created_at__gt=since).exclude(pk=comment.pk)
        if seen := len(same.order_by().values_list("pk")[:3]):
            yield "duplicate", min(2.0, HOLD * seen)
