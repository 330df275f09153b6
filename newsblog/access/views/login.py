"""The second step of a login, and logging in with a passkey instead of both."""

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from newsblog import audit
from newsblog.access import halfway, passkeys, tries
from newsblog.access.auditing import WAYS
from newsblog.access.forms import CodeForm
from newsblog.access.models import Passkey

from . import page


@csrf_protect
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or a passkey, from whom gave a right password within five minutes."""
    half = halfway.held(request)
    if half is None:
        return redirect("admin:login")
    user, target = half
    form = CodeForm(request, user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        halfway.finish(request, user, "password", form.how)
        return HttpResponseRedirect(target)
    has_passkeys = passkeys.are_possible() and Passkey.objects.filter(user=user).exists()
    return page(
        request, "second_step", form=form, title=_("Second step"), has_permission=False, has_passkeys=has_passkeys
    )


@csrf_protect
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    if not passkeys.are_possible():
        raise Http404
    if not tries.of_passkey(request).count():
        return HttpResponse(status=429, headers={"Retry-After": str(tries.QUARTER)})
    half = halfway.held(request)
    options = passkeys.authentication_options(request, half[0] if half else None)
    return HttpResponse(options, content_type="application/json")


@csrf_protect
@require_POST
def with_passkey(request: HttpRequest) -> HttpResponse:
    """After the password any passkey of the account will do; without, one that verified who uses it."""
    half = halfway.held(request)
    try:
        proof = passkeys.authenticate(request, request.POST.get("credential", "")[:20_000])
        user = proof.passkey.user
        if half and half[0] != user:
            raise passkeys.PasskeyError
        if not half and not proof.is_verified:
            raise passkeys.PasskeyError
        if not (user.is_active and user.is_staff):
            raise passkeys.PasskeyError
    except passkeys.PasskeyError:
        audit.note("login.failed", detail=str(WAYS["passkey"]), request=request)
        messages.error(request, _("That did not work. Please try again, or log in another way."))
        return redirect("account-login:second") if half else redirect(_login_again(request))
    target = half[1] if half else LoginView().get_redirect_url(request)
    halfway.finish(request, user, *("password", "passkey") if half else ("passkey",))
    return HttpResponseRedirect(target or reverse("admin:index"))


def _login_again(request: HttpRequest) -> str:
    target = LoginView().get_redirect_url(request)
    return f"{reverse('admin:login')}?{urlencode({'next': target})}" if target else reverse("admin:login")
