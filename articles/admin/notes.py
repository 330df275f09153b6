"""What writer, editors and guests say to each other about an article."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.editor import signed_in
from articles.models import Article, Note
from articles.previews.forms import DeskNoteForm

from . import aside

PART = "notes"
SHOWN = 100


def urls(desk: ModelAdmin) -> list[Any]:
    own = "<int:pk>/notes/"
    return [
        path(
            own, require_http_methods(["GET", "HEAD", "POST"])(aside.page(desk, notes)), name="articles_article_notes"
        ),
        path(f"{own}<int:key>/resolve/", require_POST(aside.page(desk, resolve)), name="articles_article_note_resolve"),
        path(f"{own}<int:key>/reopen/", require_POST(aside.page(desk, reopen)), name="articles_article_note_reopen"),
    ]


def context_of(article: Article, **more: Any) -> dict[str, Any]:
    """What the panel shows: the newest notes, in the order in which they were said."""
    newest = article.notes.select_related("resolved_by").order_by("-id")
    open_ones, resolved = newest.filter(resolved_at=None)[:SHOWN], newest.exclude(resolved_at=None)[:SHOWN]
    return {"notes": open_ones[::-1], "resolved": resolved[::-1], "form": DeskNoteForm(prefix="note"), **more}


def notes(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The notes of an article; a POST adds one."""
    article = aside.article_of(desk, request, pk)
    if request.method != "POST":
        return aside.show(desk, request, article, PART, _page_context(article))
    form = DeskNoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return aside.show(desk, request, article, PART, _page_context(article, form=form), status=400)
    Note.say(article, form.cleaned_data["body"], signed_in(request))
    return aside.done(desk, request, article, PART, lambda: _page_context(article), _("The note is there."))


def resolve(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    article, note = _note(desk, request, pk, key)
    note.resolve(signed_in(request))
    return aside.done(desk, request, article, PART, lambda: _page_context(article), _("The note is done with."))


def reopen(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    article, note = _note(desk, request, pk, key)
    note.reopen(signed_in(request))
    return aside.done(desk, request, article, PART, lambda: _page_context(article), _("The note is open again."))


def _page_context(article: Article, **more: Any) -> dict[str, Any]:
    return context_of(article, title=_("Notes"), **more)


def _note(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> tuple[Article, Note]:
    article = aside.article_of(desk, request, pk)
    return article, get_object_or_404(article.notes, pk=min(key, 2**63 - 1))
