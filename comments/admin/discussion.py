"""How comments on one article are moderated, in the form of the article."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.article import ArticleAdmin
from articles.models import Article
from comments.models import Discussion


class DiscussionForm(forms.ModelForm):
    class Meta:
        model = Discussion
        fields = ("mode", "close_after_days")

    def save(self, commit: bool = True) -> Discussion:
        """Only what the form has: the number of comments is the database's, and a first comment may have made the row
        meanwhile."""
        discussion: Discussion = super().save(commit=False)
        if commit:
            values = {name: getattr(discussion, name) for name in ("mode", "close_after_days")}
            discussion, _is_new = Discussion.objects.update_or_create(article=discussion.article, defaults=values)
        return discussion


class DiscussionInline(admin.StackedInline):
    """Seen and changed by whoever may do so with the article."""

    model = Discussion
    form = DiscussionForm
    can_delete = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What an editor began from goes along, so that one who changed nothing takes nothing back."""
        return super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article") or self._may_write(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request)

    def _may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article") or request.user.has_perm("articles.add_article")


admin.site.unregister(Article)


@admin.register(Article)
class ArticleWithDiscussionAdmin(ArticleAdmin):
    inlines = (*ArticleAdmin.inlines, DiscussionInline)  # type: ignore[assignment]
    list_display = (*ArticleAdmin.list_display, "comment_count")
    list_select_related = (*ArticleAdmin.list_select_related, "discussion")

    @admin.display(description=_("comments"))
    def comment_count(self, article: Article) -> int:
        """Most articles have no row before their first comment."""
        discussion: Discussion | None = getattr(article, "discussion", None)
        return discussion.total if discussion else 0
