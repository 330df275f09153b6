"""Everything that was written under an e-mail address: to take along, or to erase."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.metadata import absolute
from comments.models import Comment, CommentQuerySet, Person
from comments.posting import own
from newsblog.mail.models import OutgoingMail

from . import letters, links

# One address gets so many links at the most.
PAUSE = timedelta(hours=1)


def offer(email: str) -> None:
    """Send the link to the data of an address to the address itself; at most one an hour. Whether there is any data
    only its owner learns."""
    if not (_comments(email).exists() or Person.objects.filter(email=email.lower()).exists()):
        return
    with transaction.atomic():
        person, now = Person.locked(email), timezone.now()
        sent = OutgoingMail.objects.filter(to=person.email, key__startswith="data ", created_at__gt=now - PAUSE)
        if not sent.exists():
            context = {"data_url": links.url("data", person.pk)}
            letters.send("data", f"data {person.pk} {now.isoformat()}", person.email, context)


def export(person: Person) -> dict[str, Any]:
    """All that is kept about an address, as JSON has it."""
    return {"email": person.email, "comments": list(_exported(person.email))}


def erase(person: Person) -> int:
    """Forget everything; how many comments there were."""
    with transaction.atomic():
        comments = list(_comments(person.email).order_by("-pk"))
        for comment in comments:
            own.erase(comment)
        OutgoingMail.objects.filter(to=person.email).delete()
        person.delete()
    return len(comments)


def _comments(email: str) -> CommentQuerySet:
    return Comment.objects.filter(email__iexact=email)


def _exported(email: str) -> Iterator[dict[str, Any]]:
    for comment in _comments(email).select_related("article").order_by("pk"):
        yield {
            "article": absolute(comment.article.get_absolute_url()),
            "name": comment.name,
            "website": comment.website,
            "body": comment.body,
            "written": comment.created_at.isoformat(),
            "edited": comment.edited_at.isoformat() if comment.edited_at else None,
            "state": own.state(comment),
        }
