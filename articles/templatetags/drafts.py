"""What the writing desk offers of texts that were typed and not saved."""

import secrets
from typing import Any

from django import template

from articles.models import AutoDraft
from articles.writing.drafts import form_key

register = template.Library()


@register.inclusion_tag("admin/articles/article/editor/drafts.html", takes_context=True)
def kept_drafts(context: dict[str, Any]) -> dict[str, Any]:
    """The user's drafts of this form, and the key under which a new one is kept. A form that came back with errors has
    what was typed, so there is nothing to offer."""
    request, article = context["request"], context.get("original")
    is_open = bool(context.get("has_change_permission") if article else context.get("has_add_permission"))
    drafts = AutoDraft.objects.none()
    if is_open and request.method == "GET":
        drafts = AutoDraft.objects.of(request.user, article) if article else AutoDraft.objects.never_saved(request.user)
    return {
        "is_open": is_open,
        "article": article,
        "drafts": drafts,
        "key": "" if article else form_key(request) or secrets.token_hex(16),
        "user": request.user,
        "was_sent": request.method == "POST",
        "version": article.version if article else 0,
    }
