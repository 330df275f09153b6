"""One's own passkeys."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.editor import signed_in
from newsblog import audit
from newsblog.access import factors, passkeys
from newsblog.access.forms import PasskeyForm, RenameForm
from newsblog.access.models import Passkey
from newsblog.access.recently import is_confirmed, recently_confirmed

from .second_factor import show_codes


@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What the browser shall be asked for; 403 when the password must be given first."""
    if not passkeys.are_possible():
        raise Http404
    if not is_confirmed(request):
        return HttpResponse(status=403)
    return HttpResponse(passkeys.registration_options(request), content_type="application/json")


@require_POST
@recently_confirmed
def add(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasskeyForm(request.POST)
    try:
        if not form.is_valid() or Passkey.objects.filter(user=user).count() >= passkeys.MOST:
            raise passkeys.PasskeyError
        passkey = passkeys.register(request, form.cleaned_data["name"], form.cleaned_data["credential"])
    except passkeys.PasskeyError:
        messages.error(request, _("The passkey could not be added. Please try again."))
        return redirect("account:index")
    audit.note("passkey.added", about=user, detail=passkey.name, request=request)
    factors.end_others(request)
    messages.success(request, _("The passkey is added. Other logins have ended."))
    codes = factors.first_codes(user)
    return show_codes(request, codes) if codes else redirect("account:index")


@require_POST
@recently_confirmed
def rename(request: HttpRequest, key: int) -> HttpResponse:
    passkey = _own(request, key)
    form = RenameForm(request.POST)
    if form.is_valid():
        Passkey.objects.filter(pk=passkey.pk).update(name=form.cleaned_data["name"])
    else:
        messages.error(request, _("A passkey needs a name of at most 60 characters."))
    return redirect("account:index")


@require_POST
@recently_confirmed
def remove(request: HttpRequest, key: int) -> HttpResponse:
    passkey = _own(request, key)
    passkey.delete()
    audit.note("passkey.removed", about=passkey.user, detail=passkey.name, request=request)
    factors.tidy(request)
    messages.success(request, _("The passkey is removed. Other logins have ended."))
    return redirect("account:index")


def _own(request: HttpRequest, key: int) -> Passkey:
    user = signed_in(request)
    return get_object_or_404(Passkey, pk=key, user=user)
