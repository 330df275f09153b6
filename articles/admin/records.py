"""What the site writes down by itself: to be looked at, not edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import RelatedLink, Revision, SlugRedirect


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("article", "number", "user", "created_at")
    list_select_related = ("article", "user")
    ordering = ("-created_at",)


@admin.register(SlugRedirect)
class SlugRedirectAdmin(admin.ModelAdmin):
    list_display = ("slug", "article", "created_at")
    list_select_related = ("article",)
    search_fields = ("slug", "article__title")
    autocomplete_fields = ("article",)


@admin.register(RelatedLink)
class RelatedLinkAdmin(admin.ModelAdmin):
    list_display = ("source", "target", "kind", "position")
    list_select_related = ("source", "target")
    list_filter = ("kind",)
    search_fields = ("source__title", "target__title")
    autocomplete_fields = ("source", "target")
