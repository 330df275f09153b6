"""What happens to mails when something happens to a comment. Called in the transaction in which it happens, so that
neither is there without the other."""

from django.conf import settings

from comments.models import Comment
from newsblog.mail.models import OutgoingMail

from . import moderators, replies


def comment_posted(comment: Comment, *, notify: bool) -> None:
    """A new comment was stored; ``notify`` says whether its writer wants to hear of replies."""
    if not settings.MAIL_ENABLED:
        return
    if notify and comment.email and not comment.user_id:
        replies.subscribe(comment)
    if comment.status == Comment.Status.PENDING:
        moderators.tell_of(comment)


def comment_erased(comment: Comment) -> None:
    """A comment was erased: mails about it alone, which name its writer, go with it."""
    OutgoingMail.objects.filter(key__in=[f"author {comment.pk}", f"confirm {comment.pk}"]).delete()


def comment_published(comment: Comment) -> None:
    """A comment can be seen by readers from now on, for the first time or again."""
    if settings.MAIL_ENABLED:
        replies.tell_author(comment)
        replies.tell_writer(comment)
