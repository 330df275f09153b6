"""Mails to those who got an article from somebody else, and to the other side of what was said about one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article, Note
from comments.mail import letters


def tell_assignee(sender: Any, article: Article, by: User | None, **_kwargs: Any) -> None:
    """Put the mail into the outbox, in the transaction in which the article is saved."""
    if article.assignee:
        context = {"article": article, "by": by, "desk_url": _desk(article)}
        _send("assigned", f"assigned {article.pk} {article.version}", [article.assignee], by, context)


def tell_of_note(sender: Any, note: Note, by: User | None, **_kwargs: Any) -> None:
    """To writer and assignee, and of a guest's note to who invited the guest too; not to who said it."""
    article = note.article
    concerned = [article.user, article.assignee, note.preview.created_by if note.preview else None]
    context = {"article": article, "note": note, "desk_url": _desk(article) + "#notes"}
    _send("noted", f"note {note.pk}", [person for person in concerned if person], by, context)


def _send(template: str, key: str, people: list[User], by: User | None, context: dict[str, Any]) -> None:
    if not settings.MAIL_ENABLED:
        return
    for person in dict.fromkeys(people):
        if person != by and person.email and person.is_active and person.is_staff:
            letters.send(template, f"{key} {person.pk}", person.email, context)


def _desk(article: Article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
