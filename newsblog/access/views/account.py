"""One's own account: what lets in, and where one is logged in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles.editor import signed_in
from newsblog import audit
from newsblog.access import factors, passkeys
from newsblog.access.forms import PasskeyForm, PasswordForm
from newsblog.access.models import Authenticator, Login, Passkey, RecoveryCode
from newsblog.access.recently import confirm
from newsblog.site.models import SiteRequest

from . import page


def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return page(
        request,
        "account",
        title=_("My account"),
        authenticator=Authenticator.objects.filter(user=user).first(),
        codes_left=RecoveryCode.objects.filter(user=user).count(),
        passkeys=Passkey.objects.filter(user=user),
        passkeys_are_possible=passkeys.are_possible(),
        passkey_form=PasskeyForm(),
        logins=Login.objects.of(user),
        own_login=request.session.session_key,
        is_required=cast("SiteRequest", request).site_settings.require_second_factor,
    )


def confirm_password(request: HttpRequest) -> HttpResponse:
    """Ask for the password, and go on to ``next``."""
    target = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = ""
    form = PasswordForm(request, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        confirm(request)
        return HttpResponseRedirect(target or reverse("account:index"))
    return page(request, "confirm", form=form, title=_("Confirm your password"), next=target)


@require_POST
def end_login(request: HttpRequest, handle: str) -> HttpResponse:
    if Login.objects.end(request.user, handle):
        audit.note("session.ended", about=signed_in(request), request=request)
        messages.success(request, _("That login has ended."))
    return redirect("account:index")


@require_POST
def end_other_logins(request: HttpRequest) -> HttpResponse:
    if number := factors.end_others(request):
        audit.note("session.ended", about=signed_in(request), detail=str(number), request=request)
    words = ngettext("%(number)s other login has ended.", "%(number)s other logins have ended.", number)
    messages.success(request, words % {"number": number})
    return redirect("account:index")
