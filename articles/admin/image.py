"""The library of pictures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.forms import Script
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.editor import signed_in
from articles.images import renditions, tasks
from articles.models import FormerFile, Image, ImageTag, ImageUse
from articles.models.image import ImageQuerySet
from articles.rebuilding import rebuild

from . import image_upload
from .image_filters import BoundedPaginator, TagFilter, UploaderFilter, UseFilter, WordsFilter
from .image_forms import ImageActionForm, ImageForm, NewImageForm

MOST_USES = 50


@admin.register(ImageTag)
class ImageTagAdmin(admin.ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    form = ImageForm
    list_display = ("thumbnail", "words", "facts", "uses")
    list_filter = (WordsFilter, UseFilter, TagFilter, UploaderFilter, "created_at")
    list_per_page = 60
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # which would count all of it
    search_fields = ("alt",)  # by Image.objects.matching
    search_help_text = _("Words of the description, the credit, the tags or the file name")
    autocomplete_fields = ("tags",)
    action_form = ImageActionForm
    actions = ("delete_selected", "add_tag", "remove_tag", "make_missing")
    readonly_fields = ("used_in", "address", "picker", "facts", "former")
    fieldsets = (
        (None, {"fields": ("alt", "credit", "tags", "used_in", "address")}),
        (_("Focal point"), {"fields": ("picker", ("focal_x", "focal_y"))}),
        (_("File"), {"fields": ("facts", "replacement", "former")}),
    )

    class Media:
        css = {"all": ("css/admin-pictures.css",)}
        js = (
            Script("js/admin/pictures/focal.js", type="module"),
            Script("js/admin/pictures/upload.js", type="module"),
        )

    # The library

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A year can be beyond the calendar; the filter compares moments."""
        return "__year" not in lookup and "__iso_year" not in lookup and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> ImageQuerySet:
        rows: Any = super().get_queryset(request)
        return rows.with_number_of_uses()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"tags": ImageTag.objects.all()[:500], **(extra_context or {})})

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> SafeString:
        thumb = image.thumb
        return format_html('<img src="{}" alt="{}" width="240" height="168" loading="lazy">', thumb.src, str(image))

    @admin.display(description=_("alternative text"), ordering="alt")
    def words(self, image: Image) -> SafeString | str:
        if image.alt:
            return image.alt
        return format_html('<span class="picture-lacks">{}</span>', gettext("no alternative text"))

    @admin.display(description=_("file"), ordering="created_at")
    def facts(self, image: Image) -> SafeString:
        return render_to_string("admin/articles/image/facts.html", {"image": image})

    @admin.display(description=_("uses"))
    def uses(self, image: Image) -> str:
        number = image.number_of_uses
        return ngettext("used once", "used %(number)d times", number) % {"number": number} if number else "–"

    # One picture

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request: view(self, request))

        return [
            path("upload/", page(image_upload.upload), name="articles_image_upload"),
            path("words/", page(image_upload.words), name="articles_image_words"),
            path("former/<int:pk>/", self.admin_site.admin_view(self.former_file), name="articles_image_former"),
            *super().get_urls(),
        ]

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": NewImageForm, "fields": None}
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.uploaded_by = form.editor = signed_in(request)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("file", "alt", "credit")}),)
        return self.fieldsets if self.has_change_permission(request, obj) else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """A new one, and another file, were stored by the form."""
        if change and {"alt", "credit"} & set(form.changed_data):
            obj.save(update_fields=["alt", "credit"])
            rebuild(obj.articles_with_it_in_their_text())  # they show its words and its credit

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def response_add(self, request: HttpRequest, obj: Image, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST or getattr(obj, "is_new", True):
            return super().response_add(request, obj, post_url_continue)
        messages.warning(request, image_upload.already_there(obj))
        return HttpResponseRedirect(reverse("admin:articles_image_change", args=[obj.pk]))

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        image = super().save_form(request, form, change)
        image.is_new = getattr(form, "is_new", False)
        return image

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_addition(request, obj, message) if obj.is_new else None

    def response_change(self, request: HttpRequest, obj: Image) -> HttpResponse:
        """Whoever exchanged the file wants to see what came of it."""
        if "restore" in request.POST or request.FILES:
            messages.success(request, gettext("The picture has another file now."))
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    def former_file(self, request: HttpRequest, pk: int) -> FileResponse:
        """A file that was replaced; readers don't get it any more."""
        former = get_object_or_404(FormerFile, pk=pk)
        if not self.has_change_permission(request, former.image):
            raise Http404
        try:
            return FileResponse(default_storage.open(former.original))
        except OSError:
            raise Http404 from None

    @admin.display(description=_("in Markdown"))
    def address(self, image: Image) -> str:
        return f"![{image.alt}]({image.markdown_address})"

    @admin.display(description=_("used in"))
    def used_in(self, image: Image) -> SafeString | str:
        rows = list(_uses_of([image])[: MOST_USES + 1])
        context = {"uses": rows[:MOST_USES], "more": len(rows) > MOST_USES}
        return render_to_string("admin/articles/image/uses.html", context)

    @admin.display(description=_("what matters"))
    def picker(self, image: Image) -> SafeString:
        width, height = renditions.THUMBNAILS[-1]
        crop_width = min(image.width, image.height * width / height)
        crop_height = crop_width * height / width
        x, y = (image.width - crop_width) * image.focal_x, (image.height - crop_height) * image.focal_y
        context = {
            "image": image,
            "full": image.full,
            "crop": f"{x:.1f} {y:.1f} {crop_width:.1f} {crop_height:.1f}",
            "ratio": f"{width / height:.6f}",
            "at": (f"{image.width * image.focal_x:.1f}", f"{image.height * image.focal_y:.1f}"),
            "radius": f"{max(image.width, image.height) / 40:.1f}",
        }
        return render_to_string("admin/articles/image/focal.html", context)

    @admin.display(description=_("earlier files"))
    def former(self, image: Image) -> SafeString | str:
        rows = image.former_files.select_related("replaced_by")
        return render_to_string("admin/articles/image/former.html", {"former_files": rows}) if rows else "–"

    # What is done with many

    def tag_called(self, request: HttpRequest, name: str) -> ImageTag | None:
        """The tag of this name; a new one for those who may make one."""
        found = ImageTag.objects.filter(name=name).first()
        if found or not request.user.has_perm("articles.add_imagetag"):
            return found
        return ImageTag.objects.called(name)

    @admin.action(description=_("Add the tag"), permissions=["change"])
    def add_tag(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._tag(request, queryset, add=True)

    @admin.action(description=_("Take the tag away"), permissions=["change"])
    def remove_tag(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._tag(request, queryset, add=False)

    def _tag(self, request: HttpRequest, queryset: QuerySet[Image], *, add: bool) -> None:
        try:
            name = forms.CharField(max_length=60).clean(request.POST.get("tag", ""))
        except ValidationError as error:
            return messages.error(request, f"{gettext('Please name a tag.')} {' '.join(error.messages)}")
        keys = list(queryset.values_list("pk", flat=True))
        tag = self.tag_called(request, name) if add else ImageTag.objects.filter(name=name).first()
        if tag is None:
            return messages.error(request, gettext("There is no such tag."))
        if add:
            tag.images.add(*keys)
        else:
            tag.images.remove(*keys)
        return _say_how_many(request, len(keys))

    @admin.action(description=_("Make missing sizes anew"), permissions=["change"])
    def make_missing(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        for key in keys:
            tasks.finish_later(key)
        messages.success(request, gettext("The sizes that are missing will be made in the background."))

    @admin.action(description=_("Delete those that are not used"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's own action with its question, for those that may go; who uses the others is said."""
        free = queryset.deletable()
        kept = list(queryset.exclude(pk__in=free.values("pk"))[:10])
        if kept:
            messages.warning(request, _why_kept(kept))
        if not free.exists():
            return None
        return self.admin_site.get_action("delete_selected")(self, request, free)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        """Nothing goes with a picture; what uses it protects it."""
        rows = list(objs)
        protected = [_link(use) for use in _uses_of(rows)[: MOST_USES * 2]]
        free = set(Image.objects.filter(pk__in=[row.pk for row in rows]).deletable().values_list("pk", flat=True))
        if not protected and any(row.pk not in free for row in rows):
            protected = [gettext("a text that somebody is writing, or a planned change")]
        names = [str(row) for row in rows]
        return names, {str(Image._meta.verbose_name_plural): len(names)}, set(), protected

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # used just now
            messages.error(request, gettext("The picture is used, so it stays."))
            return HttpResponseRedirect(reverse("admin:articles_image_change", args=[object_id]))


def _uses_of(images: Iterable[Image]) -> QuerySet[ImageUse]:
    rows = ImageUse.objects.filter(image__in=[image.pk for image in images]).select_related("article", "author")
    shown = ("image", "place", "article__title", "article__status", "article__binned_at", "author__name")
    return rows.only(*shown).order_by("-article_id", "pk")


def _link(use: ImageUse) -> SafeString | str:
    if use.article and use.article.binned_at:
        return format_html("{} ({})", use, gettext("in the bin"))
    model, key = ("article", use.article_id) if use.article_id else ("author", use.author_id)
    return format_html('<a href="{}">{}</a>', reverse(f"admin:articles_{model}_change", args=[key]), use)


def _why_kept(images: list[Image]) -> str:
    """Which pictures stay, and the articles that use them."""
    names: dict[int, list[str]] = {}
    for use in _uses_of(images)[:MOST_USES]:
        names.setdefault(use.image_id, []).append(str(use))
    waiting = gettext("a text that somebody is writing, or a planned change")
    said = (f"{image}: {' · '.join(names.get(image.pk, [waiting]))}" for image in images)
    return f"{gettext('These are used and stay:')} {'; '.join(said)}"


def _say_how_many(request: HttpRequest, number: int) -> None:
    words = ngettext("%(number)d picture was changed.", "%(number)d pictures were changed.", number)
    messages.success(request, words % {"number": number})
