from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.editor import signed_in
from articles.images.uploads import Upload, read_upload
from articles.models import Article, Image
from articles.rebuilding import rebuild


class UploadField(forms.FileField):
    """A file that becomes a checked ``Upload``."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> Upload:
        return read_upload(super().clean(data, initial))


class NewImageForm(forms.ModelForm):
    file = UploadField(label=_("file"))
    uploaded_by: User | None = None

    class Meta:
        model = Image
        fields = ("file", "alt", "credit")

    def clean(self) -> dict[str, Any]:
        """Store the picture while there is still a form that can say what went wrong."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.instance, _created = Image.objects.store(
                    cleaned["file"], alt=cleaned["alt"], credit=cleaned["credit"], user=self.uploaded_by
                )
            except OSError:
                self.add_error("file", gettext("There is no room to store the picture."))
        return cleaned


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ("thumbnail", "alt", "credit", "width", "height", "created_at")
    list_display_links = ("thumbnail", "alt")
    search_fields = ("alt", "credit", "token")
    list_filter = ("created_at",)
    fields = ("thumbnail", "alt", "credit", "address")
    readonly_fields = ("thumbnail", "address")

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": NewImageForm, "fields": None}
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.uploaded_by = signed_in(request)
        return form

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.fields if obj else ("file", "alt", "credit")

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.save()  # a new one was stored by its form
            rebuild(Article.objects.filter(body__contains=obj.token))  # they show its words and its credit

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> SafeString:
        thumb = image.thumb
        return format_html('<img src="{}" alt="{}" width="120" height="84">', thumb.src, image.alt)

    @admin.display(description=_("in Markdown"))
    def address(self, image: Image) -> str:
        return f"![{image.alt}]({image.markdown_address})"
