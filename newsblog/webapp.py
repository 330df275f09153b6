"""The site as an app: its manifest, and a service worker that has a page to show where there is no connection."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from .site.models import SiteRequest

# As --card and --page in tokens.css; a manifest can't say what holds in the dark.
THEME_COLOR, BACKGROUND_COLOR = "#fff", "#f1f1f1"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
# What offline.html needs.
OFFLINE_FILES = ("js/theme-boot.js", "css/site.css")


@require_safe
@conditional_page
@cache_control(max_age=3600)
def manifest(request: SiteRequest) -> HttpResponse:
    """What browsers need to install the site (https://www.w3.org/TR/appmanifest/)."""
    site = request.site_settings
    language = get_language_info(get_language())
    content = {
        "id": "/",
        "name": site.name,
        "short_name": site.name,
        **({"description": site.tagline} if site.tagline else {}),
        "lang": language["code"],
        "dir": "rtl" if language["bidi"] else "ltr",
        "start_url": "/",
        "scope": "/",
        # A reader of news goes back, reloads and passes the address on, so these buttons stay.
        "display": "minimal-ui",
        "theme_color": THEME_COLOR,
        "background_color": BACKGROUND_COLOR,
        "categories": ["news"],
        "icons": [
            {"src": site.icon_url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": gettext("Search"), "url": reverse("articles:search")},
            {"name": gettext("Archive"), "url": reverse("articles:archive")},
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@conditional_page
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the service worker shows where there is no connection; it needs no database and no session."""
    return HttpResponse(loader.render_to_string("offline.html"))


@require_safe
@conditional_page
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which becomes another one when the offline page or a file of it changes."""
    page = loader.render_to_string("offline.html")
    version = hashlib.sha256(page.encode()).hexdigest()[:8]
    files = (reverse("offline"), *map(static, OFFLINE_FILES))
    context = {"version": version, "files": " ".join(files)}
    script = loader.render_to_string("service-worker.js", context)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
