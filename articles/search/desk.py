"""The search of the editors: all states, the same words and marks as for readers, hits in titles first."""

import re

from django.db.models import Q

from articles.models import ArticleQuerySet

from .finding import bounded, is_everywhere
from .query import Query

MOST = 1000
_ADDRESS = re.compile(r"(?:https?://[^\s/]+)?/articles/([\w-]+)/?|([a-z0-9]+(?:-[a-z0-9]+)+)", re.ASCII)


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Those in which every term of ``text`` occurs, or whose address it is; all of them for no text."""
    if not text.strip():
        return articles
    query = Query.parse(text)
    address = _ADDRESS.fullmatch(query.text)
    condition = Q(slug=address[1] or address[2]) if address else Q(pk__in=[])
    if query.asks_for_something:
        condition |= Q(search_vector=query.expression)
    return articles.filter(condition).newest_hits()


def best(hits: ArticleQuerySet, text: str) -> list[int]:
    """The keys of ``hits``, those with the words in the title first, then the newest; one more than ``MOST`` where
    there are more.

    Raises:
        OperationalError: when it would take too long.
    """
    query = Query.parse(text)
    if not query.asks_for_something:
        return list(hits.values_list("pk", flat=True)[: MOST + 1])
    with bounded():
        newest = hits.newest() if is_everywhere(hits, query, MOST) else hits.newest_hits()
        in_title = newest.filter(title_vector=query.expression).values_list("pk", flat=True)
        keys = dict.fromkeys(in_title[: MOST + 1])
        if len(keys) <= MOST:
            keys |= dict.fromkeys(newest.values_list("pk", flat=True)[: MOST + 1])
        return list(keys)[: MOST + 1]
