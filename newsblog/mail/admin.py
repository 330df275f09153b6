from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from . import tasks
from .models import OutgoingMail


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (
            ("waiting", pgettext_lazy("job", "waiting")),
            ("going", _("going out now")),
            ("sent", _("sent")),
            ("failed", _("failed")),
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions: dict[str | None, dict[str, Any]] = {
            "waiting": {"sent_at": None, "failed_at": None, "handed_over_at": None},
            "going": {"sent_at": None, "failed_at": None, "handed_over_at__isnull": False},
            "sent": {"sent_at__isnull": False},
            "failed": {"failed_at__isnull": False, "sent_at": None},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin):
    """What became of each mail; nobody writes one here."""

    list_display = ("subject", "to", "created_at", "sent_at", "failed_at", "attempts", "error")
    list_filter = (StateFilter,)
    search_fields = ("to", "subject")
    fields = ("to", "subject", "text", "created_at", "attempts", "sent_at", "failed_at", "error")
    readonly_fields = fields
    actions = ("send_again",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.change_outgoingmail")

    @admin.action(description=_("Send the selected mails again, if they failed"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        keys = list(queryset.exclude(failed_at=None).values_list("pk", flat=True))
        with transaction.atomic():
            failed = OutgoingMail.objects.filter(pk__in=keys)
            failed.update(failed_at=None, handed_over_at=None, attempts=0, error="")
            for key in keys:
                tasks.deliver.defer(mail_id=key)
        words = ngettext("%(number)s mail will be sent again.", "%(number)s mails will be sent again.", len(keys))
        self.message_user(request, words % {"number": len(keys)}, messages.SUCCESS)
