"""What a reader may be typing: articles, categories, tags and authors, offered after every letter."""

from dataclasses import dataclass

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import pgettext

from articles.models import Article, Author, Category, Tag

from .folding import fold
from .query import Query

MOST = 8
OF_A_KIND = 2


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
    found = [
        *_named(Category, "category", "category", pgettext("kind", "Category"), query.text),
        *_named(Tag, "tags", "tag", pgettext("kind", "Tag"), query.text),
        *_named(Author, "author", "author", pgettext("kind", "Author"), query.text),
    ]
    titles = Article.objects.published().filter(title_vector=query.begun().expression).only("title", "slug")
    for article in titles.newest_hits()[: MOST - len(found)]:
        found.append(Suggestion(article.title, article.get_absolute_url(), "article", pgettext("kind", "Article")))
    return found


def _named(model: type[Model], field: str, kind: str, label: str, text: str) -> list[Suggestion]:
    used = model._default_manager.filter(pk__in=Article.objects.published().values(field))
    rows = used.filter(Q(name__icontains=text) | Q(name__icontains=fold(text))).values_list("name", "slug")
    return [Suggestion(name, reverse(f"articles:{kind}", args=[slug]), kind, label) for name, slug in rows[:OF_A_KIND]]
