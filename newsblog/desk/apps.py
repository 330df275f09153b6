from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    default = True
    name = "newsblog.desk"
    label = "desk"
    verbose_name = _("Overview")

    def ready(self) -> None:
        from articles.signals import moved

        from . import letters

        moved.connect(letters.tell, dispatch_uid="desk.letters")


class DeskAdminConfig(admin.AdminConfig):
    """Django's admin, with the site's own first screen."""

    default = False
    default_site = "newsblog.desk.site.DeskSite"
