"""A visitor's own comments: seen by their writer while they wait, changed and erased by a secret address."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from comments import fingerprints
from comments.models import Comment, CommentQuerySet, Decision
from comments.spam.assessment import reassess

from . import trust

# Says that the page of one article looks different for this browser. Its path is that page's, so no other is concerned.
MARK = "own"
MARK_LIFETIME = timedelta(days=30)
EDIT_WINDOW = timedelta(minutes=15)
# So long the writer is told what was decided.
TOLD_WINDOW = timedelta(days=1)
MOST = 20


def token(comment: Comment) -> str:
    """The secret of a comment's own address: 256 bits that only this site can compute."""
    text = f"{comment.public_id} {comment.created_at.isoformat()}"
    return salted_hmac("newsblog.comments.own", text, algorithm="sha256").hexdigest()


def own_url(comment: Comment) -> str:
    return reverse("comments:own", args=[comment.public_id, token(comment)])


def find(public_id: str, secret: str) -> Comment | None:
    """The comment of a secret address; None when the address is wrong or the comment was erased."""
    comment = Comment.objects.select_related("article").filter(public_id=public_id).exclude(body="").first()
    return comment if comment and constant_time_compare(secret, token(comment)) else None


def can_edit(comment: Comment) -> bool:
    """For a quarter of an hour, unless a moderator looked at it meanwhile."""
    waits_or_shown = comment.status in {Comment.Status.PENDING, Comment.Status.PUBLISHED}
    return waits_or_shown and comment.decided_at is None and timezone.now() < comment.created_at + EDIT_WINDOW


def state(comment: Comment) -> str:
    """ "waiting", "published" or "declined". Spam that nobody has looked at waits as far as its writer knows."""
    if comment.is_published:
        return "published"
    if comment.status == Comment.Status.PENDING or comment.decided_at is None:
        return "waiting"
    return "declined"


def is_marked(request: HttpRequest) -> bool:
    return MARK in request.COOKIES


def mark(response: HttpResponse, comment: Comment) -> None:
    response.set_cookie(
        MARK,
        "1",
        max_age=MARK_LIFETIME,
        path=comment.article.get_absolute_url(),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def unmark(response: HttpResponse, path: str) -> None:
    response.delete_cookie(MARK, path=path, samesite="Lax")


def comments_of(request: HttpRequest, article_id: int) -> CommentQuerySet:
    """What this browser wrote about an article and others don't see, or may still be changed, or was decided lately."""
    browser = trust.digest(trust.token_of(request))
    if not browser:
        return Comment.objects.none()
    now = timezone.now()
    hidden = ~Q(status=Comment.Status.PUBLISHED) & (Q(decided_at=None) | Q(decided_at__gt=now - TOLD_WINDOW))
    lately = Q(status=Comment.Status.PUBLISHED) & (
        Q(created_at__gt=now - EDIT_WINDOW) | Q(decided_at__gt=now - TOLD_WINDOW)
    )
    mine = Comment.objects.filter(hidden | lately, browser=browser, article=article_id).exclude(body="")
    return mine.newest()[:MOST]


def edit(comment: Comment, body: str) -> None:
    """Change the words. They are judged anew: what would not be published now waits again."""
    before = comment.status
    comment.body, comment.text_hash = body, fingerprints.of_text(body)
    result = reassess(comment)
    comment.signals, comment.spam_probability, comment.masked = result.signals, result.probability, result.masked
    if comment.is_published and result.status != Comment.Status.PUBLISHED:
        comment.status = Comment.Status.PENDING
    comment.edited_at = timezone.now()
    comment.render()
    with transaction.atomic():
        comment.save()
        _log(comment, Decision.Verb.OWN_EDIT, before)


def erase(comment: Comment) -> None:
    """Forget the comment at its writer's wish; that it was so stays in the log."""
    from comments.mail import hooks  # which needs the addresses of this module
    from comments.moderation import decisions  # which mails

    with transaction.atomic():
        decisions.forget(comment)
        _log(comment, Decision.Verb.ERASE, comment.status, Comment.Status.REMOVED)
        hooks.comment_erased(comment)
        comment.erase()


def _log(comment: Comment, verb: Decision.Verb, before: str, after: str = "") -> None:
    Decision.objects.create(
        comment=comment, public_id=comment.public_id, verb=verb, before=before, after=after or comment.status
    )
