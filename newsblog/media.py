"""Uploaded files: only the pictures that the site made itself, and never as a page."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.models import Image

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_NAME = re.compile(
    r"images/(?P<start>[0-9a-f]{2})/(?P<token>(?P=start)[0-9a-f]{30})/"
    r"(?P<kind>original|full|thumb)(-(?P<width>[0-9]{1,5}))?\.(?P<type>jpg|png|webp)",
    re.ASCII,
)
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of a picture.

    An address with the picture's version, as pages have it, is kept by browsers for ever. Any other answers too, also
    when the picture became another one; browsers then ask each time whether it did again.
    """
    match = _NAME.fullmatch(name)
    for _attempt in range(2):  # a picture may be replaced between the two looks
        image = Image.objects.filter(token=match["token"]).first() if match else None
        file_name = image and match and image.file_for(match["kind"], int(match["width"] or 0), match["type"])
        if image is None or not file_name:
            raise Http404
        etag = f'"{image.version}-{file_name.rpartition("/")[2]}"'
        known = get_conditional_response(request, etag=etag)
        try:
            response: HttpResponseBase = known or FileResponse(
                default_storage.open(file_name), content_type=_type(file_name)
            )
        except OSError:
            continue
        is_exact = file_name.rpartition("/")[2] == name.rpartition("/")[2]
        is_for_ever = is_exact and request.GET.get("v") == str(image.version)
        response.headers["Cache-Control"] = FOR_EVER if is_for_ever else ASK_AGAIN
        response.headers["ETag"] = etag
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
    raise Http404


def _type(file_name: str) -> str:
    return TYPES[file_name.rpartition(".")[2]]
