"""Numbered pages."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from newsblog.site.models import Kept

from .models import ArticleCount, ArticleQuerySet
from .models.counts import Month

# So long a scheduled article, or a ranking by views, may be as it was.
KEPT_SECONDS = 20.0


def page_numbers(page: Page) -> Iterator[int | None]:
    """The numbers to offer beside a page: the first, the last and those around it; None stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        yield number if isinstance(number, int) else None


def months_of(kept: Kept, kind: str = "", key: int = 0) -> list[Month]:
    """``ArticleCount.objects.months``, asked once for many requests; ``kept`` is that of one of them."""
    counts = ArticleCount.objects
    return kept(("months", kind, key), ("articles",), lambda: counts.months(kind, key), KEPT_SECONDS)


class Numbered(Sequence[Any]):
    """Rows as a sequence of which slices are taken, in the order of an index. They are read when they are looked at,
    which a page that is kept may not do."""

    def __init__(self, rows: QuerySet[Any], length: int) -> None:
        self.rows, self.length = rows, length

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, wanted: int) -> Any: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Any]: ...
    def __getitem__(self, wanted: int | slice) -> Any:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        bottom, top, _step = wanted.indices(self.length)
        return SimpleLazyObject(partial(self._between, bottom, top)) if bottom < top else []

    def _between(self, bottom: int, top: int) -> list[Any]:
        """The rows before are skipped in the index alone, from the nearer end."""
        return _skipping(self.rows, bottom, self.length - top, top - bottom)


class NumberedByMonth(Numbered):
    """Published articles, the newest first, the pinned ones before all if they are ``pinned_first``. Whole months are
    skipped by their numbers, so that what is deep in an archive costs no more than what is at its top."""

    rows: ArticleQuerySet

    def __init__(self, rows: ArticleQuerySet, months: Sequence[Month], *, pinned_first: bool = False) -> None:
        super().__init__(rows, sum(month.number for month in months))
        self.months = months
        self.pinned = sum(month.pinned for month in months) if pinned_first else 0
        numbers = (month.number - (month.pinned if pinned_first else 0) for month in months)
        self.ends = list(accumulate(numbers, initial=0))

    def _between(self, bottom: int, top: int) -> list[Any]:
        if bottom < self.pinned:
            return list(self.rows[bottom:top])
        rows = self.rows.filter(pinned=False).newest() if self.pinned else self.rows.newest()
        bottom, top = bottom - self.pinned, top - self.pinned
        first, last = bisect_right(self.ends, bottom), bisect_left(self.ends, top)
        begin, end = self.months[last - 1].begin, self.months[first - 1].end
        between = rows.filter(published_at__gte=begin, published_at__lt=end)
        return _skipping(between, bottom - self.ends[first - 1], self.ends[last] - top, top - bottom)


def _skipping(rows: QuerySet[Any], before: int, after: int, number: int) -> list[Any]:
    """So many rows that have others before and after them."""
    keys = rows.reverse()[after : after + number] if after < before else rows[before : before + number]
    return list(rows.filter(pk__in=keys.values("pk")))


class KeyPaginator(Paginator):
    """Pages of rows whose keys are known, in the order of the keys; ``rows_of`` reads those of one page when they are
    looked at."""

    def __init__(self, keys: Sequence[int], page_size: int, rows_of: Callable[[Sequence[int]], Any]) -> None:
        super().__init__(keys, page_size)
        self.rows_of = rows_of

    def page(self, number: Any) -> Page:
        page = super().page(number)
        page.object_list = SimpleLazyObject(partial(self._rows, list(page.object_list)))
        return page

    def _rows(self, keys: Sequence[int]) -> list[Any]:
        found = {row.pk: row for row in self.rows_of(keys)}
        return [found[key] for key in keys if key in found]
