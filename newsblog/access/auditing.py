"""Writing into the audit log what Django tells of by itself: logins, accounts, groups, settings, and records of the
admin. Articles and comments write their own."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.decorators import action
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsblog import audit
from newsblog.site.models import SiteSettings

from .models import Login

User = get_user_model()
NAMES: dict[type[Model], str] = {User: "account", Group: "group", SiteSettings: "settings"}
WAYS = {
    "password": pgettext_lazy("login", "password"),
    "authenticator": pgettext_lazy("login", "authenticator"),
    "recovery": pgettext_lazy("login", "recovery code"),
    "passkey": pgettext_lazy("login", "passkey"),
}
# Articles have revisions and comments have decisions; these here are written down in other words already.
WITHOUT_RECORDS = {"articles.article", "comments.comment", *(model._meta.label_lower for model in NAMES)}


def connect() -> None:
    user_logged_in.connect(note_login, dispatch_uid="newsblog.access.login")
    user_logged_out.connect(note_logout, dispatch_uid="newsblog.access.logout")
    user_login_failed.connect(note_failure, dispatch_uid="newsblog.access.failure")
    for model in NAMES:
        pre_save.connect(look_before, sender=model, dispatch_uid=f"newsblog.access.before.{model.__name__}")
        post_save.connect(note_saved, sender=model, dispatch_uid=f"newsblog.access.saved.{model.__name__}")
        post_delete.connect(note_deleted, sender=model, dispatch_uid=f"newsblog.access.deleted.{model.__name__}")
    through: Any
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(note_members, sender=through, dispatch_uid=f"newsblog.access.{through.__name__}")
    post_save.connect(note_record, sender=LogEntry, dispatch_uid="newsblog.access.record")
    admin.site.add_action(delete_and_note, "delete_selected")


def note_login(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    ways = getattr(request, "logged_in_by", ())
    audit.note("login", by=user, detail=" + ".join(str(WAYS[way]) for way in ways), request=request)


def note_logout(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    if user is not None:
        audit.note("logout", by=user, request=request)


def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """People type passwords into the field of the name: a name is kept only when an account has it."""
    name = str(credentials.get(User.USERNAME_FIELD, ""))
    audit.note("login.failed", about=User.objects.filter(**{User.USERNAME_FIELD: name}).first(), request=request)


def look_before(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Remember which fields are about to change."""
    stored = None if raw or not instance.pk else type(instance)._default_manager.filter(pk=instance.pk).first()
    instance._stored_before = stored


def note_saved(instance: Any, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    stored = instance.__dict__.pop("_stored_before", None)
    if raw:
        return
    name = NAMES[type(instance)]
    if created and name != "settings":
        if name == "account" or audit.acting.get():  # the site's own groups are no news
            audit.note(f"{name}.created", about=instance)
        return
    if name == "account" and _has_new_password(instance, stored):
        Login.objects.end_all(instance)  # whoever changes the own password gets a new session right away
        audit.note("password.changed", about=instance)
    if changed := _changed(instance, stored):
        audit.note(f"{name}.changed", about=instance, detail=", ".join(changed))


def _has_new_password(user: Any, stored: Any) -> bool:
    """Not one that was only hashed anew, as it is at a login after an update; none at all counts too."""
    was_taken = stored is not None and stored.has_usable_password() and not user.has_usable_password()
    return user._password is not None or was_taken


def _changed(instance: Any, stored: Any) -> list[str]:
    """The names of the fields that differ; passwords are noted by themselves, and logins are no change."""
    fields = (field for field in instance._meta.concrete_fields if field.name not in {"password", "last_login"})
    return [
        str(field.verbose_name)
        for field in fields
        if stored is not None and getattr(stored, field.attname) != getattr(instance, field.attname)
    ]


def note_deleted(instance: Any, **_kwargs: Any) -> None:
    if (name := NAMES[type(instance)]) != "settings":
        audit.note(f"{name}.deleted", about=instance)


def note_members(instance: Any, action: str, model: Any, pk_set: set[Any] | None, **_kwargs: Any) -> None:
    """Groups and permissions given and taken by people; what the site sets up by itself is no news."""
    signs = {"post_add": "+", "post_remove": "−", "post_clear": "−"}
    if action not in signs or audit.acting.get() is None or (action != "post_clear" and not pk_set):
        return
    names = [str(row) for row in model.objects.filter(pk__in=pk_set or ())] or ["*"]
    detail = ", ".join(f"{signs[action]}{name}" for name in names)
    audit.note(f"{NAMES[type(instance)]}.changed", about=instance, detail=detail)


def note_record(instance: LogEntry, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """What somebody did by the forms of the admin."""
    if raw or not created or not instance.content_type_id:
        return
    kind = "{0.app_label}.{0.model}".format(ContentType.objects.get_for_id(instance.content_type_id))
    if kind in WITHOUT_RECORDS:
        return
    event = {ADDITION: "record.added", CHANGE: "record.changed"}.get(instance.action_flag, "record.deleted")
    thing = audit.Thing(kind, str(instance.object_id or ""), instance.object_repr)
    audit.note(event, about=thing, detail=instance.get_change_message())


@action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
def delete_and_note(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
    """Django's own action. It writes many lines of its own log at once, of which no signal tells."""
    rows = list(queryset) if request.POST.get("post") else []
    response = delete_selected(modeladmin, request, queryset)
    if response is None and len(rows) > 1 and modeladmin.opts.label_lower not in WITHOUT_RECORDS:
        for row in rows:
            audit.note("record.deleted", about=row, request=request)
    return response
