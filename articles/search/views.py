"""The page of a search, and what is offered while somebody types."""

import re

from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import moment
from articles.lists import ArticleList
from articles.models import Article, FailedSearch, Tag
from articles.pages import KeyPaginator

from . import finding
from .finding import Filters
from .query import MAX_LENGTH, Query
from .spelling import near_spellings
from .suggestions import subjects, suggestions

_YEAR = re.compile("[12][0-9]{3}")


class Search(ArticleList):
    template_name = "articles/search.html"
    heading = gettext_lazy("Search")

    def paginator(self, page_size: int) -> Paginator:
        given = self.request.GET
        year = given.get("year", "")
        filters = Filters(
            category=given.get("category", "")[:MAX_LENGTH] or None,
            tag=given.get("tag", "")[:MAX_LENGTH] or None,
            year=int(year) if _YEAR.fullmatch(year) else None,
        )
        query, newest_first = Query.parse(given.get("q", "")), given.get("sort") == "date"
        results = finding.find(query, filters, newest_first=newest_first)
        found_nothing = query.asks_for_something and not results and not results.is_too_slow
        is_reader = moment.chosen.get() is None
        if found_nothing and is_reader and self.request.method == "GET" and filters == Filters():
            FailedSearch.note(query.text)
        self.extra_context = {
            "query": query.text,
            "asks": query.asks_for_something,
            "filters": filters,
            "newest_first": newest_first,
            "results": results,
            "subjects": subjects(query) if query.asks_for_something else [],
            "most": finding.MOST,
            "years": _years(),
            "tag": Tag.objects.filter(slug=filters.tag).first() if filters.tag else None,
            "near_spellings": near_spellings(query) if found_nothing else [],
        }
        return KeyPaginator(results.keys, page_size, results.articles)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """JSON for the search field: ``query``, and ``suggestions`` with ``text``, ``url``, ``kind`` and ``label``."""
    text = request.GET.get("q", "")
    rows = [{"text": one.text, "url": one.url, "kind": one.kind, "label": one.label} for one in suggestions(text)]
    return JsonResponse({"query": text[:MAX_LENGTH], "suggestions": rows}, headers={"X-Robots-Tag": "noindex"})


@require_safe
def suggest_to_browser(request: HttpRequest) -> HttpResponse:
    """The same for a browser's own search field (OpenSearch Suggestions 1.1)."""
    text = request.GET.get("q", "")
    found = suggestions(text)
    answer = [text[:MAX_LENGTH], [one.text for one in found], [one.label for one in found]]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


def _years() -> list[int]:
    """The years from the newest article to the oldest."""
    ends = Article.objects.published().aggregate(first=Min("published_at"), last=Max("published_at"))
    if not ends["first"]:
        return []
    first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))
