"""What the database knows about a comment before it is judged: asked, and its visitor counted, in one question, since
each costs a round trip."""

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.prepared import END_IN_SQL, Statement, listed
from comments.models import Comment, VisitorRule
from comments.moderation import words
from comments.posting import limits

from .classifier import Counts
from .features import features

DUPLICATE_WINDOW = timedelta(hours=24)
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
    WITH counted AS ({limits.COUNT.format(condition=f"NOT EXISTS ({SAME_POST})")})
    SELECT
        ({SAME_POST}),
        ARRAY(SELECT DISTINCT status FROM comments_comment WHERE browser = %(browser)s AND browser <> ''),
        ARRAY(
            SELECT effect FROM comments_visitorrule
            WHERE (kind, value) IN (
                SELECT * FROM unnest(
                    string_to_array(%(kinds)s, {END_IN_SQL}), string_to_array(%(values)s, {END_IN_SQL})
                )
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
        (SELECT json_object_agg(key, count) FROM counted),
        (
            SELECT json_agg(json_build_array(token, ham, spam)) FROM comments_tokencount
            WHERE token = ANY(string_to_array(%(tokens)s, {END_IN_SQL}))
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
    pace: limits.Pace
    """How fast comments come from where this one came from, if it was counted."""
    tokens: frozenset[str] = field(repr=False)
    learned: Counts = field(repr=False)

    @classmethod
    def of(cls, comment: Comment, address: str = "", *, counts: bool = False) -> "Knowledge":
        """One query. ``address`` is the visitor's, "" where it isn't known any more; it is counted if that is wanted
        and this isn't the same post once more."""
        tokens = features(comment.body, name=comment.name, website=comment.website)
        windows = limits.windows_of(address) if counts else []
        values = _parameters(comment) | _visitor(comment, address) | limits.parameters(windows)
        with connection.cursor() as cursor:
            cursor.execute(ASK.on(connection), values | {"tokens": listed([*tokens, ""])})
            earlier, statuses, effects, same_texts, version, counted, learned = cursor.fetchone()
        order = [VisitorRule.Effect.REFUSE, VisitorRule.Effect.HOLD, VisitorRule.Effect.ALLOW]
        return cls(
            earlier=earlier,
            rule=next((effect for effect in order if effect in effects), None),
            is_known=Comment.Status.PUBLISHED in statuses and Comment.Status.SPAM not in statuses,
            same_texts=same_texts,
            words=version,
            pace=limits.Pace.of(windows, counted) if counted else limits.Pace(),
            tokens=tokens,
            learned=Counts.of(learned or ()),
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
    return {"kinds": listed(str(kind) for kind, _value in names), "values": listed(value for _kind, value in names)}


def _networks_around(address: str) -> list[str]:
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return []
    return [limits.network_around(one, length) for length in range(one.max_prefixlen + 1)]
