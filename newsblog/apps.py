from django.apps import AppConfig
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class NewsblogConfig(AppConfig):
    name = "newsblog"

    def ready(self) -> None:
        from .login import ThrottledLoginForm

        admin.site.login_form = ThrottledLoginForm
        admin.site.site_header = admin.site.site_title = _("Newsblog editors")
        admin.site.index_title = _("Overview")
