from django.apps import AppConfig, apps
from django.contrib import admin
from django.db.models.signals import post_migrate


class NewsblogConfig(AppConfig):
    name = "newsblog"

    def ready(self) -> None:
        from .groups import ensure_groups
        from .login import ThrottledLoginForm

        # Once after a migration, at any app's turn.
        post_migrate.connect(ensure_groups, sender=apps.get_app_config("site"), dispatch_uid="newsblog.groups")
        admin.site.login_form = ThrottledLoginForm
