"""Replies: who asked to hear of them, and when they do."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.metadata import absolute
from articles.models import Article
from comments.models import Comment, Notice, Person, Subscription
from comments.posting import own
from newsblog.mail.models import OutgoingMail

from . import letters, links, tasks

# One thread brings a person so many mails at the most.
PAUSE = timedelta(hours=1)
# One address is asked for its consent so often at the most, however many comments name it.
ASK_PAUSE, ASK_DAILY = timedelta(hours=1), 5


def subscribe(comment: Comment) -> None:
    """The writer of ``comment`` wants to hear of replies. An address that the browser proved before is believed;
    another one is asked by mail."""
    with transaction.atomic():
        _subscribe(Person.locked(comment.email), comment)


def _subscribe(person: Person, comment: Comment) -> None:
    subscription, _is_new = Subscription.objects.get_or_create(person=person, root=comment.thread)
    if person.stopped_at:
        return
    if _is_proved(person, comment):
        confirm(subscription, comment)
    elif _may_ask(person):
        context = {
            "comment": comment,
            "confirm_url": links.url("confirm", comment.pk),
            "own_url": absolute(own.own_url(comment)),
        }
        letters.send("confirm", f"confirm {comment.pk}", person.email, context, stop_url=stop_url(subscription))


def confirm(subscription: Subscription, comment: Comment) -> None:
    """The address of ``comment`` is its writer's, who wants to hear of replies; the same holds for what the same
    browser wrote in the thread under this address, and for nothing that others did."""
    now = timezone.now()
    Person.objects.filter(pk=subscription.person_id).update(confirmed_at=now, stopped_at=None)
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=now, stopped_at=None)
    thread = Comment.objects.filter(Q(pk=subscription.root_id) | Q(root=subscription.root_id))
    same_browser = Q(browser=comment.browser, email__iexact=comment.email) & ~Q(browser="")
    thread.filter(Q(pk=comment.pk) | same_browser).update(email_confirmed=True)
    comment.email_confirmed = True


def stop_url(subscription: Subscription) -> str:
    return links.url("stop", subscription.pk)


def tell_author(comment: Comment) -> None:
    """The article's author hears of a comment, once."""
    user = comment.article.author.user
    if user is None or not user.email or user.pk == comment.user_id or not user.is_active:
        return
    context = {"comment": comment, "comment_url": absolute(comment.get_permanent_url())}
    letters.send("author", f"author {comment.pk}", user.email, context)


def tell_writer(reply: Comment) -> None:
    """The writer of the comment that was answered hears of the reply: now, or with others when the last mail about
    this thread was less than an hour ago."""
    parent = reply.parent
    if parent is None or not parent.email or _is_same_person(parent, reply):
        return
    found = Subscription.objects.select_related("person").select_for_update(of=("self",))
    subscription = found.filter(person__email=parent.email.lower(), root=reply.thread).first()
    if subscription is None or not subscription.is_active or not parent.email_confirmed:
        return
    notice, _is_new = Notice.objects.get_or_create(subscription=subscription, reply=reply)
    if notice.mailed_at is None:
        job = tasks.tell_of_replies.configure(schedule_at=_due(subscription), lock=f"replies {subscription.pk}")
        job.defer(subscription_id=subscription.pk)


def send_notices(subscription_id: int) -> None:
    """Write one mail about all replies that a person was not told of; of those that are still published."""
    with transaction.atomic():
        rows = Subscription.objects.select_related("person", "root__article").select_for_update(of=("self",))
        subscription = rows.filter(pk=subscription_id).first()
        if subscription is None or not subscription.is_active:
            return
        due = _due(subscription)
        notices = Notice.objects.filter(subscription=subscription, mailed_at=None)
        replies = list(
            Comment.objects.published()
            .filter(pk__in=notices.values("reply"), article__in=Article.objects.published())
            .select_related("article", "parent")
            .order_by("pk")
        )
        if not replies:
            return
        if due:
            tasks.tell_of_replies.configure(schedule_at=due, lock=f"replies {subscription.pk}").defer(
                subscription_id=subscription.pk
            )
            return
        context = {
            "article": replies[0].article,
            "replies": [(reply, absolute(reply.get_permanent_url())) for reply in replies],
        }
        key = f"replies {subscription.pk} {replies[-1].pk}"
        letters.send("replies", key, subscription.person.email, context, stop_url=stop_url(subscription))
        now = timezone.now()
        notices.filter(reply__in=replies).update(mailed_at=now)
        Subscription.objects.filter(pk=subscription.pk).update(last_mail_at=now)


def _due(subscription: Subscription) -> datetime | None:
    """When the next mail about the thread may be written; None for now."""
    last = subscription.last_mail_at
    return last + PAUSE if last and last + PAUSE > timezone.now() else None


def _is_same_person(one: Comment, other: Comment) -> bool:
    same_address = one.email.lower() == other.email.lower()
    return same_address or bool(one.browser and one.browser == other.browser)


def _is_proved(person: Person, comment: Comment) -> bool:
    if not (person.confirmed_at and comment.browser):
        return False
    earlier = Comment.objects.filter(browser=comment.browser, email__iexact=person.email, email_confirmed=True)
    return earlier.exists()


def _may_ask(person: Person) -> bool:
    now = timezone.now()
    asked = OutgoingMail.objects.filter(to=person.email, key__startswith="confirm ")
    if asked.filter(created_at__gt=now - ASK_PAUSE).exists():
        return False
    return asked.filter(created_at__gt=now - timedelta(days=1)).count() < ASK_DAILY
