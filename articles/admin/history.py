"""What an article was: its revisions, what changed between any two, and the way back to each."""

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.editor import signed_in
from articles.history.differences import changed_fields, differences
from articles.history.words import name_of, value_of
from articles.models import Article, Revision

from .presence import presence

PAGE_SIZE = 20
HISTORY = "admin:articles_article_history"
LONGEST_NAME = 100


def keep_stored(article: Article) -> None:
    """Put what is stored into the history, before it is overwritten, where something else than the desk wrote it."""
    Article.objects.get(pk=article.pk).record_revision(None)


def urls(desk: ModelAdmin) -> list[Any]:
    def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
            return view(desk, request, **given)

        return desk.admin_site.admin_view(wrapped)

    return [
        path("<int:pk>/history/compare/", require_safe(page(compare)), name="articles_article_compare"),
        path("<int:pk>/history/<int:number>/restore/", require_POST(page(restore)), name="articles_article_restore"),
        path("<int:pk>/presence/", require_POST(page(presence)), name="articles_article_presence"),
        path("<int:pk>/history/<int:number>/name/", require_POST(page(give_name)), name="articles_article_name"),
    ]


def revisions(desk: ModelAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """The list, the newest first; ``?before=`` a number goes on."""
    article = _article(desk, request, int(key) if key.isdecimal() and len(key) < 19 else 0)
    rows = article.revisions.select_related("user")
    if (before := _number(request.GET.get("before"))) is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: PAGE_SIZE + 1])
    shown = [(one, _changes(older, one)) for one, older in pairwise([*found, None]) if one][:PAGE_SIZE]
    context = _context(desk, request, article, _("History"))
    context |= {"revisions": shown, "has_more": len(found) > PAGE_SIZE}
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def compare(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from the revision ``?from=`` to the revision ``?to=``."""
    article = _article(desk, request, pk)
    numbers = sorted({_number(request.GET.get("from")) or 0, _number(request.GET.get("to")) or 0})
    older, newer = (get_object_or_404(article.revisions, number=number) for number in (numbers[0], numbers[-1]))
    found = [(name_of(one.name), one) for one in differences(older.fields, newer.fields, value_of)]
    context = _context(desk, request, article, _("What changed"))
    return TemplateResponse(
        request,
        "admin/articles/article/compare.html",
        context | {"older": older, "newer": newer, "differences": found},
    )


def restore(desk: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring a revision back; what is there now stays in the history."""
    article, revision = _to_change(desk, request, pk, number)
    try:
        article.restore(revision, signed_in(request))
    except ValidationError as error:
        desk.message_user(request, " ".join(error.messages), messages.ERROR)
        return redirect(HISTORY, pk)
    desk.message_user(request, _("Revision %(number)s is back.") % {"number": number}, messages.SUCCESS)
    return redirect("admin:articles_article_change", pk)


def give_name(desk: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Name a revision, so that it is found again; an empty name takes it away."""
    _article, revision = _to_change(desk, request, pk, number)
    revision.name = request.POST.get("name", "").replace("\0", "").strip()[:LONGEST_NAME]
    revision.save(update_fields=["name"])
    return redirect(HISTORY, pk)


def _article(desk: ModelAdmin, request: HttpRequest, pk: int) -> Article:
    article: Article | None = desk.get_queryset(request).filter(pk=pk).first()
    if article is None:
        raise Http404
    if not desk.has_view_or_change_permission(request, article):
        raise PermissionDenied
    return article


def _to_change(desk: ModelAdmin, request: HttpRequest, pk: int, number: int) -> tuple[Article, Revision]:
    article = _article(desk, request, pk)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return article, get_object_or_404(article.revisions, number=min(number, 2**31 - 1))


def _changes(older: Revision | None, one: Revision) -> list[str]:
    return [name_of(name) for name in changed_fields(older.fields if older else None, one.fields)]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _context(desk: ModelAdmin, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
    may_change = desk.has_change_permission(request, article)
    shared = desk.admin_site.each_context(request)
    return {**shared, "title": title, "opts": desk.opts, "original": article, "may_change": may_change}
