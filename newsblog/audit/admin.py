"""The log, to be read: by event, person and time."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .events import EVENTS
from .export import CsvExport
from .models import Entry

NOBODY = "0"


class BoundedPaginator(Paginator):
    """Counts no further than ``MOST``; what is behind is found by filters."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        return cast("QuerySet[Any]", self.object_list).order_by()[: self.MOST].count()


class EventFilter(admin.SimpleListFilter):
    """By kinds of events, which are few; the address takes the name of a single event too."""

    KINDS = {
        "logins": (gettext_lazy("logins"), ("login", "logout", "session.ended")),
        "failures": (gettext_lazy("failed logins"), ("login.failed", "login.code_failed")),
        "factors": (gettext_lazy("passwords and second factors"), ("password.", "second_factor.", "passkey.")),
        "accounts": (gettext_lazy("accounts and groups"), ("account.", "group.")),
        "articles": (gettext_lazy("articles"), ("article.",)),
        "comments": (pgettext_lazy("log entry", "moderation"), ("comment.",)),
        "settings": (gettext_lazy("settings"), ("settings.",)),
        "records": (gettext_lazy("records"), ("record.",)),
        "exports": (gettext_lazy("exports"), ("export.",)),
    }
    title = gettext_lazy("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _names) in self.KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        if not value:
            return queryset
        _label, names = self.KINDS.get(value, ("", (value,)))
        chosen = Q(event__in=names)
        for name in names:
            chosen |= Q(event__startswith=name) if name.endswith(".") else Q()
        return queryset.filter(chosen)


class PersonFilter(admin.SimpleListFilter):
    """All of the staff, not only those who are in the log, which would have to be looked for in it."""

    title = gettext_lazy("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [(NOBODY, _("nobody, or the site itself")), *((str(user.pk), user.get_username()) for user in staff)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        if value == NOBODY:
            return queryset.filter(actor_id=None)
        return queryset.filter(actor_id=int(value)) if value and value.isdecimal() and len(value) < 10 else queryset


@admin.register(Entry)
class EntryAdmin(CsvExport):
    list_display = ("moment", "what", "who", "about_link", "detail", "network")
    list_display_links = None
    list_filter = (EventFilter, PersonFilter, "at")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # which would count all of it
    paginator = BoundedPaginator
    search_fields = ("actor_name", "about_name", "detail")
    search_help_text = gettext_lazy("A person, a thing, or a word of the details")
    ordering = ("-id",)
    actions = None
    export_name = "audit"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("time"), ordering="at")
    def moment(self, row: Entry) -> str:
        return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("event"), ordering="event")
    def what(self, row: Entry) -> str:
        return row.label

    @admin.display(description=gettext_lazy("person"))
    def who(self, row: Entry) -> str:
        return row.actor_name or "–"

    @admin.display(description=pgettext_lazy("log entry", "about"))
    def about_link(self, row: Entry) -> SafeString | str:
        """A link to what it was about; what is gone meanwhile says so on a page of its own."""
        try:
            app, model = row.about_type.split(".")
            address = reverse(f"admin:{app}_{model}_change", args=[row.about_id])
        except (ValueError, NoReverseMatch):
            return row.about_name or "–"
        if not row.about_id or row.event.endswith(".deleted"):
            return row.about_name or "–"
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, row.about_name)

    def export_heads(self) -> list[str]:
        fields = ("at", "event", "event", "actor_name", "about_type", "about_id", "about_name", "detail", "network")
        heads = [str(cast("Any", Entry._meta.get_field(name)).verbose_name) for name in fields]
        heads[2] = _("name of the event")  # which is the same in every language
        return heads

    def export_rows(self, rows: Iterable[Entry]) -> Iterator[list[str]]:
        # The rows leave after the request has: language and zone are those of now.
        labels, zone = {name: str(label) for name, label in EVENTS.items()}, timezone.get_current_timezone()
        return (
            [
                row.at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
                labels.get(row.event, row.event),
                row.event,
                row.actor_name,
                row.about_type,
                row.about_id,
                row.about_name,
                row.detail,
                row.network,
            ]
            for row in rows
        )
