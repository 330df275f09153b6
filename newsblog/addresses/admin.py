"""The desk of missing addresses, and the redirects that were made there."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect as redirect_to
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.records import ReadOnlyAdmin
from articles.editor import signed_in

from . import similar, targets
from .forms import LeadForm, RedirectForm
from .models import MissingAddress, Redirect
from .referrers import link

DESK = "admin:addresses_missingaddress_changelist"
REDIRECTS = "admin:addresses_redirect_changelist"


def may_lead(request: HttpRequest) -> bool:
    """Whether somebody may redirect missing addresses: that makes redirects, and changes those that led there."""
    return request.user.has_perms(("addresses.add_redirect", "addresses.change_redirect"))


class Desk(ChangeList):
    """The list of missing addresses; each row of the page knows the article that is most like it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        best = similar.best_for(row.path for row in rows)
        for row in rows:
            row.best = best[row.path]
            row.filters = self.preserved_filters
        self.result_list = rows


@admin.register(MissingAddress)
class MissingAddressAdmin(ReadOnlyAdmin):
    """What readers asked for in vain; each row leads somewhere or is dismissed with one click."""

    list_display = ("address", "count", "last_seen", "asked_from", "what_to_do")
    list_display_links = None
    list_per_page = 50
    search_fields = ("path",)
    fields = ("path", "count", "first_seen", "last_seen", "asked_from")
    actions = ("dismiss_selected",)

    class Media:
        css = {"all": ("addresses/desk.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[MissingAddress]:
        return MissingAddress.objects.unanswered()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Desk

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": _("Missing addresses")})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/lead/", view(self.lead), name="addresses_missingaddress_lead"),
            path("<int:pk>/dismiss/", view(self.dismiss), name="addresses_missingaddress_dismiss"),
        ]
        return own + super().get_urls()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_lead(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_lead(request)

    @admin.display(description=gettext_lazy("address"), ordering="path")
    def address(self, row: MissingAddress) -> SafeString:
        return format_html('<bdi class="desk-address">{}</bdi>', str(row))

    @admin.display(description=gettext_lazy("asked from"))
    def asked_from(self, row: MissingAddress) -> SafeString:
        return format_html_join(
            "", '<div class="desk-place">{} × {}</div>', ((link(place), number) for place, number in row.places)
        )

    @admin.display(description=gettext_lazy("what to do"))
    def what_to_do(self, row: Any) -> SafeString:
        """Buttons of the form that the whole list is in, each with an address of its own."""
        lead, dismiss = (
            add_preserved_filters(
                {"preserved_filters": row.filters, "opts": self.opts},
                reverse(f"admin:addresses_missingaddress_{verb}", args=[row.pk]),
            )
            for verb in ("lead", "dismiss")
        )
        button = '<button class="button desk-button" type="submit" formaction="{}" name="target" value="{}">{}</button>'
        best = format_html_join(
            "", button, ((lead, article.get_absolute_url(), _label(article)) for article in row.best)
        )
        other, away = _("Redirect to another address…"), _("Dismiss")
        return format_html(
            '<div class="desk-buttons">{}<a class="button desk-button" href="{}" aria-label="{}">{}</a>'
            '<button class="button desk-button" type="submit" formaction="{}" aria-label="{}">{}</button></div>',
            best,
            *(lead, f"{other} {row}", other),
            *(dismiss, f"{away} {row}", away),
        )

    @admin.action(description=gettext_lazy("Dismiss the selected addresses"), permissions=["view"])
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet[MissingAddress]) -> None:
        number, _rows = queryset.delete()
        words = ngettext("%(number)d address was dismissed.", "%(number)d addresses were dismissed.", number)
        self.message_user(request, words % {"number": number}, messages.SUCCESS)

    def lead(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Redirect an address to ``target``, or ask for one."""
        row = self._row(request, pk)
        if row is None:
            return self._back(request)
        form = LeadForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and (made := form.lead(row.path, signed_in(request))):
            self.message_user(request, _made(made, row), messages.SUCCESS)
            return self._back(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Redirect a missing address"),
            "opts": self.opts,
            "row": row,
            "form": form,
            "back": self._list_address(request),
        }
        return TemplateResponse(request, "addresses/lead.html", context)

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take an address from the desk, until it is asked for again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if row := self._row(request, pk):
            row.delete()
            self.message_user(request, _("%(address)s was dismissed.") % {"address": row}, messages.SUCCESS)
        return self._back(request)

    def _row(self, request: HttpRequest, pk: int) -> MissingAddress | None:
        """A row of the desk; None, with a word, when somebody else was faster."""
        if not may_lead(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            self.message_user(request, _("This address is not on the desk any more."), messages.WARNING)
        return row

    def _list_address(self, request: HttpRequest) -> str:
        """The list as it was filtered, sorted and turned to a page."""
        filters: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return add_preserved_filters(filters, reverse(DESK))

    def _back(self, request: HttpRequest) -> HttpResponse:
        return redirect_to(self._list_address(request))


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Redirects are made, changed and undone; each undone one is a missing address again."""

    form = RedirectForm
    list_display = ("path_shown", "target_shown", "hits", "created_at", "user")
    list_select_related = ("user",)
    search_fields = ("path", "target")
    actions = ("undo_selected",)

    class Media:
        css = {"all": ("addresses/desk.css",)}

    def get_urls(self) -> list[URLPattern]:
        undo = path("<int:pk>/undo/", self.admin_site.admin_view(self.undo), name="addresses_redirect_undo")
        return [undo, *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_display, "undo_button") if self.has_change_permission(request) else self.list_display

    def get_fields(self, request: HttpRequest, obj: Redirect | None = None) -> tuple[str, ...]:
        return ("path_shown", "target", "hits", "created_at", "user") if obj else ("path", "target")

    def get_readonly_fields(self, request: HttpRequest, obj: Redirect | None = None) -> tuple[str, ...]:
        return ("path_shown", "hits", "created_at", "user") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Undoing is the one way."""
        return False

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        obj.pk = Redirect.objects.lead(obj.path, obj.target, signed_in(request)).pk

    @admin.display(description=gettext_lazy("path"), ordering="path")
    def path_shown(self, row: Redirect) -> SafeString:
        return format_html('<bdi class="desk-address">{}</bdi>', str(row))

    @admin.display(description=gettext_lazy("leads to"), ordering="target")
    def target_shown(self, row: Redirect) -> SafeString:
        words = targets.shown(targets.unquoted(row.target))
        return format_html('<a class="desk-address" href="{}"><bdi>{}</bdi></a>', row.target, words)

    @admin.display(description=gettext_lazy("undo"))
    def undo_button(self, row: Redirect) -> SafeString:
        return format_html(
            '<button class="button desk-button" type="submit" formaction="{}" aria-label="{}">{}</button>',
            reverse("admin:addresses_redirect_undo", args=[row.pk]),
            f"{_('Undo')} {row}",
            _("Undo"),
        )

    @admin.action(description=gettext_lazy("Undo the selected redirects"), permissions=["change"])
    def undo_selected(self, request: HttpRequest, queryset: QuerySet[Redirect]) -> None:
        for redirect in queryset:
            redirect.undo()
        number = len(queryset)
        words = ngettext("%(number)d redirect was undone.", "%(number)d redirects were undone.", number)
        self.message_user(request, words % {"number": number}, messages.SUCCESS)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to undo a redirect, and undo it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        to_desk = request.GET.get("back") == "desk" and may_lead(request)
        back = reverse(DESK if to_desk else REDIRECTS)
        redirect = Redirect.objects.filter(pk=pk).first()
        if redirect is None:
            self.message_user(request, _("This redirect was undone already."), messages.WARNING)
            return redirect_to(back)
        if request.method == "POST":
            redirect.undo()
            words = _("The redirect of %(address)s was undone.") % {"address": redirect}
            self.message_user(request, words, messages.SUCCESS)
            return redirect_to(back)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Undo a redirect"),
            "opts": self.opts,
            "redirect": redirect,
            "target": targets.shown(targets.unquoted(redirect.target)),
            "back": back,
        }
        return TemplateResponse(request, "addresses/undo.html", context)


def _label(article: Any) -> str:
    return _("Redirect to “%(title)s”") % {"title": Truncator(article.title).chars(40)}


def _made(redirect: Redirect, row: MissingAddress) -> SafeString:
    return format_html(
        '{} <a href="{}?back=desk">{}</a>',
        _("%(address)s leads to %(target)s now.")
        % {"address": row, "target": targets.shown(targets.unquoted(redirect.target))},
        reverse("admin:addresses_redirect_undo", args=[redirect.pk]),
        _("Undo"),
    )
