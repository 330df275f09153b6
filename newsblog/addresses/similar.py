"""Articles whose address is like one that is missing."""

import difflib
import functools
import heapq
import operator
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Article
from articles.slugs import slug_from

CANDIDATES = 500
CANDIDATES_FOR_MANY = 2000
# Within these many of the newest a word may stand anywhere in a slug; beyond them only beginnings are looked up,
# since an index knows those.
SEARCHED = 2000
COMPARED = 30
LIKENESS = 0.6
MAX_LENGTH = 120
_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp|md)$", re.IGNORECASE)


def articles_like(path: str, most: int = 3) -> list[Article]:
    """The published articles, ``most`` at most, whose slug is most like the last part of ``path``; one query."""
    return best_for([path], most, CANDIDATES)[path]


def best_for(paths: Iterable[str], most: int = 1, candidates: int = CANDIDATES_FOR_MANY) -> dict[str, list[Article]]:
    """The same for many paths, still with one query (or none, when no path is like any slug)."""
    wanted = {path: _slug_of(path) for path in paths}
    slugs = sorted({slug for slug in wanted.values() if len(slug) > 2})
    articles = {article.slug: article for article in _candidates(slugs, candidates)} if slugs else {}
    return {path: [articles[found] for found in _most_like(slug, articles, most)] for path, slug in wanted.items()}


def _slug_of(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2]
    return slug_from(_EXTENSION.sub("", last)[:MAX_LENGTH].replace("_", "-"), MAX_LENGTH)


def _long_words(slug: str) -> list[str]:
    """The longest words of a slug, by which a moved one is found."""
    return sorted((word for word in slug.split("-") if len(word) > 3), key=len, reverse=True)[:3]


def _candidates(slugs: Sequence[str], most: int) -> Iterable[Article]:
    """Those that begin with the same two letters, and the newer ones with one of the long words; half of each."""
    rows = Article.objects.published().newest().only("slug", "title")
    beginnings = (Q(slug__startswith=start) for start in sorted({slug[:2] for slug in slugs}))
    found = rows.filter(functools.reduce(operator.or_, beginnings))[: most // 2]
    words = sorted({word for slug in slugs for word in _long_words(slug)})
    if not words:
        return found
    oldest = Subquery(rows.values("published_at")[SEARCHED : SEARCHED + 1])
    is_newer = Q(published_at__gte=Coalesce(oldest, Value(datetime.min.replace(tzinfo=UTC))))
    with_words = rows.filter(is_newer, slug__regex="|".join(re.escape(word) for word in words))
    return found.union(with_words[: most // 2]).order_by()


def _most_like(slug: str, others: Iterable[str], most: int) -> list[str]:
    """The most like a slug first. Comparing letter by letter is slow: only those with most pairs in common are."""
    if len(slug) < 3:
        return []
    words, pairs = _long_words(slug), _pairs(slug)
    near = [other for other in others if other[:2] == slug[:2] or any(word in other for word in words)]
    likely = heapq.nlargest(COMPARED, near, key=lambda other: 2 * len(pairs & _pairs(other)) / (len(slug) + len(other)))
    return difflib.get_close_matches(slug, likely, n=most, cutoff=LIKENESS)


def _pairs(slug: str) -> set[str]:
    return {slug[at : at + 2] for at in range(len(slug) - 1)}
