"""What a reader may be typing: articles, categories, tags and authors, offered after every letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest, StrIndex, Upper
from django.urls import reverse
from django.utils.translation import pgettext

from articles.models import Article, Author, Category, Tag
from articles.prepared import Prepared

from .finding import among_newest, with_words
from .folding import fold
from .query import Query

MOST = 8
OF_A_KIND = 2
# Titles are short: what many of them have is soonest found by looking through so many of the newest, and what isn't
# found there is rare enough for the index.
LOOKED_THROUGH = 2000


@dataclass(frozen=True)
class Suggestion:
    text: str
    url: str
    kind: str
    """``article``, ``category``, ``tag`` or ``author``."""
    label: str
    """The kind in the reader's language."""


def suggestions(text: str) -> list[Suggestion]:
    """At most ``MOST``, subjects first; none before there is something to go by."""
    query = Query.parse(text)
    if not query.asks_for_something:
        return []
    found = subjects(query)
    wanted, words = MOST - len(found), query.begun().expression
    published = Article.objects.published()
    recent = with_words(among_newest(published, LOOKED_THROUGH), words, "title_vector")
    titles = list(recent.only("title", "slug")[:wanted])
    if len(titles) < wanted:
        titles = list(published.filter(title_vector=words).newest_hits().only("title", "slug")[:wanted])
    for article in titles:
        found.append(Suggestion(article.title, article.get_absolute_url(), "article", pgettext("kind", "Article")))
    return found


def subjects(query: Query) -> list[Suggestion]:
    """The categories, tags and authors with public articles that have the words of the query in their names."""
    labels = {
        "category": pgettext("kind", "Category"),
        "tag": pgettext("kind", "Tag"),
        "author": pgettext("kind", "Author"),
    }
    rows = _subjects(text=query.text, folded=fold(query.text))
    order = list(labels)
    return [
        Suggestion(name, reverse(f"articles:{kind}", args=[slug]), kind, labels[kind])
        for name, slug, kind in sorted(rows, key=lambda row: order.index(row[2]))
    ]


def _named(model: type[Model], kind: str, field: str, texts: Iterable[str]) -> QuerySet[Any, Any]:
    has_articles = Exists(Article.objects.published().filter(**{field: OuterRef("pk")}))
    places = (StrIndex(Upper("name"), Upper(Value(text))) for text in texts)
    rows = model._default_manager.annotate(place=Greatest(*places)).filter(has_articles, place__gt=0)
    return rows.order_by("name").values_list("name", "slug", Value(kind))[:OF_A_KIND]


def _all_named(text: str, folded: str) -> QuerySet[Any, Any]:
    kinds = ((Category, "category", "category"), (Tag, "tag", "tags"), (Author, "author", "author"))
    first, *others = (_named(model, kind, field, (text, folded)) for model, kind, field in kinds)
    return first.union(*others, all=True).order_by()


_subjects = Prepared(_all_named)
