"""The way in, below ``/admin/login/``."""

from django.urls import path

from newsblog.login import login

from .views import login as steps

app_name = "account-login"
urlpatterns = [
    path("", login, name="login"),
    path("second/", steps.second_step, name="second"),
    path("passkey/options/", steps.passkey_options, name="passkey-options"),
    path("passkey/", steps.with_passkey, name="passkey"),
]
