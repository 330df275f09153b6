"""What is found, and in which order.

Relevance is judged among all that match, or where these are more than ``MOST``, among the newest of them and the
newest with a term in the title, so that a frequent word costs no more than a rare one (docs/search.md).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, FloatField, Subquery, Value, When
from django.db.models.functions import Coalesce, Extract, Left
from psycopg.errors import QueryCanceled

from articles import moment
from articles.models import Article, ArticleQuerySet

from .lexemes import INDEXED_CHARACTERS
from .marking import marked, passage
from .query import Query

MOST = 500
NEWEST_RANKED, TITLES_RANKED = 150, 250
# So many of the newest texts are read before the index is asked for hits that may be many.
LOOKED_THROUGH = 10_000
LONGEST_SECONDS = 2
TITLE_WEIGHT, TEXT_WEIGHT, FRESHNESS_WEIGHT = 1.0, 1.0, 0.5
FRESH_DAYS = 180.0
_RANK_BY_LENGTH = Value(1)
AS_BEFORE = """
    SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT; SET LOCAL statement_timeout TO DEFAULT
"""


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to; slugs and a year in the current time zone, None for all."""

    category: str | None = None
    tag: str | None = None
    year: int | None = None

    def apply(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        wanted = {"category__slug": self.category, "tags__slug": self.tag, "published_at__year": self.year}
        return articles.filter(**{name: value for name, value in wanted.items() if value})

    def __bool__(self) -> bool:
        return any((self.category, self.tag, self.year))


@dataclass(frozen=True)
class Results:
    """The numbers (primary keys) of what was found, the best first."""

    query: Query
    keys: list[int] = field(default_factory=list)
    has_more: bool = False
    """Whether more than ``MOST`` articles match."""
    is_close: bool = False
    """Whether nothing matched as asked, and these only come close."""
    is_too_slow: bool = False
    """Whether the search was given up after ``LONGEST_SECONDS``."""

    def __len__(self) -> int:
        return len(self.keys)

    def articles(self, keys: Sequence[int]) -> Sequence[Article]:
        """The rows of some keys, each with ``found_title`` and ``found_passage``: what of it matches is marked."""
        rows = Article.objects.published().for_lists().filter(pk__in=keys)
        found: list[Any] = list(rows.annotate(searched=Left("body_text", INDEXED_CHARACTERS)))
        for article in found:
            article.found_title = marked(article.title, self.query)
            article.found_passage = passage(article.searched, self.query)
        return found


def find(query: Query, filters: Filters, *, newest_first: bool = False) -> Results:
    """The published articles in which every term occurs; when there is none, those that come close."""
    if not query.asks_for_something:
        return Results(query)
    try:
        with bounded():
            exact = _find(query, filters, newest_first=newest_first)
            loosened = query.loosened()
            if exact or loosened == query:
                return exact
            close = _find(loosened, filters, newest_first=newest_first)
            return replace(close, is_close=True) if close else exact
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return Results(query, is_too_slow=True)
        raise


@contextmanager
def bounded() -> Iterator[None]:
    """No search takes longer than its time, and none reads every text: PostgreSQL doesn't know what reading a large
    ``tsvector`` costs, and would look through the whole table sooner than through the index. Nor does it compile what
    it takes for expensive, which alone can take longer than that. A transaction around goes on as before."""
    is_within = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
            " set_config('statement_timeout', %s, true)",
            [f"{LONGEST_SECONDS}s"],
        )
        yield
        if is_within:
            cursor.execute(AS_BEFORE)


