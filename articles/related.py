"""Which articles stand below an article: what the editor chose first, then what is most like it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from .models import Article, ArticleQuerySet, RelatedLink
from .search.query import likeness

# Likeness is judged among the newest that share something with the article, so that its cost does not grow with the
# archive; the newest of all make up the number on a young site.
CANDIDATES = 100
TAG_WEIGHT, CATEGORY_WEIGHT, TEXT_WEIGHT = 3.0, 1.0, 8.0


def related_to(article: Article, count: int) -> Sequence[Article]:
    """At most ``count`` published articles, never ``article`` itself, none twice; always the same for the same data.

    Those that an editor linked come first, in the editor's order.
    """
    if count < 1:
        return []
    link = RelatedLink.objects.filter(source=article, target=OuterRef("pk"))
    others = Article.objects.published().exclude(pk=article.pk)
    rows = (
        others.filter(pk__in=_candidates(article, others))
        .for_lists()
        .annotate(
            link_position=Subquery(link.values("position")[:1]),
            link_id=Subquery(link.values("pk")[:1]),
            likeness=_likeness(article),
        )
        .order_by(F("link_position").asc(nulls_last=True), "link_id", "-likeness", "-published_at", "-id")
    )
    return list(rows[:count])


def _candidates(article: Article, others: ArticleQuerySet) -> QuerySet[Article, Any]:
    newest = others.newest().values("pk")
    return newest.filter(backlinks__source=article).union(
        newest.filter(category=article.category_id)[:CANDIDATES],
        newest.filter(pk__in=Article.tags.through.objects.filter(tag__in=article.tags.all()).values("article"))[
            :CANDIDATES
        ],
        newest[:CANDIDATES],
    )


def _likeness(article: Article) -> Combinable:
    """Shared tags, the same category, and words of the title found in the text (ts_rank, 0 to 1)."""
    shared_tags = (
        Article.tags.through.objects.filter(article=OuterRef("pk"), tag__in=[tag.pk for tag in article.tags.all()])
        .order_by()
        .values("article")
        .values(number=Count("pk"))
    )
    words = likeness(article.title)
    return (
        TAG_WEIGHT * Cast(Coalesce(Subquery(shared_tags), 0), FloatField())
        + Case(When(Q(category=article.category_id), then=Value(CATEGORY_WEIGHT)), default=Value(0.0))
        + (TEXT_WEIGHT * Coalesce(SearchRank(F("search_vector"), words), 0.0) if words else Value(0.0))
    )
