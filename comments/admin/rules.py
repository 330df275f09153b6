"""What moderators know beforehand: rules for visitors, and the list of words."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect as redirect_to
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.editor import signed_in
from articles.search.folding import fold
from comments.models import VisitorRule, Word
from comments.moderation import words

from .forms import WordFileForm, WordForm

LIST = "admin:comments_word_changelist"


@admin.register(VisitorRule)
class VisitorRuleAdmin(admin.ModelAdmin):
    list_display = ("value", "kind", "effect", "note", "expires_at", "created_by", "created_at")
    list_filter = ("effect", "kind")
    list_select_related = ("created_by",)
    list_per_page = 50
    search_fields = ("value", "note")
    fields = ("kind", "value", "effect", "note", "expires_at")

    def save_model(self, request: HttpRequest, obj: VisitorRule, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = signed_in(request)
        super().save_model(request, obj, form, change)


@admin.register(Word)
class WordAdmin(admin.ModelAdmin):
    """The list may have tens of thousands of words, so nothing here loads all of them."""

    form = WordForm
    list_display = ("text", "effect")
    list_filter = ("effect",)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("folded",)
    actions = ("remove_selected",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.take_file), name="comments_word_import"),
            path("remove/", view(self.remove_all), name="comments_word_remove"),
        ]
        return own + super().get_urls()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Word], search_term: str
    ) -> tuple[QuerySet[Word], bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        found = super().get_actions(request, action_location)
        found.pop("delete_selected", None)  # it loads and lists every word
        return found

    @admin.action(description=gettext_lazy("Remove the selected words"), permissions=["delete"])
    def remove_selected(self, request: HttpRequest, queryset: QuerySet[Word]) -> None:
        self._tell_removed(request, words.remove(queryset))

    def take_file(self, request: HttpRequest) -> HttpResponse:
        """Add the words of a file, and say what became of each line."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = WordFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
        done = form.cleaned_data["file"] if is_sent and form.is_valid() else None
        context = self._context(request, _("Import words")) | {"form": form, "done": done}
        return TemplateResponse(request, "admin/comments/word_import.html", context, status=400 if form.errors else 200)

    def remove_all(self, request: HttpRequest) -> HttpResponse:
        """Ask whether to empty the list, and empty it."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._tell_removed(request, words.remove(Word.objects.all()))
            return redirect_to(reverse(LIST))
        context = self._context(request, _("Remove all words")) | {"number": Word.objects.count()}
        return TemplateResponse(request, "admin/comments/word_remove.html", context)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "list": reverse(LIST)}

    def _tell_removed(self, request: HttpRequest, number: int) -> None:
        words = ngettext("%(number)d word was removed.", "%(number)d words were removed.", number)
        self.message_user(request, words % {"number": number}, messages.SUCCESS)
