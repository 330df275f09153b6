"""Making the stored HTML of comments anew, after an update of the program."""

from .models import Comment, CommentQuerySet
from .rendering import RULES

BATCH = 500


def outdated() -> CommentQuerySet:
    """The comments whose HTML an older version of the program made."""
    return Comment.objects.filter(rules__lt=RULES)


def rebuild(comments: CommentQuerySet) -> int:
    """Make the HTML of some comments anew, and say of how many. It may be interrupted at any moment."""
    keys = list(comments.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = list(Comment.objects.filter(pk__in=keys[start : start + BATCH]))
        for comment in batch:
            comment.render()
        Comment.objects.bulk_update(batch, ["html", "rules"])
    return len(keys)
