"""Files of the site's look: its icon, and the style sheet with its colours."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import brand, colours
from .models import SiteRequest


@require_safe
def favicon(request: SiteRequest) -> HttpResponse:
    return redirect(request.site_settings.icon_url("favicon.ico"))


@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def brand_file(request: HttpRequest, key: str, name: str) -> FileResponse:
    """A file of a logo or an icon. Its address has a digest of what is in it, so browsers may keep it for ever."""
    file = brand.stored(key, name)
    if file is None:
        raise Http404
    response = FileResponse(file, content_type=brand.TYPES[name.rpartition(".")[2]])
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def theme(request: HttpRequest, name: str) -> HttpResponse:
    """The style sheet of two colours; another pair has another address."""
    text = colours.style_sheet(name)
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/css; charset=utf-8")
