"""Numbered pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.paginator import Page, Paginator


def page_numbers(page: Page) -> Iterator[int | None]:
    """The numbers to offer beside a page: the first, the last and those around it; None stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        yield number if isinstance(number, int) else None


def section(rows: Any, bottom: int, top: int, count: int) -> Any:
    """The rows from ``bottom`` to ``top`` of ``count`` in the order of an index. Those before are skipped in the index
    alone, from the nearer end, so the last ones cost what the first do, and the middle ones little more."""
    is_nearer_to_end = count - top < bottom
    keys = rows.reverse()[count - top : count - bottom] if is_nearer_to_end else rows[bottom:top]
    return rows.filter(pk__in=keys.values("pk"))


class DeepPaginator(Paginator):
    """Pages of a queryset whose order is an index."""

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        rows = section(self.object_list, bottom, min(bottom + self.per_page, self.count), self.count)
        return Page(list(rows), number, self)


class KeyPaginator(Paginator):
    """Pages of rows whose keys are known, in the order of the keys; ``rows_of`` reads those of one page."""

    def __init__(self, keys: Sequence[int], page_size: int, rows_of: Callable[[Sequence[int]], Any]) -> None:
        super().__init__(keys, page_size)
        self.rows_of = rows_of

    def page(self, number: Any) -> Page:
        page = super().page(number)
        keys: Sequence[int] = list(page.object_list)
        found = {row.pk: row for row in self.rows_of(keys)}
        page.object_list = [found[key] for key in keys if key in found]
        return page
