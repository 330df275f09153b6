"""Digests that tell visitors and texts apart without keeping who they are."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from articles.search.folding import fold

if TYPE_CHECKING:
    from .models import Comment


def digest(kind: str, value: str) -> str:
    """A keyed digest of an address or a browser's name; the salt changes every day, so days can't be joined."""
    return _hash(f"newsblog {kind} {timezone.now():%Y-%m-%d}", value)


def lasting(kind: str, value: str) -> str:
    """A keyed digest that stays the same, for random tokens of our own."""
    return _hash(f"newsblog {kind}", value)


def of_comment(comment: "Comment") -> str:
    """What makes two posts of one visitor the same comment: the words, the place and the name."""
    parts = (comment.article_id, comment.parent_id, comment.name, comment.email, comment.website, comment.body)
    return _hash("newsblog comment", repr(parts))


def of_text(text: str) -> str:
    """The same for texts that differ in nothing but blanks, punctuation, case, width or the kind of characters."""
    return _hash("newsblog text", "".join(character for character in fold(text) if character.isalnum()))


def _hash(salt: str, value: str) -> str:
    key = f"{salt} {settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
