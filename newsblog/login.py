"""The way into the admin: slow for those who guess.

A guess is refused before the password is hashed, which costs a third of a second of one of the machine's cores.
"""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comments import fingerprints
from comments.posting import limits

WINDOW_SECONDS = 15 * 60
# So many tries from one address, and so many at one account from all addresses together, within the window.
OF_ADDRESS, OF_ACCOUNT = 10, 50


class ThrottledLoginForm(AdminAuthenticationForm):
    """Counts each try beforehand, so that many at the same moment are counted too; who logs in has not guessed."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "throttled": _(
            "Too many tries. Please wait a quarter of an hour, or let the operator set a new password on the server: "
            "manage.py changepassword"
        ),
    }

    def clean(self) -> Any:
        entries = _entries(cast("HttpRequest", self.request), self.cleaned_data.get("username", ""))
        of_address, of_account = limits.count(entries)
        if of_address > OF_ADDRESS or of_account > OF_ACCOUNT:
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        cleaned = super().clean()
        limits.forget(entries)
        return cleaned


def login(request: HttpRequest) -> HttpResponse:
    """The admin's own login; 429 for those who are told to wait (RFC 6585, 4)."""
    response = admin.site.login(request)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.is_bound and form.has_error("__all__", "throttled"):
        response.status_code = 429
        response["Retry-After"] = str(WINDOW_SECONDS)
    return response


def _entries(request: HttpRequest, name: str) -> list[tuple[str, int]]:
    network = limits.network(request.META.get("REMOTE_ADDR", ""), wide=False)
    digests = (fingerprints.digest("login", network), fingerprints.digest("login account", name.casefold()))
    return [(f"login {digest}", WINDOW_SECONDS) for digest in digests]
