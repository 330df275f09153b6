"""What the log calls the things that happen. A name that is not here is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, str | Promise] = {
    "login": _("logged in"),
    "login.failed": _("login failed"),
    "login.code_failed": _("wrong code"),
    "logout": _("logged out"),
    "session.ended": _("login ended"),
    "password.changed": _("password changed"),
    "second_factor.set": _("second factor set up"),
    "second_factor.removed": _("second factor removed"),
    "second_factor.reset": _("second factor reset"),
    "second_factor.codes": _("new recovery codes"),
    "passkey.added": _("passkey added"),
    "passkey.removed": _("passkey removed"),
    "account.created": _("account created"),
    "account.changed": _("account changed"),
    "account.deleted": _("account deleted"),
    "group.created": _("group created"),
    "group.changed": _("group changed"),
    "group.deleted": _("group deleted"),
    "article.submitted": _("article submitted"),
    "article.published": _("article published"),
    "article.scheduled": _("article scheduled"),
    "article.withdrawn": _("article withdrawn"),
    "article.deleted": _("article deleted"),
    "article.restored": _("article restored"),
    "settings.changed": _("settings changed"),
    "record.added": _("record added"),
    "record.changed": _("record changed"),
    "record.deleted": _("record deleted"),
    "export.made": _("exported"),
}
