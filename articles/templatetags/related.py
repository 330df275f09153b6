"""What the writing desk shows beside the related articles that were chosen."""

from typing import Any

from django import template

from articles.models import Article
from articles.related import suggestions

register = template.Library()
SUGGESTED = 6
INCOMING = 30


@register.inclusion_tag("admin/articles/article/related_more.html", takes_context=True)
def related_more(context: dict[str, Any]) -> dict[str, Any]:
    """Suggestions by likeness, the articles that link here, and the places as readers will see them."""
    article: Article | None = context.get("original")
    if article is None or not context.get("has_change_permission"):
        return {}
    incoming = article.backlinks.filter(source__binned_at=None).select_related("source").order_by("-pk")[:INCOMING]
    return {"article": article, "suggestions": suggestions(article, SUGGESTED), "incoming": incoming}
