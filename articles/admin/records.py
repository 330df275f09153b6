"""What the site writes down by itself: to be looked at, not edited."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, RelatedLink, Revision, SlugRedirect
from articles.search.query import Query


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
    # By articles they can't be sorted without reading all of these.
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("source__title", "target__title")
    autocomplete_fields = ("source", "target")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RelatedLink], search_term: str
    ) -> tuple[QuerySet[RelatedLink], bool]:
        """Links at whose ends an article has the words in its title, one of the newest thousand of these."""
        query = Query.parse(search_term)
        if not query.asks_for_something:
            return queryset, False
        titles = Article.objects.filter(title_vector=query.expression).newest_hits()
        titled = list(titles.values_list("pk", flat=True)[:1000])
        return queryset.filter(Q(source__in=titled) | Q(target__in=titled)), False
