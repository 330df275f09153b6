"""The forms of pictures."""

from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.images.uploads import Upload, read_upload
from articles.models import FormerFile, Image

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"


def _name_of(file: Any) -> str:
    return str(file.name or "")


class UploadField(forms.FileField):
    """A file that becomes a checked ``Upload``."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        return read_upload(file) if file else None


class ImageActionForm(ActionForm):
    """With the tag that the actions on tags mean."""

    tag = forms.CharField(
        label=pgettext_lazy("of pictures", "tag"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "picture-tags", "autocomplete": "off"}),
    )


class NewImageForm(forms.ModelForm):
    file = UploadField(label=_("file"))
    uploaded_by: User | None = None
    is_new = True

    class Meta:
        model = Image
        fields = ("file", "alt", "credit")

    def clean(self) -> dict[str, Any]:
        """Store the picture while there is still a form that can say what went wrong."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.instance, self.is_new = Image.objects.store(
                    cleaned["file"],
                    alt=cleaned["alt"],
                    credit=cleaned["credit"],
                    user=self.uploaded_by,
                    file_name=_name_of(self.files["file"]),
                )
            except OSError:
                self.add_error("file", gettext("There is no room to store the picture."))
        return cleaned

    def _post_clean(self) -> None:
        if self.is_new:
            super()._post_clean()  # type: ignore[misc]  # a picture that was there keeps what is said about it


class ImageForm(forms.ModelForm):
    """What is said about a picture, where its crops look, and another file in its place."""

    replacement = UploadField(
        label=_("replace by"),
        required=False,
        help_text=_("Addresses and articles stay as they are; the file until now is kept and can be brought back."),
    )
    restore = forms.ModelChoiceField(FormerFile.objects.none(), label=_("brought back"), required=False)
    editor: User | None = None

    class Meta:
        model = Image
        fields = ("alt", "credit", "tags", "focal_x", "focal_y")
        widgets = {name: forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01}) for name in ("focal_x", "focal_y")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["restore"].queryset = self.instance.former_files.all()  # type: ignore[attr-defined]
        for name in {"focal_x", "focal_y"} & self.fields.keys():
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("focal_x", "focal_y"):
            if cleaned.get(name) is None:
                cleaned[name] = getattr(self.instance, name)
        if not self.instance.may_look_otherwise(self.editor):
            for name in {"focal_x", "focal_y", "replacement", "restore"}.intersection(self.changed_data):
                self.add_error(name, _("Readers see this picture: only those who may publish can change how it looks."))
        return cleaned

    def _post_clean(self) -> None:
        """Change the files while there is still a form that can say what went wrong."""
        before = self.instance.focal_point
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self._change_files(moved=before != self.instance.focal_point)
        except ValidationError as error:
            self.add_error("replacement", error)
        except OSError:
            self.add_error(None, gettext("There is no room to store the picture."))

    def _change_files(self, *, moved: bool) -> None:
        if former := self.cleaned_data.get("restore"):
            self.instance.restore(former, self.editor)
        elif replacement := self.cleaned_data.get("replacement"):
            self.instance.replace(replacement, self.editor, _name_of(self.files[self.add_prefix("replacement")]))
        elif moved:
            self.instance.recrop(self.editor)


class WordsForm(forms.ModelForm):
    """What is said about one of many pictures."""

    class Meta:
        model = Image
        fields = ("alt", "credit")


class TagForAllForm(forms.Form):
    tag = forms.CharField(
        label=_("Tag for all of them"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "picture-tags", "autocomplete": "off"}),
    )
