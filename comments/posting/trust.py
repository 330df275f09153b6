"""Who is known: a browser that keeps our signed token and wrote what was published, or a confirmed e-mail.

A name or an address that somebody typed proves nothing.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from comments import fingerprints
from comments.models import Comment, Decision

COOKIE = "commenter"
# Sent to the articles alone: no other page has to do with it.
PATH = "/articles/"
LIFETIME = timedelta(days=180)

_signer = signing.TimestampSigner(salt="newsblog.comments.browser")


def token_of(request: HttpRequest) -> str:
    """The token that the browser keeps; "" when it has none of ours."""
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=LIFETIME)
    except signing.BadSignature:
        return ""


def new_token() -> str:
    return secrets.token_urlsafe(16)


def give(response: HttpResponse, token: str) -> None:
    """Let the browser keep the token; scripts can't read it, other sites' pages don't send it."""
    response.set_cookie(
        COOKIE,
        _signer.sign(token),
        max_age=LIFETIME,
        path=PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def digest(token: str) -> str:
    """What is kept of a browser's token with a comment."""
    return fingerprints.lasting("browser", token) if token else ""


def confirmed(comment: Comment) -> None:
    """The e-mail of ``comment`` was just confirmed. Publish it, if it waits for nothing but to be known, and something
    else under the confirmed address was published before."""
    from comments.moderation import decisions  # which mails, which needs this module

    others = Comment.objects.published().filter(email__iexact=comment.email, email_confirmed=True)
    only_new = set(comment.signals) <= {"first-visit"} and comment.status == Comment.Status.PENDING
    if only_new and comment.signals and others.exclude(pk=comment.pk).exists():
        decisions.automatic(comment, Decision.Verb.CONFIRM, before=comment.status, after=Comment.Status.PUBLISHED)
