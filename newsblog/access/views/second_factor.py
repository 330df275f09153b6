"""Setting up an authenticator, taking it away, and recovery codes."""

import io
from typing import cast

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.editor import signed_in
from newsblog import audit
from newsblog.access import factors, sealing, totp
from newsblog.access.forms import FirstCodeForm, RemoveForm
from newsblog.access.models import Authenticator, RecoveryCode
from newsblog.access.recently import recently_confirmed
from newsblog.site.models import SiteRequest

from . import page

SECRET = "access.secret"  # noqa: S105


@recently_confirmed
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a new secret until a code proves that it has arrived."""
    user = signed_in(request)
    if Authenticator.objects.filter(user=user).exists():
        return redirect("account:index")
    secret = _secret(request) or totp.new_secret()
    request.session[SECRET] = sealing.sealed(secret)
    form = FirstCodeForm(request, secret, request.POST or None)
    if request.method == "POST" and form.is_valid():
        del request.session[SECRET]
        messages.success(request, _("Your second factor is set up. Other logins have ended."))
        codes = factors.first_codes(user)
        return show_codes(request, codes) if codes else redirect("account:index")
    return page(request, "set_up", form=form, title=_("Set up a second factor"), secret=totp.as_text(secret))


@require_safe
@recently_confirmed
def code_picture(request: HttpRequest) -> HttpResponse:
    """The secret as a QR code, while it is being set up."""
    secret = _secret(request)
    if secret is None:
        raise Http404
    user = signed_in(request)
    issuer = cast("SiteRequest", request).site_settings.name
    picture = io.BytesIO()
    code = segno.make(totp.address(secret, account=user.get_username(), issuer=issuer), error="m", micro=False)
    code.save(picture, kind="svg", scale=4, border=4, light="#fff", dark="#000")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def remove(request: HttpRequest) -> HttpResponse:
    if not Authenticator.objects.filter(user=signed_in(request)).exists():
        return redirect("account:index")
    form = RemoveForm(request, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        factors.remove_authenticator(request)
        messages.success(request, _("The authenticator is removed. Other logins have ended."))
        return redirect("account:index")
    return page(request, "remove", form=form, title=_("Remove the authenticator"))


@require_POST
@recently_confirmed
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes; the old ones are good for nothing from then on."""
    user = signed_in(request)
    if not factors.has_second(user):
        return redirect("account:index")
    audit.note("second_factor.codes", about=user, request=request)
    return show_codes(request, RecoveryCode.renew(user))


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return page(request, "codes", title=_("Recovery codes"), codes=codes)


def _secret(request: HttpRequest) -> bytes | None:
    return sealing.opened(request.session.get(SECRET, ""))
