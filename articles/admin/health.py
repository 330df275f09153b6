"""What is wrong with an article as it is in the form now."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.editor import may_write
from articles.health import check
from articles.models import Article, Category, Image

TYPED = ("title", "slug", "body", "summary", "cover_alt")


def urls(desk: ModelAdmin) -> list[Any]:
    def view(request: HttpRequest) -> HttpResponse:
        return live(desk, request)

    page = desk.admin_site.admin_view(never_cache(require_POST(view)))
    return [path("health/", page, name="articles_article_health")]


def live(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The findings for a form that is not saved, as HTML of the panel; ``article`` is the key of a stored one."""
    if not may_write(request):
        raise PermissionDenied
    article = Article()
    if request.POST.get("article"):
        stored = get_object_or_404(desk.get_queryset(request), pk=_key(request, "article"))
        if not desk.has_view_or_change_permission(request, stored):
            raise PermissionDenied
        article = stored
    for name in TYPED:
        text = request.POST.get(name, "").replace("\0", "")
        longest = Article._meta.get_field(name).max_length  # type: ignore[union-attr]
        if longest and len(text.replace("\r\n", "\n")) > longest:
            return HttpResponseBadRequest(_("This text is too long."))
        setattr(article, name, text)
    article.cover = Image.objects.filter(pk=_key(request, "cover")).first()
    article.category = Category.objects.filter(pk=_key(request, "category")).first()  # type: ignore[assignment]
    return TemplateResponse(request, "admin/articles/article/findings.html", {"findings": check(article)})


def _key(request: HttpRequest, name: str) -> int:
    key = request.POST.get(name, "")
    return int(key) if key.isdecimal() and len(key) < 19 else 0
