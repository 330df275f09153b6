"""What a reader may be typing: articles, categories, tags and authors, offered after every letter."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import pgettext

from articles.models import Article, Author, Category, Tag

from .finding import is_everywhere
from .folding import fold
from .query import Query

MOST = 8
OF_A_KIND = 2
# Titles are short: only for what very many have, as if so many were wanted, the newest are looked through.
RECKONED = 500


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
    titles = Article.objects.published().filter(title_vector=query.begun().expression)
    newest = titles.newest() if is_everywhere(titles, query, RECKONED) else titles.newest_hits()
    for article in newest.only("title", "slug")[: MOST - len(found)]:
        found.append(Suggestion(article.title, article.get_absolute_url(), "article", pgettext("kind", "Article")))
    return found


def subjects(query: Query) -> list[Suggestion]:
    """The categories, tags and authors with public articles that have the words of the query in their names."""
    labels = {
        "category": pgettext("kind", "Category"),
        "tag": pgettext("kind", "Tag"),
        "author": pgettext("kind", "Author"),
    }
    kinds = ((Category, "category", "category"), (Tag, "tag", "tags"), (Author, "author", "author"))
    first, *others = (_named(model, kind, field, query.text) for model, kind, field in kinds)
    rows = first.union(*others, all=True).order_by()
    order = list(labels)
    return [
        Suggestion(name, reverse(f"articles:{kind}", args=[slug]), kind, labels[kind])
        for name, slug, kind in sorted(rows, key=lambda row: order.index(row[2]))
    ]


def _named(model: type[Model], kind: str, field: str, text: str) -> QuerySet[Any, Any]:
    has_articles = Exists(Article.objects.published().filter(**{field: OuterRef("pk")}))
    rows = model._default_manager.filter(Q(name__icontains=text) | Q(name__icontains=fold(text)), has_articles)
    return rows.order_by("name").values_list("name", "slug", Value(kind))[:OF_A_KIND]
