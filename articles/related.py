"""Which articles stand below an article: what the editor chose first, then where it was chosen, then what is most like
it."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.contrib.postgres.search import SearchRank
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from .models import Article, ArticleQuerySet, DismissedSuggestion, RelatedLink
from .prepared import Prepared
from .search.query import likeness, raw

# Likeness is judged among the newest that share something with the article, so that its cost does not grow with the
# archive; the newest of all make up the number on a young site.
CANDIDATES, OF_A_TAG = 60, 20
# So many tags make one shape of the query; what is missing is 0, which no tag has.
MANY_TAGS = 8
TAG_WEIGHT, CATEGORY_WEIGHT, TEXT_WEIGHT = 3.0, 1.0, 8.0
LIKEST = ("-likeness", "-published_at", "-id")

Links = Sequence[tuple[int, str]]


def related_to(article: Article, count: int, links: Links | None = None) -> Sequence[Article]:
    """At most ``count`` published articles, never ``article`` itself, none twice; always the same for the same data.

    Those that an editor linked come first, in the editor's order, then those that link here and show it. Each has
    ``relation``, what it is to the article in words ("" where only likeness speaks for it), and ``origin``:
    ``chosen``, ``backlink`` or ``likeness``. With ``links`` (keys and kinds in their order) it is as if these were
    stored.
    """
    if count < 1:
        return []
    subject = _subject(article)
    rows = _RANKED(count=count, **subject) if links is None else _ranked(count=count, links=links, **subject)
    return [_with_relation(one) for one in rows]


def suggestions(article: Article, count: int) -> Sequence[Article]:
    """Published articles that are like this one, and that nobody linked with it or waved away."""
    dismissed = DismissedSuggestion.objects.filter(article=article, other=OuterRef("pk"))
    subject = _subject(article)
    others = Article.objects.published().exclude(pk=article.pk)
    links = RelatedLink.objects.filter(
        Q(source=article, target=OuterRef("pk")) | Q(source=OuterRef("pk"), target=article)
    )
    alike = others.filter(~Exists(links), ~Exists(dismissed), pk__in=_candidates(others, None, **subject))
    rows = alike.annotate(likeness=_likeness(**subject)).filter(likeness__gt=CATEGORY_WEIGHT)
    return list(rows.only("title", "slug").order_by(*LIKEST)[:count])


class Subject(TypedDict):
    """What is asked for of an article: its key, those of its category and its tags, and the words of its title as
    PostgreSQL reads them."""

    article: int
    category: int
    tags: tuple[int, ...]
    words: str


def _subject(article: Article) -> Subject:
    tags = tuple(tag.pk for tag in article.shown_tags)
    tags += (0,) * (MANY_TAGS - len(tags))
    return Subject(article=article.pk, category=article.category_id, tags=tags, words=likeness(article.title))


def _ranked(count: int, links: Links | None = None, **subject: Unpack[Subject]) -> QuerySet[Article]:
    article = subject["article"]
    chosen = _stored(article) if links is None else _given(links)
    back = RelatedLink.objects.filter(source=OuterRef("pk"), target=article, shows_backlink=True)
    others = Article.objects.published().exclude(pk=article)
    return (
        others.filter(pk__in=_candidates(others, links, **subject))
        .for_lists()
        .annotate(**chosen)
        .annotate(back_kind=Subquery(back.values("kind")[:1]), likeness=_likeness(**subject))
        .order_by(
            F("link_position").asc(nulls_last=True),
            F("link_id").asc(),
            _first_back(),
            "-likeness",
            "-published_at",
            "-id",
        )[:count]
    )


_RANKED = Prepared(_ranked, fixed=("count",))


def _stored(article: int) -> dict[str, Combinable]:
    link = RelatedLink.objects.filter(source=article, target=OuterRef("pk"))
    return {
        "link_position": Subquery(link.values("position")[:1]),
        "link_id": Subquery(link.values("pk")[:1]),
        "link_kind": Subquery(link.values("kind")[:1]),
    }


def _given(links: Links) -> dict[str, Combinable]:
    if not links:
        nothing = Value(None, output_field=IntegerField())
        return {"link_position": nothing, "link_id": nothing, "link_kind": Value(None, output_field=CharField())}
    places = Case(*(When(pk=pk, then=Value(place)) for place, (pk, _kind) in enumerate(links)), default=None)
    kinds = Case(*(When(pk=pk, then=Value(kind)) for pk, kind in links), default=None, output_field=CharField())
    return {"link_position": places, "link_id": places, "link_kind": kinds}


def _first_back() -> Case:
    return Case(When(back_kind__isnull=False, then=Value(0)), default=Value(1))


def _with_relation(one: Any) -> Article:
    kinds = RelatedLink.Kind
    if one.link_kind:
        one.origin, one.relation = "chosen", kinds(one.link_kind).label
    elif one.back_kind:
        one.origin, one.relation = "backlink", kinds(one.back_kind).inverse_label
    else:
        one.origin, one.relation = "likeness", ""
    found: Article = one
    return found


def _candidates(others: ArticleQuerySet, links: Links | None, **subject: Unpack[Subject]) -> QuerySet[Article, Any]:
    article = subject["article"]
    newest = others.newest().values("pk")
    own = newest.filter(backlinks__source=article) if links is None else newest.filter(pk__in=[pk for pk, _ in links])
    return own.union(
        newest.filter(related_links__target=article, related_links__shows_backlink=True),
        newest.filter(category=subject["category"])[:CANDIDATES],
        *(_newest_with(tag) for tag in subject["tags"] if tag),
        newest[:CANDIDATES],
    )


def _newest_with(tag: int) -> QuerySet[Any, Any]:
    """By their numbers, in which there is an index: to sort all articles of a tag by their time takes as long as it has
    articles, and to look for them among the newest of all as long as it has few."""
    return Article.tags.through.objects.filter(tag=tag).order_by("-article").values("article")[:OF_A_TAG]


def _likeness(**subject: Unpack[Subject]) -> Combinable:
    """Shared tags, the same category, and words of the title found in the text (ts_rank, 0 to 1)."""
    shared_tags = (
        Article.tags.through.objects.filter(article=OuterRef("pk"), tag__in=subject["tags"])
        .order_by()
        .values("article")
        .values(number=Count("pk"))
    )
    words = subject["words"]
    return (
        TAG_WEIGHT * Cast(Coalesce(Subquery(shared_tags), 0), FloatField())
        + Case(When(Q(category=subject["category"]), then=Value(CATEGORY_WEIGHT)), default=Value(0.0))
        + (TEXT_WEIGHT * Coalesce(SearchRank(F("search_vector"), raw(words)), 0.0) if words else Value(0.0))
    )
