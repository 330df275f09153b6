"""Who may do what with comments."""

from typing import Any

from django.http import HttpRequest


def may_decide(request: HttpRequest) -> bool:
    """Whether somebody may decide about comments; that includes seeing who wrote them."""
    return bool(request.user.has_perm("comments.moderate_comment"))


def may_look(request: HttpRequest) -> bool:
    """Whether somebody may see all comments, without e-mail addresses."""
    return may_decide(request) or bool(request.user.has_perm("comments.view_comment"))


class SeenByModerators:
    """A part of the admin that moderators see, and those who have the model's own permission to view it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_decide(request) or super().has_view_permission(request, obj)  # type: ignore[misc]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_decide(request) or super().has_module_permission(request)  # type: ignore[misc]
