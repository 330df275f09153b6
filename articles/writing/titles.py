"""Links to other articles, found by their titles."""

from django.db.models import F, Value
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.editor import may_write
from articles.models import Article
from articles.search.query import Query

MOST = 12


@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The articles with the words ``q`` in their titles, drafts too; the latest first, of all without words."""
    if not may_write(request):
        return JsonResponse({"error": _("Please log in again: you may not write articles.")}, status=403)
    query = Query.parse(request.GET.get("q", ""))
    rows = Article.objects.kept().only("title", "slug", "status", "published_at", "withdraw_at")
    if query.asks_for_something:
        # Not by the index of keys: for a rare word PostgreSQL would walk through all of it.
        rows = rows.filter(title_vector=query.begun().expression).order_by((F("pk") + Value(0)).desc())
    elif query.text:
        rows = rows.none()
    else:
        rows = rows.order_by("-pk")
    found = [
        {
            "pk": article.pk,
            "title": article.title,
            "address": article.get_absolute_url(),
            "state": article.status,
            "label": "" if article.is_public else article.get_status_display(),
        }
        for article in rows[:MOST]
    ]
    return JsonResponse({"articles": found})
