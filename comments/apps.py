from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("comments")

    def ready(self) -> None:
        from .moderation import group, words

        post_migrate.connect(group.ensure_group, sender=self, dispatch_uid="comments.group")
        words.watch()
