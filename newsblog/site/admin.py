from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .models import SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row, so its list leads straight to it."""

    fieldsets = (
        (None, {"fields": ("name", "tagline", "about", "footer")}),
        (_("Articles"), {"fields": ("notice", "related_count", "page_size")}),
        (
            _("comments"),
            {
                "fields": (
                    "comments_open",
                    "comments_close_after_days",
                    "moderation",
                    "reports_to_hide",
                    "moderation_mail",
                    "akismet_key",
                    "comment_hint",
                )
            },
        ),
        (_("Search engines"), {"fields": ("indexnow",)}),
        (_("Security"), {"fields": ("require_second_factor",)}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:site_sitesettings_change", SiteSettings.ONLY)
