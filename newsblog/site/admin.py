from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .forms import SiteSettingsForm
from .models import SiteSettings
from .preview import preview

COMMENTS = (
    "comments_open",
    "comments_close_after_days",
    "moderation",
    "reports_to_hide",
    "moderation_mail",
    "akismet_key",
    "comment_hint",
    "comments_page_size",
)


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row, so its list leads straight to it."""

    form = SiteSettingsForm
    fieldsets = (
        (_("The site"), {"fields": ("name", "tagline", "about")}),
        (_("Logo and icon"), {"fields": ("logo_file", "logo_with_name", "icon_file")}),
        (_("Colours"), {"fields": (("accent_light", "accent_dark"),)}),
        (_("Menu"), {"fields": ("menu",)}),
        (_("Beside the pages"), {"fields": ("sidebar_boxes", "box_title", "box_text")}),
        (_("Footer"), {"fields": ("footer", "icp_number", "police_number")}),
        (_("Articles"), {"fields": ("notice", ("related_count", "page_size"))}),
        (_("Comments"), {"fields": COMMENTS}),
        (_("Language and time"), {"fields": ("language", "languages", "time_zone")}),
        (_("Feeds"), {"fields": ("feed_full_text", "feed_size", "comment_feeds")}),
        (_("Search engines"), {"fields": ("robots", "robots_extra", "indexnow")}),
        (_("Security"), {"fields": ("require_second_factor",)}),
    )

    class Media:
        css = {"all": ("css/admin-settings.css",)}
        js = tuple(Script(f"js/admin/{name}.js", type="module") for name in ("rows", "colours", "zone", "site-preview"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:site_sitesettings_change", SiteSettings.ONLY)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Who saves at the same moment waits, and sees what was saved."""
        with transaction.atomic():
            if request.method == "POST":
                SiteSettings.objects.select_for_update().filter(pk=SiteSettings.ONLY).first()
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: SiteSettingsForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.taken:
            names = "、".join(str(form.fields[name].label) for name in form.taken)
            words = gettext("Somebody else saved the settings meanwhile. Both changes are in them now: %(fields)s")
            self.message_user(request, words % {"fields": names}, messages.INFO)

    def get_urls(self) -> list[Any]:
        @require_POST
        def view(request: HttpRequest) -> HttpResponse:
            return preview(self, request)

        return [path("preview/", self.admin_site.admin_view(view), name="site_preview"), *super().get_urls()]
