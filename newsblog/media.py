"""Uploaded files: only the pictures that the site made itself, and never as a page."""

import re
from http import HTTPStatus

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_NAME = re.compile(r"images/[0-9a-f]{2}/[0-9a-f]{32}/[a-z]+(-[0-9]+)?\.(?P<type>jpg|png|webp)")


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """A file of a picture. Addresses are never used again, so browsers may keep it for ever."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError:
        raise Http404 from None
    response = FileResponse(file, content_type=TYPES[match["type"]], status=HTTPStatus.OK)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
