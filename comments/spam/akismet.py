"""Akismet's opinion, where the site's settings have a key for it (https://akismet.com/developers/detailed-docs/).

A comment waits until the answer is there: visitors don't wait for another company's server. What is sent is said in the
settings' help; without a key nothing is.
"""

import urllib.parse
import urllib.request

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.metadata import absolute
from comments.models import Comment, Decision
from comments.moderation import decisions
from newsblog.site.models import SiteSettings

from .assessment import HOLD, SPAM

SIGNAL = "akismet"
TIMEOUT_SECONDS = 10


class AkismetError(Exception):
    """The service gave no answer that says anything."""


def ask_later(comment: Comment, *, address: str, agent: str) -> None:
    """Queue the question for a comment that was just stored as waiting. The queue forgets address and browser a day
    after the answer, or after a month without one."""
    check.defer(comment_id=comment.pk, address=address, agent=agent)


@app.task(
    queue="comments",
    retry=RetryStrategy(max_attempts=6, exponential_wait=4, retry_exceptions={AkismetError}),
    name="comments.akismet",
)
def check(comment_id: int, address: str, agent: str) -> None:
    """Ask, and let the comment go where the answer sends it."""
    key = SiteSettings.load().akismet_key
    comment = Comment.objects.select_related("article").filter(pk=comment_id).exclude(body="").first()
    if comment is None or SIGNAL not in comment.signals:
        return
    is_spam = _ask(key, comment, address, agent) if key else False
    with transaction.atomic():
        comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
        comment.signals.pop(SIGNAL, None)
        if is_spam:
            comment.signals[SIGNAL] = SPAM
        comment.save(update_fields=["signals"])
        if comment.status != Comment.Status.PENDING:
            return
        if is_spam:
            decisions.automatic(
                comment, Decision.Verb.SPAM, before=comment.status, after=Comment.Status.SPAM, note="Akismet"
            )
        elif sum(comment.signals.values()) < HOLD:
            decisions.automatic(
                comment, Decision.Verb.APPROVE, before=comment.status, after=Comment.Status.PUBLISHED, note="Akismet"
            )


def _ask(key: str, comment: Comment, address: str, agent: str) -> bool:
    form = {
        "api_key": key,
        "blog": settings.SITE_URL,
        "user_ip": address,
        "user_agent": agent,
        "permalink": absolute(comment.article.get_absolute_url()),
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "comment_author_url": comment.website,
        "comment_content": comment.body,
        "blog_charset": "UTF-8",
    }
    try:
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(settings.AKISMET_ENDPOINT, data, TIMEOUT_SECONDS) as response:  # noqa: S310
            answer = response.read(100).decode("ascii", "replace").strip()
    except OSError as error:
        raise AkismetError(str(error)) from error
    if answer not in {"true", "false"}:
        raise AkismetError(answer)
    return answer == "true"
