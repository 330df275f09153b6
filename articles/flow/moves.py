"""The moves that there are between the states of an article."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils.translation import pgettext_lazy

from articles.models.status import Status

if TYPE_CHECKING:
    from articles.models import Article

READ, WRITE = "articles.view_article", "articles.change_article"
PUBLISH, DELETE = "articles.publish_article", "articles.delete_article"


class Move(models.TextChoices):
    """What can be done with an article; ``appear`` and ``expire`` are done by the time alone."""

    SUBMIT = "submit", pgettext_lazy("move", "Ask for review")
    SEND_BACK = "send-back", pgettext_lazy("move", "Send back to the writer")
    PUBLISH = "publish", pgettext_lazy("move", "Publish now")
    SCHEDULE = "schedule", pgettext_lazy("move", "Schedule")
    UNSCHEDULE = "unschedule", pgettext_lazy("move", "Back to the drafts")
    WITHDRAW = "withdraw", pgettext_lazy("move", "Withdraw")
    CHANGE = "change", pgettext_lazy("move", "Change at a set time")
    BIN = "bin", pgettext_lazy("move", "Move to the bin")
    UNBIN = "unbin", pgettext_lazy("move", "Take out of the bin")
    APPEAR = "appear", pgettext_lazy("move", "Appear at its time")
    EXPIRE = "expire", pgettext_lazy("move", "Withdraw at its time")


MOVES_TO_READERS = {Move.PUBLISH, Move.SCHEDULE}
AT_ITS_TIME = {Move.APPEAR, Move.EXPIRE}
FROM = {
    Move.SUBMIT: {Status.DRAFT},
    Move.SEND_BACK: {Status.IN_REVIEW},
    Move.PUBLISH: {Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED, Status.WITHDRAWN},
    Move.SCHEDULE: {Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN},
    Move.UNSCHEDULE: {Status.SCHEDULED, Status.WITHDRAWN},
    Move.WITHDRAW: {Status.SCHEDULED, Status.PUBLISHED},
    Move.CHANGE: {Status.SCHEDULED, Status.PUBLISHED},
    Move.BIN: set(Status),
    Move.UNBIN: set(Status),
    Move.APPEAR: {Status.SCHEDULED},
    Move.EXPIRE: {Status.SCHEDULED, Status.PUBLISHED},
}
PERMISSIONS = dict.fromkeys(Move, PUBLISH) | {
    Move.SUBMIT: WRITE,
    Move.SEND_BACK: WRITE,
    Move.BIN: DELETE,
    Move.UNBIN: DELETE,
}


def may(user: User | AnonymousUser, move: Move) -> bool:
    """Whether the permissions of a user allow a move."""
    return user.has_perm(PERMISSIONS[move])


def may_see(user: User | AnonymousUser) -> bool:
    """Whether a user may see articles before readers do, and speak about them."""
    return user.has_perm(READ) or user.has_perm(WRITE)


def may_write(user: User | AnonymousUser, article: "Article") -> bool:
    """Whether a user may change what an article says: what readers have seen, only who may publish."""
    return user.has_perm(WRITE) and (article.status in {Status.DRAFT, Status.IN_REVIEW} or user.has_perm(PUBLISH))


def may_pin(user: User | AnonymousUser) -> bool:
    """Whether a user may decide what stands at the top of the first page."""
    return user.has_perm(PUBLISH)


def offered(article: "Article", user: User | AnonymousUser) -> list[Move]:
    """What a user may do with an article as it is now, in the order in which a desk offers it."""
    moves = [Move.PUBLISH, Move.SCHEDULE, Move.SUBMIT, Move.SEND_BACK, Move.CHANGE, Move.UNSCHEDULE, Move.WITHDRAW]
    return [move for move in moves if article.status in FROM[move] and may(user, move)]
