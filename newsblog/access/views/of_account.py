"""How somebody else logs in: for those who manage accounts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from newsblog import audit
from newsblog.access import factors
from newsblog.access.models import Login

from . import page


def of_account(request: HttpRequest, user: Any) -> HttpResponse:
    """See and end the logins of ``user``, and reset the second factor. One's own is changed on one's own page, where it
    takes more than an unlocked screen. Who may come here is the caller's to say."""
    if user == request.user:
        return redirect("account:index")
    if request.method == "POST":
        _do(request, user)
        return redirect(request.path)
    return page(
        request,
        "of_account",
        title=_("Logins and second factor"),
        account=user,
        opts=user._meta,
        has_second=factors.has_second(user),
        logins=Login.objects.of(user),
    )


def _do(request: HttpRequest, user: Any) -> None:
    if "reset" in request.POST:
        factors.reset(user, by=request.user)
        messages.success(request, _("The second factor is reset. All logins of the account have ended."))
        return
    logins = Login.objects
    ended = logins.end_all(user) if "all" in request.POST else logins.end(user, request.POST.get("handle", ""))
    if ended:
        audit.note("session.ended", about=user, request=request)
        messages.success(request, _("Ended."))
