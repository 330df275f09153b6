"""What moderators look at: comments that wait, were reported or decided, each with all that helps to decide.

Nothing here counts or searches through all comments: a page begins after the last comment of the page before, and a
search looks at so many comments at a time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentQuerySet, Decision, Report

from .signals import signal_labels

PAGE_SIZE = 25
SEARCHED = 20_000
# So many of the newest reports are looked through; those of comments that a person looked at since don't count.
REPORTS = 2_000
MOST_COUNTED = 999
MOST_AT_ONCE = 500
Status = Comment.Status
STATUSES = {"pending": Status.PENDING, "published": Status.PUBLISHED, "spam": Status.SPAM, "declined": Status.REMOVED}
TABS = {
    "pending": _("Waiting"),
    "reported": _("Reported"),
    "published": _("Published"),
    "spam": _("Spam"),
    "declined": _("Declined"),
    "all": _("All"),
}
OTHERS = """
    SELECT who.kind, who.key, found.status, count(*)
    FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS who (kind, key), LATERAL (
        (SELECT status FROM comments_comment WHERE who.kind = 'email' AND email = who.key AND email <> '' LIMIT 1000)
        UNION ALL
        (SELECT status FROM comments_comment WHERE who.kind = 'browser' AND browser = who.key AND browser <> ''
         LIMIT 1000)
    ) AS found
    WHERE found.status IN ('published', 'spam')
    GROUP BY who.kind, who.key, found.status
