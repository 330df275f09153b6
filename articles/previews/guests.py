"""The page behind a secret link.

Whoever has the address is the guest: nothing else is asked, no cookie is set or read. So the address itself is what a
forged form would have to know, and pages name it to nobody (``no-referrer``; for which reason browsers send no origin
with the form either, and Django's check of it can't be passed).
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Note, PreviewLink
from newsblog.site.models import SiteRequest

from . import page
from .forms import GuestNoteForm

NOTES_SHOWN = 50
# What the address of the page says after a note, which is no further opening.
LEFT = "left"
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: SiteRequest, secret: str) -> HttpResponse:
    """The revision that the link leads to, as readers would see it; a POST leaves a note. A link that is wrong, over
    or revoked, or whose article is gone, looks like any other one of these."""
    secret = secret.rstrip("/")
    link = PreviewLink.find(secret)
    if link is None:
        typed = request.POST.get("body", "")[: 10 * 2000]
        response = render(request, "articles/preview_gone.html", {"typed": typed}, status=404)
    elif request.method == "POST":
        response = _take_note(request, link, secret)
    else:
        response = _page(request, link, secret)
        if request.method == "GET" and LEFT not in request.GET and not _is_prefetch(request):
            link.count_opening()
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _take_note(request: SiteRequest, link: PreviewLink, secret: str) -> HttpResponse:
    form = GuestNoteForm(request.POST)
    if not form.is_valid():
        return _page(request, link, secret, form, status=400)
    if Note.of_guest(link, form.cleaned_data["body"], form.cleaned_data["quote"]) is None:
        form.add_error(None, _("That were many notes for one day. Please go on tomorrow; copy this one until then."))
        return _page(request, link, secret, form, status=429)
    return redirect(reverse("articles:shared-preview", args=[secret]) + f"?{LEFT}=1#notes")


def _page(
    request: SiteRequest, link: PreviewLink, secret: str, form: GuestNoteForm | None = None, status: int = 200
) -> HttpResponse:
    preview = {
        "kind": "guest",
        "link": link,
        "secret": secret,
        "form": form or GuestNoteForm(),
        "left": LEFT in request.GET,
        "notes": link.notes.order_by("-id")[:NOTES_SHOWN],
    }
    return page.of_fields(request, link.article, link.revision.fields, preview, status)


def _is_prefetch(request: SiteRequest) -> bool:
    return any("prefetch" in request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
