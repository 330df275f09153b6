"""Redirects as editors type them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import targets
from .models import MAX_TARGET, Redirect

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class LeadForm(forms.Form):
    """Where one missing address shall lead to."""

    target = forms.CharField(
        label=_("Leads to"),
        max_length=MAX_TARGET,
        help_text=_("A page of this site: its path, such as /archive/, or its whole address."),
        widget=AdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )

    def lead(self, path: str, user: "User | None") -> Redirect | None:
        """Make the redirect; None when the form or the redirect is not valid, which the form then says."""
        if not self.is_valid():
            return None
        try:
            return Redirect.objects.lead(path, targets.without_site(self.cleaned_data["target"]), user)
        except ValidationError as error:
            self.add_error("target", error)
            return None


class RedirectForm(forms.ModelForm):
    """A redirect with both of its ends, or with its target alone once it is there."""

    class Meta:
        model = Redirect
        fields = ("path", "target")

    def clean_path(self) -> str:
        return targets.typed_path(self.cleaned_data["path"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        path = cleaned.get("path", self.instance.path)
        if path and "target" in cleaned:
            try:
                cleaned["target"] = Redirect.objects.final_target(path, targets.without_site(cleaned["target"]))
            except ValidationError as error:
                self.add_error("target", error)
        return cleaned
