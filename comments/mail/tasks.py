"""Mails that are written in the background."""

from django.conf import settings
from procrastinate.contrib.django import app

from newsblog.queue import RETRY


@app.task(queue="mail", retry=RETRY, name="comments.replies")
def tell_of_replies(subscription_id: int) -> None:
    """Tell a person of the replies in a thread."""
    from . import replies

    replies.send_notices(subscription_id)


@app.task(queue="mail", retry=RETRY, name="comments.waiting")
def tell_moderators(comment_id: int) -> None:
    """Tell moderators of a comment that waits."""
    from . import moderators

    moderators.send_now(comment_id)


@app.periodic(cron="0 * * * *")
@app.task(queue="mail", retry=RETRY, queueing_lock="comments.digest", name="comments.digest")
def send_digest(timestamp: int) -> None:
    """Tell moderators of all that waits."""
    from . import moderators

    if settings.MAIL_ENABLED:
        moderators.send_digest()
