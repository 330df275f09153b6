"""What the database knows about a comment before it is judged: asked in one question, since each costs a round trip."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.prepared import Statement
from comments.models import Comment, VisitorRule
from comments.moderation import words

from .classifier import Counts
from .features import features

DUPLICATE_WINDOW = timedelta(hours=24)
# Stands between the texts of a list (ASCII's unit separator).
END = "\x1f"
# Who sent the same words to the same place lately: by the address, by the browser, or by the key of the form.
SAME_POST = """
    SELECT id FROM comments_comment
    WHERE fingerprint = %(fingerprint)s AND created_at > %(since)s AND (
        address_hash = %(address)s
        OR (browser = %(browser)s AND browser <> '')
        OR (form_key = %(form_key)s AND form_key <> '')
    )
    LIMIT 1
"""
ASK = Statement(f"""
    SELECT
        ({SAME_POST}),
        ARRAY(SELECT DISTINCT status FROM comments_comment WHERE browser = %(browser)s AND browser <> ''),
        ARRAY(
            SELECT effect FROM comments_visitorrule
            WHERE (kind, value) IN (
                SELECT * FROM unnest(string_to_array(%(kinds)s, %(end)s), string_to_array(%(values)s, %(end)s))
            )
            AND (expires_at IS NULL OR expires_at >= %(now)s)
        ),
        (
            SELECT count(*) FROM (
                SELECT FROM comments_comment
                WHERE text_hash = %(text)s AND created_at > %(since)s AND id IS DISTINCT FROM %(id)s LIMIT 3
            ) AS same
        ),
        ({words.VERSION}),
        (
            SELECT json_agg(json_build_array(token, ham, spam)) FROM comments_tokencount
            WHERE token = ANY(string_to_array(%(tokens)s, %(end)s))
        )
""")  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Of a comment, its writer and its words."""

    earlier: int | None
    """The comment that the same visitor made of the same post within a day."""
    rule: VisitorRule.Effect | None
    """What the moderators want of the visitor; what refuses comes before what holds, and that before what lets in."""
    is_known: bool
    """Whether something that the browser wrote was published, and nothing of it was spam."""
    same_texts: int
    """How many others said the same within a day, three at the most."""
    words: str | None
    """The version of the list of words."""
    tokens: frozenset[str] = field(repr=False)
    learned: Counts = field(repr=False)

    @classmethod
    def of(cls, comment: Comment, address: str = "") -> "Knowledge":
        """One query. ``address`` is the visitor's; "" where it isn't known any more."""
        tokens = features(comment.body, name=comment.name, website=comment.website)
        with connection.cursor() as cursor:
            cursor.execute(
                ASK.on(connection), _parameters(comment) | _visitor(comment, address) | {"tokens": _list([*tokens, ""])}
            )
            earlier, statuses, effects, same_texts, version, counted = cursor.fetchone()
        order = [VisitorRule.Effect.REFUSE, VisitorRule.Effect.HOLD, VisitorRule.Effect.ALLOW]
        return cls(
            earlier=earlier,
            rule=next((effect for effect in order if effect in effects), None),
            is_known=Comment.Status.PUBLISHED in statuses and Comment.Status.SPAM not in statuses,
            same_texts=same_texts,
            words=version,
            tokens=tokens,
            learned=Counts.of(counted or ()),
        )


def same_post(comment: Comment) -> dict[str, Any]:
    """The parameters of ``SAME_POST``."""
    return {
        "fingerprint": comment.fingerprint,
        "address": comment.address_hash,
        "browser": comment.browser,
        "form_key": comment.form_key,
        "since": timezone.now() - DUPLICATE_WINDOW,
    }


def _parameters(comment: Comment) -> dict[str, Any]:
    return same_post(comment) | {
        "id": comment.pk,
        "text": comment.text_hash,
        "now": timezone.now(),
        "end": END,
    }


def _visitor(comment: Comment, address: str) -> dict[str, str]:
    """What rules may name the visitor by."""
    kinds = VisitorRule.Kind
    names = [(kinds.NETWORK, network) for network in _networks_around(address)]
    if comment.email:
        email = comment.email.lower()
        names += [(kinds.EMAIL, email), (kinds.EMAIL, email[email.rindex("@") :])]
    if comment.browser:
        names.append((kinds.BROWSER, comment.browser))
    return {"kinds": _list(str(kind) for kind, _value in names), "values": _list(value for _kind, value in names)}


def _list(texts: Iterable[str]) -> str:
    """Hundreds of texts as one: to quote each by itself took longer than PostgreSQL's answer."""
    return END.join(text.replace(END, "") for text in texts)


def _networks_around(address: str) -> list[str]:
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return []
    number, length = int(one), one.max_prefixlen
    return [f"{type(one)(number >> free << free)}/{length - free}" for free in range(length + 1)]
