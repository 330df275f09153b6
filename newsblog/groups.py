"""The groups of the site's staff, from those who write to those who may do everything but be superusers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions

ALL = ("add", "change", "delete", "view")
WRITE = ("add", "change", "view")


def _each(app: str, verbs: Iterable[str], *models: str) -> Iterator[str]:
    return (f"{app}.{verb}_{model}" for model in models for verb in verbs)


WRITERS = {
    *_each("articles", WRITE, "article", "image"),
    *_each("articles", ALL, "relatedlink"),
    *_each("articles", ("add", "view"), "tag", "imagetag"),
    *_each("articles", ("view",), "author", "category", "revision"),
}
EDITORS = {
    *WRITERS,
    "articles.publish_article",
    *_each(
        "articles",
        ALL,
        "article",
        "author",
        "category",
        "correction",
        "image",
        "imagetag",
        "relatedlink",
        "slugredirect",
        "tag",
    ),
    *_each("addresses", ALL, "missingaddress", "redirect"),
    "articles.view_articleviews",
    "comments.view_comment",
}
MODERATORS = {
    "comments.view_comment",
    "comments.moderate_comment",
    "comments.view_decision",
    *_each("comments", ALL, "visitorrule", "word"),
}
ADMINISTRATORS = {
    *EDITORS,
    *MODERATORS,
    *_each("site", ("change", "view"), "sitesettings"),
    *_each("auth", ALL, "user"),
    "auth.view_group",
    "audit.view_entry",
    *_each("queue", ("change", "view"), "job"),
    *_each("mail", ("change", "view"), "outgoingmail"),
}
GROUPS = {
    "Writers": WRITERS,
    "Editors": EDITORS,
    "Moderators": MODERATORS,
    "Administrators": ADMINISTRATORS,
}


def ensure_groups(using: str, **_kwargs: Any) -> None:
    """Make the groups that are missing. One that is there belongs to whoever changed it.

    Called after each migration of the database.
    """
    from django.contrib.auth.models import Group, Permission

    there = set(Group.objects.using(using).filter(name__in=GROUPS).values_list("name", flat=True))
    if there == GROUPS.keys():
        return
    for label in {permission.partition(".")[0] for permission in ADMINISTRATORS}:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)  # whose own turn may come later
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name in GROUPS.keys() - there:
        group = Group.objects.using(using).create(name=name)
        group.permissions.set(known[permission] for permission in GROUPS[name])


def give(apps: Any, using: str, group: str, permission: str) -> None:
    """For a migration that brings a new permission: give it, once, to a group that is there already. A group that is
    made later has it anyway, and one without it, later, is as the operator wants it."""
    label, codename = permission.split(".")
    verb, model = codename.split("_")
    group_there = apps.get_model("auth", "Group").objects.using(using).filter(name=group).first()
    if group_there is None:
        return
    types, permissions = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    kind, _is_new = types.objects.using(using).get_or_create(app_label=label, model=model)
    named = {"defaults": {"name": f"Can {verb} {apps.get_model(label, model)._meta.verbose_name}"}}
    given, _is_new = permissions.objects.using(using).get_or_create(content_type=kind, codename=codename, **named)
    group_there.permissions.add(given)
