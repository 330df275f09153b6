from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    default = True
    name = "newsblog.desk"
    label = "desk"
    verbose_name = _("Overview")

    def ready(self) -> None:
        from articles.signals import assigned, moved, noted

        from . import letters, log, notices

        moved.connect(log.note, dispatch_uid="desk.log")
        moved.connect(letters.tell, dispatch_uid="desk.letters")
        assigned.connect(notices.tell_assignee, dispatch_uid="desk.assigned")
        noted.connect(notices.tell_of_note, dispatch_uid="desk.noted")


class DeskAdminConfig(admin.AdminConfig):
    """Django's admin, with the site's own first screen."""

    default = False
    default_site = "newsblog.desk.site.DeskSite"