def _find(query: Query, filters: Filters, *, newest_first: bool) -> Results:
    articles = filters.apply(Article.objects.published())
    hits = articles.filter(search_vector=query.expression).order_by()
    wanted = MOST if newest_first else NEWEST_RANKED
    is_frequent = is_everywhere(hits, query, wanted)
    number = MOST + 1 if is_frequent else hits.values("pk")[: MOST + 1].count()
    if number == 0:
        return Results(query)
    if number <= MOST:
        keys = _keys(hits.newest_hits() if newest_first else _by_relevance(hits, query), MOST)
    else:
        keys = _keys(hits.newest(), wanted) if is_frequent else _newest(articles, hits, query, wanted)
        if not newest_first:
            in_title = _in_title(articles, query).values("pk")[:TITLES_RANKED]
            candidates = hits.filter(pk__in=Article.objects.filter(pk__in=keys).values("pk").union(in_title))
            keys = _keys(_by_relevance(candidates, query), MOST)
    return Results(query, keys, number > MOST)


def _keys(articles: ArticleQuerySet, most: int) -> list[int]:
    return list(articles.values_list("pk", flat=True)[:most])


def _newest(articles: ArticleQuerySet, hits: ArticleQuerySet, query: Query, wanted: int) -> list[int]:
    """The newest of more ``hits`` than anybody looks at, of which PostgreSQL thinks that they are few. It mostly is
    wrong, so that they are soon found among the newest articles; where they are not, they are few enough."""
    keys = _keys(with_words(among_newest(articles, LOOKED_THROUGH), query.expression, "search_vector"), wanted)
    return keys if len(keys) == wanted else _keys(hits.newest_hits(), wanted)


def _in_title(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Those with a term in the title, the newest first; of very many, those among the newest of all."""
    in_title = articles.filter(title_vector=query.any_term)
    few = 2 * MOST  # what is guessed is mostly too little, so it is counted then
    if _estimate(in_title) <= few and in_title.order_by().values("pk")[: few + 1].count() <= few:
        return in_title.newest_hits()
    return with_words(among_newest(articles, 5 * MOST), query.any_term, "title_vector")


def among_newest(articles: ArticleQuerySet, number: int) -> ArticleQuerySet:
    """Those that are no older than so many of ``articles``."""
    oldest = Subquery(articles.newest().values("published_at")[number : number + 1])
    return articles.filter(published_at__gte=Coalesce(oldest, Value(datetime.min.replace(tzinfo=UTC))))


def with_words(articles: ArticleQuerySet, words: SearchQuery, field: str) -> ArticleQuerySet:
    """The newest first, found by looking at each: PostgreSQL takes phrases for rare, and would fetch all that its index
    finds."""
    has_words = Case(When(**{field: words}, then=Value(1)), default=Value(0))
    return articles.annotate(has_words=has_words).filter(has_words=1).newest()


def is_everywhere(hits: ArticleQuerySet, query: Query, wanted: int) -> bool:
    """Whether so many match that the newest of them, as many as are ``wanted``, are sooner found by looking through the
    newest of all: to read a text costs about six times as much as to look up a match in the index, which for a phrase
    is no match before its text was read."""
    reading = 1 if query.has_phrase else 6
    return _estimate(hits) ** 2 > reading * wanted * _estimate(Article.objects.published())


def _estimate(articles: ArticleQuerySet) -> int:
    """How many there are, as PostgreSQL's statistics have it."""
    return json.loads(articles.order_by().explain(format="json"))[0]["Plan"]["Plan Rows"]


def _by_relevance(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    in_title = Case(
        When(title_vector=query.expression, then=Value(2.0)),
        When(title_vector=query.any_term, then=Value(1.0)),
        default=Value(0.0),
    )
    age = Extract(moment.db_now() - F("published_at"), "epoch", output_field=FloatField()) / Value(86400.0 * FRESH_DAYS)
    score: Any = (
        in_title * TITLE_WEIGHT
        + SearchRank(F("search_vector"), query.any_term, normalization=_RANK_BY_LENGTH) * TEXT_WEIGHT
        + Value(FRESHNESS_WEIGHT) / (age + 1.0)
    )
    return articles.annotate(score=score).order_by("-score", "-published_at", "-pk")
