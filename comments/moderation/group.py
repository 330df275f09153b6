"""The group of those who moderate comments and do nothing else."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions

NAME = "Moderators"
PERMISSIONS = (
    "view_comment",
    "moderate_comment",
    "view_decision",
    *(f"{verb}_{model}" for model in ("visitorrule", "word") for verb in ("add", "change", "delete", "view")),
)


def ensure_group(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the group where it is missing. One that is there belongs to whoever changed it."""
    from django.contrib.auth.models import Group, Permission

    if Group.objects.using(using).filter(name=NAME).exists():
        return
    create_permissions(using=using, **kwargs)  # Django's own turn comes later
    group, _is_new = Group.objects.using(using).get_or_create(name=NAME)
    found = Permission.objects.using(using).filter(content_type__app_label=sender.label, codename__in=PERMISSIONS)
    group.permissions.set(found)
