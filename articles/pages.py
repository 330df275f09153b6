"""Numbered pages."""

from collections.abc import Iterator

from django.core.paginator import Page


def page_numbers(page: Page) -> Iterator[int | None]:
    """The numbers to offer beside a page: the first, the last and those around it; None stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        yield number if isinstance(number, int) else None
