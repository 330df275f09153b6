"""How many comments wait, for the head of every page of the admin."""

from typing import Any

from django import template
from django.template import Context

from comments.admin.permissions import may_decide
from comments.moderation import queue

register = template.Library()


@register.inclusion_tag("admin/comments/waiting.html", takes_context=True)
def waiting_comments(context: Context) -> dict[str, Any]:
    """A link to the moderators' desk with the number of what waits there; nothing for those who may not decide."""
    request = context.get("request")
    if request is None or not hasattr(request, "user") or not may_decide(request):
        return {}
    return {"waiting": queue.waiting()}
