"""The pictures of the library, to be put into a text, and what is said about them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from articles.editor import may_write, signed_in
from articles.models import Image

ON_A_PAGE = 24
LAST_PAGE = 500
LONGEST_QUERY = 100


@never_cache
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """One ``page`` of the pictures with ``q`` in their words, the latest first, and whether there are more."""
    if not may_write(request):
        return _refused()
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    start = (min(max(page, 1), LAST_PAGE) - 1) * ON_A_PAGE
    rows = list(Image.objects.matching(request.GET.get("q", "")[:LONGEST_QUERY])[start : start + ON_A_PAGE + 1])
    return JsonResponse({"pictures": [_shown(one) for one in rows[:ON_A_PAGE]], "more": len(rows) > ON_A_PAGE})


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, token: str) -> HttpResponse:
    """What is said about a picture; with POST, say it anew: ``alt`` and ``credit``."""
    if not may_write(request):
        return _refused()
    image = get_object_or_404(Image, token=token)
    if request.method == "POST":
        if image.uploaded_by != signed_in(request) and not signed_in(request).has_perm("articles.change_image"):
            return JsonResponse({"error": _("You may not change this picture.")}, status=403)
        given = {name: request.POST.get(name, "").replace("\0", "").strip() for name in ("alt", "credit")}
        for name, value in given.items():
            if len(value) > getattr(Image._meta.get_field(name), "max_length", 0):
                return JsonResponse({"error": _("This text is too long.")}, status=400)
        if (image.alt, image.credit) != (given["alt"], given["credit"]):
            image.alt, image.credit = given["alt"], given["credit"]
            image.save_words()
    return JsonResponse(_shown(image))


def _shown(image: Image) -> dict[str, str | int]:
    thumb = image.thumb
    return {
        "token": image.token,
        "thumb": thumb.src,
        "width": thumb.width,
        "height": thumb.height,
        "alt": image.alt,
        "credit": image.credit,
        "address": image.markdown_address,
    }


def _refused() -> HttpResponse:
    return JsonResponse({"error": _("Please log in again: you may not write articles.")}, status=403)
