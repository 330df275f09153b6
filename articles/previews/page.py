"""The page of an article that readers don't see, or don't see like this."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.history import snapshot
from articles.models import Article
from articles.related import Links
from articles.views import article_page
from newsblog.site.models import SiteRequest


def stored(request: SiteRequest, article: Article, preview: dict[str, Any]) -> HttpResponse:
    """The page of the article as it is saved."""
    article.published_at = article.published_at or timezone.now()
    return article_page(request, article, preview=preview)


def of_fields(
    request: SiteRequest, article: Article, fields: snapshot.Snapshot, preview: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page of the article as it was, with the related articles of then."""
    shown = snapshot.shown(article, fields)
    shown.published_at = _time(fields.get("published_at")) or timezone.now()
    shown.updated_at = _time(fields.get("updated_at"))
    return article_page(request, shown, status, links=_links(article, fields), preview=preview)


def _links(article: Article, fields: snapshot.Snapshot) -> Links:
    slugs = [row[0] for row in fields["related"]]
    keys = dict(Article.objects.filter(slug__in=slugs).exclude(pk=article.pk).values_list("slug", "pk"))
    return [(keys[row[0]], row[1]) for row in fields["related"] if row[0] in keys]


def _time(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
