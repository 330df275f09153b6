"""What the classifier has learned from each comment: at most one lesson, that of the decision that holds."""

from collections.abc import Iterable

from comments.models import Comment, Decision
from comments.spam import classifier

HAM, SPAM = "ham", "spam"
# Decisions that say what a comment is.
VERBS = (
    Decision.Verb.APPROVE,
    Decision.Verb.DECLINE,
    Decision.Verb.SPAM,
    Decision.Verb.REPORT,
    Decision.Verb.CONFIRM,
)
# In ``Decision.previous``, beside the values of fields: what had been learned before, and what was after.
BEFORE, AFTER = "lesson", "taught"


def of(comments: Iterable[int]) -> dict[int, str]:
    """What was learned from each of some comments; those without a lesson are missing."""
    latest = (
        Decision.objects.filter(comment__in=list(comments), verb__in=VERBS, undone_at=None)
        .order_by("comment_id", "-id")
        .distinct("comment_id")
        .values_list("comment_id", f"previous__{AFTER}")
    )
    return {comment: lesson for comment, lesson in latest if comment and lesson}


def change(comment: Comment, old: str, new: str) -> None:
    """Replace what was learned from a comment; "" is nothing."""
    if old == new:
        return
    about = {"body": comment.body, "name": comment.name, "website": comment.website}
    if old:
        classifier.unlearn(**about, spam=old == SPAM)
    if new:
        classifier.learn(**about, spam=new == SPAM)
