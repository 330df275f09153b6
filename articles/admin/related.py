"""The related articles on the writing desk: chosen, ordered, suggested, and shown as readers will see them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article, DismissedSuggestion, RelatedLink
from articles.related import related_to
from newsblog.site.models import SiteRequest

from . import aside

MOST_LINKS = 100
PAGE_SIZE = 50


class RelatedLinkInline(admin.StackedInline):
    """Rows that the desk's script adds, orders and takes out; without it each can be taken out and given a kind."""

    model = RelatedLink
    fk_name = "source"
    fields = ("target", "kind", "shows_backlink", "position")
    extra = 0
    template = "admin/articles/article/related_inline.html"
    verbose_name_plural = gettext_lazy("related articles")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"target", "position"}:
            return db_field.formfield(widget=HiddenInput)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("target")


def urls(desk: ModelAdmin) -> list[Any]:
    def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
            article = desk.get_queryset(request).filter(pk=given.pop("pk")).first()
            if article is None:
                raise Http404
            if not desk.has_view_or_change_permission(request, article):
                raise PermissionDenied
            return view(desk, request, article, **given)

        return desk.admin_site.admin_view(wrapped)

    return [
        path("<int:pk>/places/", require_safe(page(places)), name="articles_article_places"),
        path("<int:pk>/dismiss/", require_POST(page(dismiss)), name="articles_article_dismiss"),
        path("<int:pk>/backlink/<int:link>/", require_POST(page(switch)), name="articles_article_backlink"),
        path("unrelated/", require_safe(desk.admin_site.admin_view(report)), name="articles_article_unrelated"),
    ]


def places(desk: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """The related articles as readers would see them; with ``?link=<key>:<kind>``, as if these were stored."""
    links = [found for one in request.GET.getlist("link")[:MOST_LINKS] if (found := _link(one))]
    count = cast("SiteRequest", request).site_settings.related_count
    related = related_to(article, count, links if "now" in request.GET else None)
    context = {"related": related, "origins": True}
    response: Any = TemplateResponse(request, "admin/articles/article/places.html", context)
    response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
    response.xframe_options_exempt = True  # the policy says who may frame it
    return response


def dismiss(desk: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """Suggest an article no more for this one."""
    _may_change(desk, request, article)
    key = request.POST.get("dismiss", "")
    other = get_object_or_404(Article, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    DismissedSuggestion.objects.get_or_create(article=article, other=other)
    return _done(request, article)


def switch(desk: ModelAdmin, request: HttpRequest, article: Article, link: int) -> HttpResponse:
    """Show an article that links here among the related ones of this, or no more."""
    _may_change(desk, request, article)
    found = get_object_or_404(article.backlinks, pk=link)
    found.shows_backlink = not found.shows_backlink
    found.save(update_fields=["shows_backlink"])
    return _done(request, article)


def report(request: HttpRequest) -> HttpResponse:
    """Public articles that no relation leads to or from, and links that readers can't follow now."""
    if not request.user.has_perm("articles.view_relatedlink"):
        raise PermissionDenied
    before = request.GET.get("before", "")
    alone = Article.objects.published().filter(
        ~Exists(RelatedLink.objects.filter(source=OuterRef("pk"))),
        ~Exists(
            RelatedLink.objects.filter(
                target=OuterRef("pk"), shows_backlink=True, source__in=Article.objects.published().values("pk")
            )
        ),
    )
    if before.isdecimal() and len(before) < 19:
        alone = alone.filter(pk__lt=int(before))
    rows = list(
        alone.select_related("category").only("title", "published_at", "category").order_by("-pk")[: PAGE_SIZE + 1]
    )
    withdrawn = Article.objects.filter(status=Article.Status.WITHDRAWN, binned_at__isnull=True).values("pk")
    binned = Article.objects.filter(binned_at__isnull=False).values("pk")
    broken = (
        RelatedLink.objects.filter(source__in=Article.objects.published(), target__in=withdrawn.union(binned))
        .select_related("source", "target")
        .order_by("-pk")[:PAGE_SIZE]
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Articles without relations"),
        "opts": Article._meta,
        "alone": rows[:PAGE_SIZE],
        "last": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
        "broken": broken,
    }
    return TemplateResponse(request, "admin/articles/article/unrelated.html", context)


def _done(request: HttpRequest, article: Article) -> HttpResponse:
    """Nothing more for the desk's script, which keeps the form as it is; else the way back to it."""
    if aside.ALONE in request.headers:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("admin:articles_article_change", article.pk)


def _may_change(desk: ModelAdmin, request: HttpRequest, article: Article) -> None:
    if not desk.has_change_permission(request, article):
        raise PermissionDenied


def _link(text: str) -> tuple[int, str] | None:
    key, _colon, kind = text.partition(":")
    if key.isdecimal() and len(key) < 19 and kind in RelatedLink.Kind.values:
        return int(key), kind
    return None
