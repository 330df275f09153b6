"""Parts of the writing desk that are sent on their own, while the article's form stays as it is.

Each part has a page of its own, which works without a script; the desk sends the same forms from its panels and gets
the panel anew.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Article

ALONE = "X-Desk-Panel"
"""The header with which the desk asks for a panel, and by which it knows one."""

Context = dict[str, Any]
View = Callable[..., HttpResponse]


def page(desk: ModelAdmin, view: View) -> View:
    """A view of the desk that gets the desk first."""

    @wraps(view)
    def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
        return view(desk, request, **given)

    return desk.admin_site.admin_view(wrapped)


def article_of(desk: ModelAdmin, request: HttpRequest, pk: int, *, to_change: bool = False) -> Article:
    """The article, for those who may see it, or ``to_change`` it.

    Raises:
        Http404: when there is none, or it is in the bin.
        PermissionDenied: to everybody else.
    """
    article: Article | None = (
        desk.get_queryset(request).select_related("author", "category", "cover").filter(pk=min(pk, 2**63 - 1)).first()
    )
    if article is None:
        raise Http404
    may = desk.has_change_permission if to_change else desk.has_view_or_change_permission
    if not may(request, article):
        raise PermissionDenied
    return article


def show(
    desk: ModelAdmin, request: HttpRequest, article: Article, part: str, context: Context, status: int = 200
) -> HttpResponse:
    """The panel alone when the desk asks for it, else its page."""
    context = {"original": article, "opts": desk.opts, **context}
    if ALONE in request.headers:
        response = render(request, f"admin/articles/article/{part}_panel.html", context, status=status)
        response[ALONE] = part
        return response
    context |= desk.admin_site.each_context(request)
    return render(request, f"admin/articles/article/{part}.html", context, status=status)


def done(
    desk: ModelAdmin, request: HttpRequest, article: Article, part: str, context: Callable[[], Context], words: str
) -> HttpResponse:
    """What follows a form that did what it should: the panel as it is now, or the way back to its page."""
    if ALONE in request.headers:
        return show(desk, request, article, part, context() | {"said": words})
    desk.message_user(request, words, messages.SUCCESS)
    return redirect(f"admin:articles_article_{part}", article.pk)
