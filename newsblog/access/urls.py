"""Pages of one's own account, below ``/admin/account/``."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from .views import account, passkeys, second_factor

app_name = "account"


def _page(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(route, admin.site.admin_view(view), name=name)


urlpatterns = [
    _page("", account.index, "index"),
    _page("confirm/", account.confirm_password, "confirm"),
    _page("second-factor/", second_factor.set_up, "set-up"),
    _page("second-factor/qr.svg", second_factor.code_picture, "qr"),
    _page("second-factor/remove/", second_factor.remove, "remove"),
    _page("recovery-codes/", second_factor.new_codes, "codes"),
    _page("passkeys/options/", passkeys.options, "passkey-options"),
    _page("passkeys/add/", passkeys.add, "passkey-add"),
    _page("passkeys/<int:key>/rename/", passkeys.rename, "passkey-rename"),
    _page("passkeys/<int:key>/remove/", passkeys.remove, "passkey-remove"),
    _page("logins/others/end/", account.end_other_logins, "end-others"),
    _page("logins/<slug:handle>/end/", account.end_login, "end-login"),
]
