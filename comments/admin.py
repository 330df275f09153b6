from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from .models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """What visitors wrote. Threads don't move: article and parent of a comment stay as they are."""

    list_display = ("name", "beginning", "article", "status", "created_at")
    list_select_related = ("article",)
    list_filter = ("status", "created_at")
    search_fields = ("name", "email", "body", "article__title")
    date_hierarchy = "created_at"
    actions = ("approve", "mark_as_spam", "remove")
    fields = ("article", "parent", "name", "email", "website", "body", "status", "created_at")
    readonly_fields = ("article", "parent", "created_at")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("comment"))
    def beginning(self, comment: Comment) -> str:
        return Truncator(comment.body).chars(60)

    @admin.action(description=_("Publish the selected comments"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._do_with_each(queryset, Comment.approve)

    @admin.action(description=_("Mark the selected comments as spam"), permissions=["change"])
    def mark_as_spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._do_with_each(queryset, Comment.mark_as_spam)

    @admin.action(description=_("Remove the selected comments from the site"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._do_with_each(queryset, Comment.remove)

    def _do_with_each(self, queryset: QuerySet[Comment], verb: Any) -> None:
        for comment in queryset:
            verb(comment)
