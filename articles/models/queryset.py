"""The questions that are asked of articles."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Now, TruncHour

from articles import moment

from .status import PUBLIC, Status
from .views import ArticleViews, HourlyViews

if TYPE_CHECKING:
    from .article import Article

TOP = 300


class Neighbours(NamedTuple):
    """The articles published just before and just after another one."""

    previous: "Article | None"
    next: "Article | None"


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        """Those that readers may see now. All public code starts here. A scheduled article appears, and one with
        an end goes, by comparison with the database's clock (``articles.moment``): that needs no job."""
        return self.filter(PUBLIC, _stays(), published_at__lte=moment.db_now())

    def withdrawn(self) -> Self:
        """Those that readers may have seen, and must not any more."""
        gone = Q(status=Status.WITHDRAWN) | (PUBLIC & ~_stays())
        return self.filter(gone, published_at__lte=moment.db_now())

    def kept(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(binned_at=None)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-id")

    def newest_hits(self) -> Self:
        """The newest first of those that a search found. Not by the index of dates: for a rare word PostgreSQL would
        walk through all of it."""
        return self.order_by((F("published_at") + Value(timedelta(0))).desc(), "-id")

    def for_lists(self) -> Self:
        """With what a row of a list shows, without the texts that it doesn't."""
        return self.select_related("category", "author", "lead_picture", "views").defer(
            "body", "body_html", "body_text", "contents", "search_vector", "title_vector"
        )

    def for_page(self) -> Self:
        """With what the article's own page shows."""
        rows = self.select_related("category", "author", "lead_picture", "views")
        return rows.defer("body", "body_text", "search_vector", "title_vector")

    def for_feeds(self) -> Self:
        """With what a feed says of an article, the full text included."""
        return (
            self.select_related("category", "author", "lead_picture")
            .prefetch_related("tags")
            .defer("body", "body_text", "contents", "search_vector", "title_vector")
        )

    def most_read(self, within: timedelta | None = None) -> Self:
        """The most read first, ``within`` the time before now (to the hour) or ever."""
        if within is None:
            # Those at the top of the index, and of these the public ones: nobody looks further down a ranking, and
            # PostgreSQL would sort all articles otherwise.
            top = ArticleViews.objects.order_by("-total").values("pk")[:TOP]
            return self.filter(pk__in=top).order_by("-views__total", "-published_at", "-id")
        since = TruncHour(Now() - within)
        # Which these are is asked of the views alone: with the articles at once, PostgreSQL walks through all of these.
        read = HourlyViews.objects.filter(hour__gt=since).values("article").annotate(sum=Sum("total"))
        recent = self.filter(pk__in=read.order_by("-sum").values("article")[:TOP], hourly_views__hour__gt=since)
        return recent.annotate(recent_views=Sum("hourly_views__total")).order_by("-recent_views", "-id")

    def neighbours(self, article: "Article") -> "Neighbours":
        rows = self.only("title", "slug", "published_at")
        at, pk = article.published_at, article.pk
        # Where to begin is said by itself: an index can't be entered by what this or that holds for.
        before = rows.filter(Q(published_at__lt=at) | Q(pk__lt=pk), published_at__lte=at).newest()[:1]
        after = rows.filter(Q(published_at__gt=at) | Q(pk__gt=pk), published_at__gte=at)
        after = after.order_by("published_at", "pk")[:1]
        found = {(one.published_at, one.pk) > (at, pk): one for one in before.union(after)}
        return Neighbours(found.get(False), found.get(True))


def _stays() -> Q:
    return Q(withdraw_at__isnull=True) | Q(withdraw_at__gt=moment.db_now())
