"""The panels of the writing desk with the links for guests and with the notes."""

from typing import Any

from django import template

from articles.models import Article

register = template.Library()


@register.inclusion_tag("admin/articles/article/previews_desk.html", takes_context=True)
def previews_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The links of an article that is saved, for those who may change it; the way to its page for the others too."""
    from articles.admin import previews

    article: Article | None = context.get("original")
    if article is None or not context.get("has_view_permission"):
        return {}
    may_change = bool(context.get("has_change_permission"))
    own = {"original": article, "may_change": may_change, "is_panel": True}
    return own | (previews.context_of(article) if may_change else {})


@register.inclusion_tag("admin/articles/article/notes_desk.html", takes_context=True)
def notes_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The notes on an article that is saved."""
    from articles.admin import notes

    article: Article | None = context.get("original")
    if article is None or not context.get("has_view_permission"):
        return {}
    return {"original": article, "is_panel": True, **notes.context_of(article)}
