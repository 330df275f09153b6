"""What people type to prove who they are. Too many tries are told apart by the code "throttled"."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsblog import audit

from . import factors, tries

THROTTLED = _("Too many tries. Please wait a quarter of an hour.")


class _Guess(forms.Form):
    """A form that counts how often it is tried."""

    required_css_class = "required"

    def __init__(self, request: HttpRequest, user: Any, *args: Any, **kwargs: Any) -> None:
        self.request, self.user = request, user
        super().__init__(*args, **kwargs)

    @property
    def is_throttled(self) -> bool:
        return any(self.has_error(name, "throttled") for name in (*self.fields, "__all__"))

    def _refuse_if(self, may_try: bool) -> None:
        if not may_try:
            raise ValidationError(THROTTLED, code="throttled")


class PasswordForm(_Guess):
    """The password of the account once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        of_password = tries.of_password(self.request, self.user.get_username())
        self._refuse_if(of_password.count())
        if not self.user.check_password(password):
            audit.note("login.failed", by=self.user, about=self.user, request=self.request)
            raise ValidationError(_("This is not your password."))
        of_password.forget()
        return password


class CodeForm(_Guess):
    """A code of the authenticator, or a recovery code; ``how`` says which it was."""

    how = ""
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        of_code = tries.of_code(self.user)
        self._refuse_if(of_code.count())
        self.how = self._accepted(code)
        if not self.how:
            audit.note("login.code_failed", by=self.user, about=self.user, request=self.request)
            raise ValidationError(_("This code is wrong, or it was used already. Wait for the next one."))
        of_code.forget()
        return code

    def _accepted(self, code: str) -> str:
        return factors.accept(self.user, code)


class FirstCodeForm(CodeForm):
    """The first code of an authenticator that is being set up."""

    def __init__(self, request: HttpRequest, secret: bytes, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, request.user, *args, **kwargs)
        self.secret = secret
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def _accepted(self, code: str) -> str:
        return "authenticator" if factors.set_up(self.request, self.secret, code) else ""


class RemoveForm(PasswordForm, CodeForm):
    """Password and code together: an unlocked screen alone takes no factor away."""

    field_order = ("password", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["autofocus"]

    def clean_code(self) -> str:
        """Not tried with a wrong password: the code would be used up."""
        return super().clean_code() if "password" in self.cleaned_data else ""


class PasskeyForm(forms.Form):
    """A new passkey, as the browser made it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60)
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Name of the passkey"), max_length=60)
