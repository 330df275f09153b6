"""The page of the bin: what was deleted, and the way out of it or to the end."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from articles.editor import signed_in
from articles.flow import Move, may
from articles.history.bin import KEPT, binned
from articles.models import Article

PAGE_SIZE = 50


def urls(desk: ModelAdmin) -> list[Any]:
    def view(request: HttpRequest) -> HttpResponse:
        return show(desk, request)

    return [path("bin/", desk.admin_site.admin_view(view), name="articles_article_bin")]


def show(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What is in the bin; a POST takes an article out, or deletes it for good."""
    if not may(request.user, Move.UNBIN):
        raise PermissionDenied
    if request.method == "POST":
        _act(desk, request)
        return redirect("admin:articles_article_bin")
    page = Paginator(binned().select_related("category", "author", "binned_by"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [(article, article.binned_at + KEPT) for article in page if article.binned_at]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Bin"),
        "opts": desk.opts,
        "rows": rows,
        "page": page,
    }
    return TemplateResponse(request, "admin/articles/article/bin.html", context)


def _act(desk: ModelAdmin, request: HttpRequest) -> None:
    verb, key = ("delete", request.POST["delete"]) if "delete" in request.POST else ("out", request.POST.get("out", ""))
    article: Article = get_object_or_404(binned(), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    title = str(article)
    if verb == "delete":
        desk.log_deletions(request, Article.objects.filter(pk=article.pk))
        article.delete()
        desk.message_user(request, _("“%(title)s” is deleted for good.") % {"title": title}, messages.SUCCESS)
        return
    try:
        article.take_out_of_bin(by=signed_in(request))
    except ValidationError as error:
        desk.message_user(request, " ".join(error.messages), messages.ERROR)
    else:
        desk.message_user(
            request, _("“%(title)s” is back. Readers don't see it yet.") % {"title": title}, messages.SUCCESS
        )
