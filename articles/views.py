"""The page of an article."""

from functools import partial
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsblog.site.models import SiteRequest

from . import counting, moment
from .flow import planning
from .metadata import absolute
from .models import Article, SlugRedirect
from .prepared import Prepared
from .related import Links, related_to

_PUBLISHED = Prepared(lambda slug: Article.objects.published().for_page().filter(slug=slug))


@require_safe
def article_detail(request: SiteRequest, slug: str) -> HttpResponse:
    article = next(iter(_PUBLISHED(slug=slug)), None)
    if article is None:
        return _not_here(request, slug)
    if at := moment.chosen.get():
        return article_page(request, planning.as_of(article, at))
    response = article_page(request, article)
    counting.views.seen(article.pk, request.META)
    request.META["newsblog.article"] = article.pk  # for those who may keep the page
    return response


def article_page(
    request: SiteRequest, article: Article, status: int = 200, *, links: Links | None = None, **context: Any
) -> HttpResponse:
    """The page of an article; ``context`` brings what other apps add to it, ``links`` stand for the related ones that
    are stored."""
    related = partial(related_to, article, request.site_settings.related_count, links)
    context |= {
        "article": article,
        "breadcrumb": [
            (_("Home"), reverse("articles:home")),
            (article.category.name, article.category.get_absolute_url()),
            (_("Article"), None),
        ],
        "neighbours": SimpleLazyObject(partial(Article.objects.published().neighbours, article)),
        "corrections": article.corrections.all(),
        "share_url": absolute(article.get_absolute_url()),
        "related": SimpleLazyObject(related),
    }
    return render(request, "articles/article.html", context, status=status)


def _not_here(request: SiteRequest, slug: str) -> HttpResponse:
    """Where an old slug leads to, or that the article was withdrawn (410, RFC 9110, 15.5.11), or that there is none."""
    moved = SlugRedirect.objects.select_related("article").filter(slug=slug).first()
    if moved and moved.article.is_public:
        return redirect(moved.article, permanent=True)
    if Article.objects.withdrawn().filter(Q(slug=slug) | Q(old_slugs__slug=slug)).exists():
        return render(request, "410.html", status=410)
    raise Http404(_("There is no such article."))
