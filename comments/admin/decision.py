"""The log of moderation: to be read, and to undo from."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.records import ReadOnlyAdmin
from articles.editor import signed_in
from comments.models import Decision
from comments.moderation import decisions
from newsblog.audit.export import CsvExport

from .pages import BoundedPaginator
from .permissions import SeenByModerators, may_decide

NOBODY = "0"


class ActorFilter(admin.SimpleListFilter):
    """By person: all of the staff, not only those who are in the log, which would have to be looked for in it."""

    title = gettext_lazy("moderator")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [(NOBODY, _("the site or the writer")), *((str(user.pk), str(user)) for user in staff)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        value = self.value()
        if value == NOBODY:
            return queryset.filter(actor=None)
        return queryset.filter(actor=int(value)) if value and value.isdecimal() and len(value) < 10 else queryset


@admin.register(Decision)
class DecisionAdmin(SeenByModerators, CsvExport, ReadOnlyAdmin):
    list_display = ("created_at", "who", "verb", "comment_link", "change", "note", "what_to_do")
    list_display_links = None
    list_filter = (ActorFilter, "verb", "created_at")
    list_select_related = ("actor", "comment")
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    search_fields = ("public_id__exact",)
    search_help_text = gettext_lazy("The id of a comment")
    ordering = ("-id",)
    actions = ("undo_selected",)

    class Media:
        css = {"all": ("css/admin-moderation.css",)}

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        return super().get_actions(request, action_location) if may_decide(request) else {}

    def export_heads(self) -> list[str]:
        fields = ("created_at", "actor", "verb", "public_id", "before", "after", "note")
        return [str(cast("Any", Decision._meta.get_field(name)).verbose_name) for name in fields]

    def export_rows(self, rows: Iterable[Decision]) -> Iterator[list[str]]:
        zone, nobody = timezone.get_current_timezone(), _("the site or the writer")
        return (
            [
                row.created_at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
                str(row.actor) if row.actor else nobody,
                row.verb,
                row.public_id,
                row.before,
                row.after,
                row.note,
            ]
            for row in rows
        )

    @admin.display(description=gettext_lazy("moderator"))
    def who(self, row: Decision) -> str:
        return str(row.actor) if row.actor else _("the site or the writer")

    @admin.display(description=gettext_lazy("comment"))
    def comment_link(self, row: Decision) -> SafeString | str:
        if row.comment is None:
            return row.public_id
        address = reverse("admin:comments_comment_change", args=[row.comment_id])
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', address, str(row.comment) if row.comment.body else row.public_id
        )

    @admin.display(description=gettext_lazy("change"))
    def change(self, row: Decision) -> str:
        before, after = row.get_before_display(), row.get_after_display()
        return f"{before} → {after}" if before != after else after

    @admin.display(description=gettext_lazy("undo"))
    def what_to_do(self, row: Decision) -> SafeString | str:
        """A button of the form that the whole list is in, with an address of its own."""
        if row.undone_at:
            return _("undone")
        if row.comment is None or not decisions.is_undoable(row):
            return ""
        return format_html(
            '<button class="button" formaction="{}" name="decision" value="{}" aria-label="{}">{}</button>',
            reverse("admin:comments_comment_undo"),
            row.pk,
            f"{_('Undo')}: {row}",
            _("Undo"),
        )

    @admin.action(description=gettext_lazy("Undo the selected decisions"), permissions=["view"])
    def undo_selected(self, request: HttpRequest, queryset: QuerySet[Decision]) -> None:
        undone = followed = 0
        for decision in queryset.order_by("-pk"):
            try:
                decisions.undo(decision, signed_in(request))
                undone += 1
            except (decisions.FollowedError, decisions.NotUndoableError):
                followed += 1
        words = ngettext("%(number)d decision was undone.", "%(number)d decisions were undone.", undone)
        self.message_user(request, words % {"number": undone}, messages.SUCCESS if undone else messages.WARNING)
        if followed:
            words = ngettext(
                "%(number)d could not be undone: something was decided about the comment since, or it was erased.",
                "%(number)d could not be undone: something was decided about the comments since, or they were erased.",
                followed,
            )
            self.message_user(request, words % {"number": followed}, messages.WARNING)
