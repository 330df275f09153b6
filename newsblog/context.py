"""What every page of the site gets in its template context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .sidebar import Sidebar
from .site.models import SiteSettings

STYLESHEETS = [
    f"css/{name}.css" for name in ("tokens", "base", "header", "article", "prose", "list", "sidebar", "comments")
]
SCRIPTS = [f"js/{name}.js" for name in ("theme", "font-size", "top", "comments")]


def page(request: HttpRequest) -> dict[str, Any]:
    """The site's settings and, made when a template asks for it, the sidebar."""
    return {
        "site": getattr(request, "site_settings", None) or SiteSettings(),
        "sidebar": SimpleLazyObject(Sidebar.load),
        "now": timezone.now(),
        "canonical": canonical(request),
        "stylesheets": STYLESHEETS,
        "scripts": SCRIPTS,
    }


def canonical(request: HttpRequest) -> str:
    """The one address of a page: the site's own host, and of the query nothing but the number of a further page."""
    number = request.GET.get("page", "")
    query = (
        f"?page={int(number)}" if number.isascii() and number.isdigit() and 1 < int(number[:9]) == int(number) else ""
    )
    return f"{settings.SITE_URL}{request.path}{query}"
