"""Two people at one form at once: what either changed stays, and of what both changed the second one is told."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MeanwhileForm(forms.ModelForm):
    """A form that says what it began from, in the hidden field ``began``. The row is to be locked while it is saved.

    Where its editor changed nothing, what others saved since stays (``taken`` names these fields); where both changed
    the same, nothing is saved, and once more the form begins from what the other one saved.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {name: self.value_in_row(name) for name in self.fields}
        self.beginning = self.stored | _read(self.data.get("began", ""))
        self.taken: list[str] = []

    @property
    def began(self) -> str:
        return json.dumps(self.beginning)

    def value_in_row(self, name: str) -> Any:
        """What the row has of a field of the form, as JSON has it."""
        return getattr(self.instance, name)

    def value_in_form(self, name: str) -> Any:
        return self.cleaned_data[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, stored in self.stored.items():
            if name in self.errors or _plain(self.beginning[name]) == _plain(stored):
                continue
            if _plain(self.value_in_form(name)) in (_plain(self.beginning[name]), _plain(stored)):
                cleaned[name] = stored
                self.taken.append(name)
            else:
                self.beginning[name] = stored
                self.add_error(name, self.told(name))
        self.changed_data = [name for name in self.changed_data if name not in self.taken]
        return cleaned

    def told(self, name: str) -> ValidationError:
        """That somebody else changed a field too, and what it says now."""
        words = _("Somebody else changed this to “%(value)s” meanwhile. Save again to put yours in its place.")
        return ValidationError(words, code="conflict", params={"value": self._said(name)})

    def _said(self, name: str) -> str:
        value = self.stored[name]
        labels = dict(getattr(self.fields[name], "choices", ()))
        values = value if isinstance(value, list) else [value]
        return "、".join(
            one["label"] or one["address"] if isinstance(one, dict) else str(labels.get(one, one)) for one in values
        )


def _read(text: str) -> dict[str, Any]:
    """What a form began from; nothing where it doesn't say it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(value: Any) -> Any:
    """A text with its lines as all systems but browsers end them."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
