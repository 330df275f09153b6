"""Moderators hear of comments that wait: at once, or once an hour."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Decision
from newsblog.mail.models import OutgoingMail
from newsblog.site.models import ModerationMail, SiteSettings

from . import letters, tasks

SHOWN = 10
# A little less than an hour: the clock that starts the digest is not exact.
PAUSE = timedelta(minutes=55)


def tell_of(comment: Comment) -> None:
    """A comment waits."""
    if SiteSettings.load().moderation_mail == ModerationMail.AT_ONCE:
        tasks.tell_moderators.defer(comment_id=comment.pk)


def send_now(comment_id: int) -> None:
    """Tell all moderators of one comment, if it still waits."""
    comment = Comment.objects.waiting().select_related("article").filter(pk=comment_id).first()
    if comment:
        _send(f"waiting {comment.pk}", [comment], 1)


def send_digest() -> None:
    """Tell all moderators of what waits, if something came to wait since the last digest, however long ago that was:
    new comments, and ones that readers or the site itself took back into the queue."""
    if SiteSettings.load().moderation_mail != ModerationMail.DIGEST:
        return
    now, waiting = timezone.now(), Comment.objects.waiting()
    last = OutgoingMail.objects.filter(key__startswith="digest ").aggregate(Max("created_at"))["created_at__max"]
    if last:
        taken_back = Decision.objects.filter(after=Comment.Status.PENDING, created_at__gt=last).values("comment")
        is_news = waiting.filter(Q(created_at__gt=last) | Q(pk__in=taken_back)).exists()
    else:
        is_news = waiting.exists()
    if is_news and not (last and last > now - PAUSE):
        oldest = list(waiting.select_related("article").order_by("pk")[:SHOWN])
        _send(f"digest {now:%Y%m%d%H%M}", oldest, waiting.count())


def _send(key: str, comments: list[Comment], number: int) -> None:
    context = {
        "comments": comments,
        "number": number,
        "queue_url": settings.SITE_URL + reverse("admin:comments_comment_changelist"),
    }
    for moderator in _moderators():
        letters.send("moderators", f"{key} {moderator.pk}", moderator.email, context)


def _moderators() -> QuerySet[User]:
    users = get_user_model().objects
    return users.with_perm("comments.moderate_comment", backend="django.contrib.auth.backends.ModelBackend").exclude(
        email=""
    )
