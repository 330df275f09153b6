"""Mails to those whose article went from one state to another by somebody else, or by the time alone."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.urls import reverse

from articles.flow import Move
from articles.models import Article
from comments.mail import letters

MOST = 20
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def tell(sender: Any, article: Article, move: Move, by: User | None, **_kwargs: Any) -> None:
    """Put the mails into the outbox, in the transaction in which the article moves."""
    if not settings.MAIL_ENABLED:
        return
    for person in _concerned(article, move):
        if person.email and person.is_active and person != by:
            key = f"move {article.pk} {move} {article.revisions.count()} {person.pk}"
            context = {"article": article, "move": move.value, "by": by, "desk_url": _desk(article)}
            letters.send("moved", key, person.email, context)


def _concerned(article: Article, move: Move) -> list[User]:
    """The editors when a review is asked for, else who wrote the article."""
    if move == Move.SUBMIT:
        editors = get_user_model().objects.with_perm("articles.publish_article", backend=MODEL_BACKEND)
        return list(editors.exclude(email="").order_by("pk")[:MOST])
    return [article.user] if article.user else []


def _desk(article: Article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
