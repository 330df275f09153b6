"""The way into the admin: slow for those who guess, in two steps for those who have a second factor.

A guess is refused before the password is hashed, which costs a third of a second of one of the machine's cores.
"""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .access import factors, halfway, passkeys
from .access.tries import OF_ACCOUNT, OF_ADDRESS, QUARTER, of_password

__all__ = ["OF_ACCOUNT", "OF_ADDRESS", "ThrottledLoginForm", "login"]


class ThrottledLoginForm(AdminAuthenticationForm):
    """Counts each try beforehand, so that many at the same moment are counted too; who logs in has not guessed."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "throttled": gettext_lazy(
            "Too many tries. Please wait a quarter of an hour, or let the operator set a new password on the server: "
            "manage.py changepassword"
        ),
    }

    def clean(self) -> Any:
        tries = of_password(cast("HttpRequest", self.request), self.cleaned_data.get("username", ""))
        if not tries.count():
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        cleaned = super().clean()
        tries.forget()
        return cleaned


class FirstStep(LoginView):
    """The admin's own login, which leads on to the second step where there is one."""

    authentication_form = ThrottledLoginForm
    template_name = "admin/login.html"
    next_page = "admin:index"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        request.current_app = admin.site.name
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user: Any = form.get_user()
        if factors.has_second(user):
            halfway.hold(self.request, user, self.get_success_url())
            return redirect("account-login:second")
        halfway.finish(self.request, user, "password")
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
            "next": self.get_success_url(),
            "passkeys_are_possible": passkeys.are_possible(),
        }


def login(request: HttpRequest) -> HttpResponseBase:
    """The form; 429 for those who are told to wait (RFC 6585, 4)."""
    response = FirstStep.as_view()(request)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.is_bound and form.has_error("__all__", "throttled"):
        cast("HttpResponse", response).status_code = 429
        response["Retry-After"] = str(QUARTER)
    return response
