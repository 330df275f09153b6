"""The readers' pages of articles."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from newsblog.site.models import SiteRequest

from .models import Article, ArticleQuerySet, Author, Category, SlugRedirect, Tag
from .pages import page_numbers
from .related import related_to


@require_safe
def article_detail(request: SiteRequest, slug: str) -> HttpResponse:
    article = Article.objects.published().for_page().filter(slug=slug).first()
    if article is None:
        moved = get_object_or_404(SlugRedirect, slug=slug, article__in=Article.objects.published())
        return redirect(moved.article, permanent=True)
    response = article_page(request, article)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        article.views.count()
    return response


def article_page(request: SiteRequest, article: Article, status: int = 200, **context: Any) -> HttpResponse:
    """The page of an article; ``context`` brings what other apps add to it."""
    previous, following = Article.objects.published().neighbours(article)
    context |= {
        "article": article,
        "breadcrumb": [
            (_("Home"), reverse("articles:home")),
            (article.category.name, article.category.get_absolute_url()),
            (_("Article"), None),
        ],
        "previous": previous,
        "next": following,
        "related": related_to(article, request.site_settings.related_count),
    }
    return render(request, "articles/article.html", context, status=status)


class ArticleList(ListView):
    """A numbered list of articles, newest first; a page beyond the end is not found."""

    template_name = "articles/article_list.html"
    context_object_name = "article_list"
    request: SiteRequest
    http_method_names = ["get", "head", "options"]
    heading = ""
    empty_text = ""

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.published().for_lists().newest()

    def get_paginate_by(self, queryset: QuerySet[Article]) -> int:
        return self.request.site_settings.page_size

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        trail = [(_("Home"), reverse("articles:home")), (self.heading, None)] if self.heading else []
        return {
            "heading": self.heading,
            "breadcrumb": trail,
            "articles": page,
            "page_numbers": page_numbers(page),
            "empty_text": self.empty_text or _("There is no article here yet."),
            **context,
        }


class Home(ArticleList):
    extra_context = {"is_home": True}

    def get_queryset(self) -> ArticleQuerySet:
        return super().get_queryset().order_by("-pinned", "-published_at", "-id")


class OfSubject(ArticleList):
    """The articles of a category, a tag or an author."""

    model: type[Category | Tag | Author]
    field: str

    def get_queryset(self) -> ArticleQuerySet:
        subject = get_object_or_404(self.model, slug=self.kwargs["slug"])
        self.heading = subject.name
        self.extra_context = {
            "description": getattr(subject, "description", "") or getattr(subject, "note", ""),
            "subject": subject,
        }
        return super().get_queryset().filter(**{self.field: subject})


class CategoryList(OfSubject):
    model, field = Category, "category"


class TagList(OfSubject):
    model, field = Tag, "tags"


class AuthorList(OfSubject):
    model, field = Author, "author"


class MonthList(ArticleList):
    def get_queryset(self) -> ArticleQuerySet:
        year, month = self.kwargs["year"], self.kwargs.get("month")
        self.heading = _("Archive of %(year)s") % {"year": year}
        rows = super().get_queryset().filter(published_at__year=year)
        if month:
            self.heading = _("Archive of %(year)s-%(month)02d") % {"year": year, "month": month}
            rows = rows.filter(published_at__month=month)
        return rows


class Search(ArticleList):
    template_name = "articles/search.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.query = self.request.GET.get("q", "").replace("\0", "").strip()[:200]
        self.heading = _("Search")
        self.empty_text = _("Nothing was found. Try a shorter or another word.")
        self.extra_context = {"query": self.query}
        return super().get_queryset().matching(self.query)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All months that have articles, by year."""
    years: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for month in Article.objects.published().months():
        years[month["year"]].append(month)
    trail = [(_("Home"), reverse("articles:home")), (_("Archive"), None)]
    return render(
        request,
        "articles/archive.html",
        {"months_by_year": list(years.items()), "heading": _("Archive"), "breadcrumb": trail},
    )
