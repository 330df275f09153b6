"""Comments, and what is kept about them."""

from .comment import SHOWN_DEPTH, Comment, CommentQuerySet, new_public_id
from .decision import Decision
from .discussion import Discussion
from .rules import TokenCount, VisitorRule, Word
from .subscriptions import Notice, Person, Subscription
from .visitors import Like, Report, SpentProof, Tally

__all__ = [
    "SHOWN_DEPTH",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "Discussion",
    "Like",
    "Notice",
    "Person",
    "Report",
    "SpentProof",
    "Subscription",
    "Tally",
    "TokenCount",
    "VisitorRule",
    "Word",
    "new_public_id",
]
