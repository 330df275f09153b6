"""What is filled in to make a link, and to leave a note."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import Note, PreviewLink
from articles.models.previews import DAYS, USUAL_DAYS


class Text(forms.CharField):
    """Counts an end of line as one character, as browsers do, which send two."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class LinkForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("Good for"),
        choices=[(1, _("one day")), *((days, format_lazy(_("{} days"), days)) for days in DAYS[1:])],
        initial=USUAL_DAYS,
        coerce=int,
        widget=forms.Select(attrs={"form": "previews-form"}),
    )

    class Meta:
        model = PreviewLink
        fields = ("recipient",)
        widgets = {"recipient": forms.TextInput(attrs={"form": "previews-form", "autocomplete": "off", "dir": "auto"})}

    def clean_recipient(self) -> str:
        return " ".join(self.cleaned_data["recipient"].split())


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields: tuple[str, ...] = ("body",)
        field_classes = {"body": Text}
        widgets = {"body": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}


class DeskNoteForm(NoteForm):
    class Meta(NoteForm.Meta):
        widgets = {"body": forms.Textarea(attrs={"rows": 3, "dir": "auto", "form": "notes-form"})}


class GuestNoteForm(NoteForm):
    class Meta(NoteForm.Meta):
        fields = ("quote", "body")
