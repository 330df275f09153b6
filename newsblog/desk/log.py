"""What is written down of articles in the log of the desk."""

from typing import Any

from django.contrib.auth.models import User

from articles.flow import Move
from articles.models import Article
from newsblog import audit

EVENTS = {
    Move.SUBMIT: "article.submitted",
    Move.SEND_BACK: "article.sent_back",
    Move.PUBLISH: "article.published",
    Move.APPEAR: "article.published",
    Move.SCHEDULE: "article.scheduled",
    Move.UNSCHEDULE: "article.unscheduled",
    Move.WITHDRAW: "article.withdrawn",
    Move.EXPIRE: "article.withdrawn",
    Move.BIN: "article.deleted",
    Move.UNBIN: "article.restored",
    Move.CHANGE: "article.changed",
}


def note(sender: Any, article: Article, move: Move, by: User | None, **_kwargs: Any) -> None:
    """A line for each move, in the transaction in which it is made."""
    audit.note(EVENTS[move], by=by, about=article)
