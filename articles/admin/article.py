"""Writing articles."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.editor import signed_in
from articles.flow import MOVES_TO_READERS, Move, may_pin, may_write, offered
from articles.health import blocking
from articles.history.bin import binned
from articles.models import Article, Correction
from articles.signals import assigned
from articles.writing import drafts
from articles.writing.widget import WritingWidget

from . import bin_page, collision, health, history, moving, notes, previews, related
from .article_list import ArticleList
from .assignee import AssigneeSelect
from .related import RelatedLinkInline

PUBLIC_STATES = {Article.Status.SCHEDULED, Article.Status.PUBLISHED, Article.Status.WITHDRAWN}


class ToTheSecond(AdminSplitDateTime):
    """A time with its seconds, which the formats of some languages leave out, and saving would take away."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M:%S"


class ArticleForm(forms.ModelForm):
    """An article, with the version that the editor began from."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    do = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=Move)
    change_at = forms.SplitDateTimeField(label=_("from then on"), widget=ToTheSecond, required=False)
    editor: User

    class Meta:
        model = Article
        fields = ()  # named by the fieldsets of ArticleAdmin
        widgets = {"body": WritingWidget, "assignee": AssigneeSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        for name in collision.UNKEPT & self.fields.keys():
            self.fields[name].show_hidden_initial = True
        if "pinned" in self.fields:
            self.fields["pinned"].disabled = not may_pin(self.editor)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk:
            self._check_version(cleaned.get("seen_version"))
        if move := cleaned.get("do"):
            self._check_move(Move(move), cleaned)
        return cleaned

    def _post_clean(self) -> None:
        """With what must be mended before readers may see the article, where it is sent to them."""
        super()._post_clean()  # type: ignore[misc]
        if self.cleaned_data.get("do") in MOVES_TO_READERS and not self.errors:
            for finding in blocking(self.instance):
                self.add_error(finding.field if finding.field in self.fields else None, finding.message)

    def _check_move(self, move: Move, cleaned: dict[str, Any]) -> None:
        """Say why an article can't go where it is sent, while there is still a form that keeps what was typed."""
        if move not in offered(self.instance, self.editor):
            raise ValidationError(_("You can't do this with the article as it is now."), code="move")
        moment = cleaned.get("change_at" if move == Move.CHANGE else "published_at")
        if move in {Move.SCHEDULE, Move.CHANGE} and not (moment and moment > timezone.now()):
            field = "change_at" if move == Move.CHANGE else "published_at"
            self.add_error(field, ValidationError(_("Please choose a time in the future."), code="past"))

    def _check_version(self, version: int | None) -> None:
        """What others saved was merged before; look once more, and keep the row locked until this save is done."""
        stored = Article.objects.select_for_update(of=("self",)).filter(pk=self.instance.pk).only("version").first()
        if stored is None or stored.version != version:
            raise ValidationError(
                _("Somebody else saved this article at the same moment. Nothing is lost: save once more."),
                code="conflict",
            )

    def clean_slug(self) -> str:
        """A deleted article keeps its slug as long as it can come back."""
        slug: str = self.cleaned_data["slug"]
        if holder := binned().filter(slug=slug).exclude(pk=self.instance.pk).first():
            words = _("“%(title)s” in the bin has this slug. Delete it for good, or choose another slug.")
            raise ValidationError(words, code="binned", params={"title": holder.title})
        return slug


class CorrectionInline(admin.TabularInline):
    model = Correction
    extra = 0
    fields = ("text", "made_at")
    verbose_name_plural = _("corrections, told to the readers")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What an editor began from goes along, so that one who changed nothing takes nothing back."""
        return super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)


@admin.register(Article)
class ArticleAdmin(ArticleList):
    form = ArticleForm
    delete_confirmation_template = "admin/articles/article/delete.html"
    autocomplete_fields = ("author", "user", "tags", "cover")
    formfield_overrides = {DateTimeField: {"widget": ToTheSecond}}
    inlines = (RelatedLinkInline, CorrectionInline)
    fieldsets = (
        (None, {"fields": ("title", "body", "seen_version"), "classes": ("writing",)}),
        (
            _("Publication"),
            {"fields": ("published_at", "withdraw_at", "updated_at", "slug", "pinned", "comments_open")},
        ),
        (_("Order"), {"fields": ("category", "tags", "author", "user", "assignee")}),
        (_("In lists"), {"fields": ("summary", "cover", "cover_alt")}),
        (_("Source"), {"fields": ("source_name", "source_url"), "classes": ("collapse",)}),
    )

    class Media:
        css = {
            "all": (
                "css/admin.css",
                "css/admin-writing-desk.css",
                "css/admin-related.css",
                "css/admin-article-list.css",
                "css/admin-aside.css",
            )
        }
        js = tuple(
            Script(f"js/admin/{name}.js", type="module") for name in ("presence", "related", "health", "words", "aside")
        )

    def get_form(self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = signed_in(request)
        return form

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or may_write(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or obj.status not in PUBLIC_STATES or self.has_publish_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).filter(binned_at=None)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        obj.move_to_bin(by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            if self.has_delete_permission(request, article):
                article.move_to_bin(by=signed_in(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        """Nothing is lost with an article that goes to the bin; each must be one that this person may delete."""
        refused = {str(one) for one in objs if not self.has_delete_permission(request, one)}
        return [str(article) for article in objs], {str(Article._meta.verbose_name_plural): len(objs)}, refused, []

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        go_on = super().changeform_view
        if request.method != "POST" or object_id is None:
            return drafts.tell(request, go_on(request, object_id, form_url, extra_context))
        if request.POST.get("do") == Move.CHANGE:
            return drafts.tell(
                request, moving.plan(self, request, object_id, partial(collision.save, self, go_on=go_on))
            )
        return drafts.tell(request, collision.save(self, request, object_id, go_on))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return history.revisions(self, request, object_id)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return moving.stay(self, request, obj) or super().response_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return moving.stay(self, request, obj) or super().response_add(request, obj, post_url_continue)

    def get_urls(self) -> list[Any]:
        own = path(
            "planned/<int:pk>/cancel/", self.admin_site.admin_view(moving.cancel), name="articles_planned_cancel"
        )
        return [
            own,
            *bin_page.urls(self),
            *related.urls(self),
            *health.urls(self),
            *history.urls(self),
            *previews.urls(self),
            *notes.urls(self),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Say where it went, and show the way there."""
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        words = _("“%(title)s” is in the bin for 30 days.") % {"title": obj_display}
        address = reverse("admin:articles_article_bin")
        self.message_user(request, format_html('{} <a href="{}">{}</a>', words, address, _("Bin")), messages.SUCCESS)
        filters: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(filters, reverse("admin:articles_article_changelist")))

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        """Only where there is something to see."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        if not change and obj.user is None:
            obj.user = signed_in(request)
        if change:
            history.keep_stored(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ArticleForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        article: Article = form.instance
        article.index()
        if move := form.cleaned_data.get("do"):
            moving.make(article, Move(move), signed_in(request))
        article.record_revision(signed_in(request))
        if article.assignee and article.assignee_id != form.initial.get("assignee"):
            assigned.send(Article, article=article, by=signed_in(request))
        drafts.forget(request, article)
