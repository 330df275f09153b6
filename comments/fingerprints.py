"""Digests that tell visitors apart for a day without keeping who they are."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Comment


def digest(kind: str, value: str) -> str:
    """A keyed digest of an address or a browser's name; the salt changes every day, so days can't be joined."""
    salt = f"newsblog {kind} {timezone.now():%Y-%m-%d}"
    return _hash(salt, value)


def of_comment(comment: "Comment") -> str:
    """What makes two posts the same comment: the words, the place, and who wrote them."""
    parts = (comment.article_id, comment.parent_id, comment.name, comment.email, comment.website, comment.body)
    return _hash("newsblog comment", repr((*parts, comment.address_hash)))


def _hash(salt: str, value: str) -> str:
    key = f"{salt} {settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