"""


@dataclass(frozen=True)
class Wish:
    """What somebody asks to see."""

    tab: str = "pending"
    text: str = ""
    article: int | None = None
    after: int | None = None
    """The number of the last comment of the page before."""
    may_see_emails: bool = True

    @property
    def is_oldest_first(self) -> bool:
        return self.tab in {"pending", "reported"}


@dataclass
class Card:
    """A comment with what helps to decide about it."""

    comment: Comment
    signals: list[tuple[str, float]] = field(default_factory=list)
    reports: list[tuple[str, int]] = field(default_factory=list)
    by_email: dict[str, int] = field(default_factory=dict)
    by_browser: dict[str, int] = field(default_factory=dict)
    latest: Decision | None = None

    @property
    def percentage(self) -> int | None:
        """The probability of spam, as a whole number."""
        probability = self.comment.spam_probability
        return None if probability is None else round(probability * 100)


@dataclass
class Desk:
    """One page. ``after`` is where the next one begins, None at the end."""

    cards: list[Card]
    after: int | None
    looks_further: bool
    """Whether the next page goes on with a search that has not found enough yet."""


def desk(wish: Wish) -> Desk:
    """The page of comments that is wished for, in the same number of queries whatever there is."""
    rows = _of_tab(wish)
    bound = None
    if wish.text and not (wish.may_see_emails and _is_email(wish.text)):
        bound = _end_of_search(rows, wish)
        rows = _between(rows, bound, wish)
    found = list(_searched(rows, wish).select_related("article", "parent", "root", "user")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    if len(found) > PAGE_SIZE:
        return Desk(cards(page), page[-1].pk, looks_further=False)
    return Desk(cards(page), bound, looks_further=bound is not None)


def wanted(wish: Wish, *, seen: int) -> list[Comment]:
    """All comments of a list that were there when comment number ``seen`` was the newest one, at most
    ``MOST_AT_ONCE``."""
    return list(_searched(_of_tab(wish).filter(pk__lte=seen), wish)[:MOST_AT_ONCE])


def waiting() -> str:
    """How many comments wait, in words. It is counted no further than ``MOST_COUNTED``."""
    number = Comment.objects.waiting().order_by()[: MOST_COUNTED + 1].count()
    if number > MOST_COUNTED:
        return gettext("More than %(number)d comments wait") % {"number": MOST_COUNTED}
    return ngettext("%(number)d comment waits", "%(number)d comments wait", number) % {"number": number}


def newest() -> int:
    """The number of the newest comment."""
    return Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def cards(comments: list[Comment]) -> list[Card]:
    """Comments with what helps to decide about them: three queries."""
    labels = signal_labels()
    reports = _reports(comments)
    others = _others(comments)
    latest = _latest(comments)
    made = []
    for comment in comments:
        card = Card(comment, reports=reports[comment.pk], latest=latest.get(comment.pk))
        card.signals = [(labels.get(code, code), weight) for code, weight in comment.signals.items()]
        card.by_email = _without_itself(others["email", comment.email.lower()], comment) if comment.email else {}
        card.by_browser = _without_itself(others["browser", comment.browser], comment) if comment.browser else {}
        made.append(card)
    return made


def _of_tab(wish: Wish) -> CommentQuerySet:
    rows = Comment.objects.exclude(body="").order_by("pk" if wish.is_oldest_first else "-pk")
    if wish.tab == "reported":
        rows = _reported(rows)
    elif wish.tab in STATUSES:
        rows = rows.filter(status=STATUSES[wish.tab])
    if wish.article:
        rows = rows.filter(article=wish.article)
    if wish.after is not None:
        rows = rows.filter(pk__gt=wish.after) if wish.is_oldest_first else rows.filter(pk__lt=wish.after)
    return rows


def _reported(rows: CommentQuerySet) -> CommentQuerySet:
    """Those that were reported since a person looked at them, found from the side of the reports."""
    newest = Report.objects.order_by("-pk").values_list("comment", flat=True)[:REPORTS]
    since = Report.objects.filter(comment=OuterRef("pk"))
    is_open = Q(decided_at=None) | Exists(since.filter(created_at__gt=OuterRef("decided_at")))
    return rows.filter(is_open, pk__in=set(newest), status__in=(Status.PUBLISHED, Status.PENDING))


def _is_email(text: str) -> bool:
    name, _at, domain = text.partition("@")
    return bool(name and "." in domain)


def _end_of_search(rows: CommentQuerySet, wish: Wish) -> int | None:
    """The last comment of those that a search looks at; None when it looks at all."""
    return rows.values_list("pk", flat=True)[SEARCHED - 1 : SEARCHED].first()


def _between(rows: CommentQuerySet, bound: int | None, wish: Wish) -> CommentQuerySet:
    if bound is None:
        return rows
    return rows.filter(pk__lte=bound) if wish.is_oldest_first else rows.filter(pk__gte=bound)


def _searched(rows: CommentQuerySet, wish: Wish) -> CommentQuerySet:
    text = wish.text
    if not text:
        return rows
    if wish.may_see_emails and _is_email(text):
        return rows.filter(email__in={text, text.lower()})
    # Where there are no small and large letters, as in Chinese, to look for the text as it is takes half the time.
    lookup = "contains" if text.upper() == text.lower() else "icontains"
    found = Q((f"name__{lookup}", text)) | Q((f"body__{lookup}", text))
    if wish.may_see_emails and text.isascii():
        found |= Q(email__icontains=text)
    return rows.filter(found)


def _reports(comments: Iterable[Comment]) -> dict[int, list[tuple[str, int]]]:
    rows = Report.objects.filter(comment__in=[comment.pk for comment in comments]).order_by()
    counts = rows.values_list("comment", "reason").annotate(number=Count("pk")).order_by("-number", "reason")
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for comment, reason, number in counts:
        found[comment].append((str(Report.Reason(reason).label), number))
    return found


def _others(comments: Iterable[Comment]) -> dict[tuple[str, str], dict[str, int]]:
    """What else came under the same e-mail address and from the same browsers, by status."""
    emails = {comment.email for comment in comments if comment.email}
    browsers = {comment.browser for comment in comments if comment.browser}
    kinds = ["email"] * len(emails) + ["browser"] * len(browsers)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, {"kinds": kinds, "keys": [*emails, *browsers]})
        for kind, key, status, number in cursor.fetchall():
            found[kind, key.lower() if kind == "email" else key][status] += number
    return found


def _without_itself(counts: dict[str, int], comment: Comment) -> dict[str, int]:
    own = {comment.status: 1}
    return {status: counts.get(status, 0) - own.get(status, 0) for status in (Status.PUBLISHED, Status.SPAM)}


def _latest(comments: Iterable[Comment]) -> dict[int, Decision]:
    decisions: Any = Decision.objects.filter(comment__in=[comment.pk for comment in comments])
    rows = decisions.select_related("actor").order_by("comment_id", "-pk").distinct("comment_id")
    return {row.comment_id: row for row in rows}
