"""Where the links in mails lead. Programs that look into mails open links, so nothing happens before a button is
pressed."""

import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.models import Comment, Person, Subscription
from comments.origin import same_site_only
from comments.posting import trust

from . import data, links, replies


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages with a secret in their address: nobody keeps them, finds them, or learns of them by a link."""

    @csrf_exempt  # the address itself proves who asks; mail programs have no cookies
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:  # no missing page that an editor should hear of: its address is a secret
            response = render(request, "comments/mail/wrong.html", {"reason": str(error)}, status=404)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@secret
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The writer of a comment wants to hear of replies."""
    number = links.read("confirm", token, links.CONFIRM_LIFETIME)
    comment = Comment.objects.select_related("article").filter(pk=number).exclude(email="").first()
    person = Person.objects.filter(email=comment.email.lower()).first() if comment else None
    if comment is None or person is None:
        raise Http404(_("This link is too old, or was not copied whole."))
    is_done = request.method == "POST"
    if is_done:
        subscription, _is_new = Subscription.objects.get_or_create(person=person, root=comment.thread)
        replies.confirm(subscription, comment)
        trust.confirmed(comment)
    return render(request, "comments/mail/confirm.html", {"comment": comment, "is_done": is_done})


@secret
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody wants no more mails: about a thread, or at all. A second time is the same as the first."""
    subscription = (
        Subscription.objects.select_related("person", "root__article").filter(pk=links.read("stop", token)).first()
    )
    if subscription is None:
        raise Http404(_("This link was not copied whole, or what it is about was erased."))
    wants_none = request.POST.get("what") == "everything"
    if request.method == "POST":
        Subscription.objects.filter(pk=subscription.pk).update(stopped_at=timezone.now())
        if wants_none:
            Person.objects.filter(pk=subscription.person_id).update(stopped_at=timezone.now())
    context = {"article": subscription.root.article, "is_done": request.method == "POST", "wants_none": wants_none}
    return render(request, "comments/mail/stop.html", context)


class AddressForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


@same_site_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Somebody asks for everything that was written under an address; the answer is the same for every address."""
    if not settings.MAIL_ENABLED:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None)
    is_done = form.is_bound and form.is_valid()
    if is_done:
        data.offer(form.cleaned_data["email"])
    status = 400 if form.is_bound and not is_done else 200
    return render(request, "comments/mail/mine.html", {"form": form, "is_done": is_done}, status=status)


@secret
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    """Take the data of an address along, or erase it."""
    person = Person.objects.filter(pk=links.read("data", token, links.DATA_LIFETIME)).first()
    if person is None:
        raise Http404(_("This link is too old, or was not copied whole."))
    if request.POST.get("action") == "export":
        response = JsonResponse(data.export(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="comments.json"'
        return response
    context: dict[str, Any] = {"person": person, "is_erased": False}
    if request.POST.get("action") == "erase":
        context = {"is_erased": True, "number": data.erase(person)}
    return render(request, "comments/mail/data.html", context)
