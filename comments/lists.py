"""Lists that comments make: the most discussed articles, the latest comments."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.lists import RankedList, page_of
from articles.models import Article
from articles.pages import KeyPaginator, page_numbers

from .display import draw
from .models import Comment, Discussion

# So many of the latest comments can be leafed through; older ones are found at their articles.
LATEST = 500
PAGE_SIZE = 25


class MostDiscussed(RankedList):
    heading = gettext_lazy("Most discussed")
    shows = "articles comments"
    empty_text = gettext_lazy("Nobody has written a comment yet. The first one may be yours.")

    def ranking(self) -> QuerySet[Any]:
        return Discussion.most_discussed(Article.objects.published())


@require_safe
def latest_comments(request: HttpRequest) -> HttpResponse:
    keys = list(Comment.objects.on_public_articles().values_list("pk", flat=True)[:LATEST])
    page = page_of(request, KeyPaginator(keys, PAGE_SIZE, Comment.objects.with_articles))
    page.object_list = [draw(comment) for comment in page.object_list]
    heading = _("Latest comments")
    trail = [(_("Home"), reverse("articles:home")), (heading, None)]
    context = {"heading": heading, "breadcrumb": trail, "comments": page, "page_numbers": page_numbers(page)}
    return render(request, "comments/latest.html", context)
