"""The panel of the writing desk that sends an article on its way."""

from typing import Any

from django import template

from articles.flow import Move, offered
from articles.models import Article, PlannedChange

register = template.Library()


@register.inclusion_tag("admin/articles/article/flow.html", takes_context=True)
def flow_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The state of the article, what may be done with it, and which changes are planned."""
    article: Article = context.get("original") or Article()
    moves = offered(article, context["request"].user)
    changes = article.planned_changes.select_related("made_by") if article.pk else PlannedChange.objects.none()
    shown = [change for change in changes if change.state in {PlannedChange.State.WAITING, PlannedChange.State.FAILED}]
    return {
        "article": article,
        "moves": [move for move in moves if move != Move.CHANGE],
        "may_plan": Move.CHANGE in moves,
        "change_at": context["adminform"].form["change_at"] if "adminform" in context else None,
        "changes": shown,
    }
