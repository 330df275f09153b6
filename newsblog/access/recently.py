"""Who changes how they log in says the password again, unless they just have."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

CONFIRMED = "access.confirmed"
SECONDS = 15 * 60


def confirm(request: HttpRequest) -> None:
    """Remember that whoever sits there has just shown who they are."""
    request.session[CONFIRMED] = timezone.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    at = request.session.get(CONFIRMED)
    return isinstance(at, int | float) and 0 <= timezone.now().timestamp() - at <= SECONDS


def recently_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for the password first when it was given more than 15 minutes ago. A form that was sent leads on to the
    overview afterwards, to be sent again."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        target = request.get_full_path() if request.method == "GET" else reverse("account:index")
        return redirect(f"{reverse('account:confirm')}?{urlencode({'next': target})}")

    return guarded
