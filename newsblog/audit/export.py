"""Lists of the admin as CSV: what is filtered, row by row, for a spreadsheet that runs none of it."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from .log import note

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads Chinese as something else
# What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvExport(admin.ModelAdmin):
    """An export for a list of the admin, to those who may see it."""

    change_list_template = "admin/audit/change_list.html"
    export_name = ""

    def export_heads(self) -> list[str]:
        raise NotImplementedError

    def export_rows(self, rows: Iterable[Any]) -> Iterator[list[str]]:
        """The cells of each row. Rows are asked for one by one while the answer is on its way."""
        raise NotImplementedError

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(require_POST(self.export))
        return [path("export/", view, name=name), *super().get_urls()]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Moments are compared; asked for by a part of them, they can be beyond the calendar."""
        return "__year" not in lookup and "__iso_year" not in lookup and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")
        query = request.GET.urlencode()
        context = {"export_address": f"{address}?{query}" if query else address, **(extra_context or {})}
        return super().changelist_view(request, context)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with the filters of the query, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        note("export.made", detail=f"{self.opts.verbose_name_plural} {request.GET.urlencode()}", request=request)
        name = f"{self.export_name or self.opts.model_name}-{timezone.localtime():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            lines(self.export_heads(), self.export_rows(rows.iterator(chunk_size=1000))),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )


def lines(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    write: Callable[[list[str]], str] = writer.writerow  # what the echo gives back, which is the line
    yield BYTE_ORDER_MARK + write(heads)
    for row in rows:
        yield write([defused(cell) for cell in row])


def defused(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class _Echo:
    def write(self, line: str) -> str:
        return line
