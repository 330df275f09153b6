"""The panel of the writing desk that says what is wrong."""

from typing import Any

from django import template

from articles.health import Finding, check
from articles.models import Article

register = template.Library()


@register.simple_tag(takes_context=True)
def findings_of(context: dict[str, Any]) -> list[Finding]:
    """What is wrong with the stored article; nothing for a new one."""
    article: Article | None = context.get("original")
    return check(article) if article else []
