"""What every page of the site gets in its template context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .sidebar import Sidebar
from .site.models import SiteSettings


def page(request: HttpRequest) -> dict[str, Any]:
    """The site's settings and, made when a template asks for it, the sidebar."""
    return {
        "site": getattr(request, "site_settings", None) or SiteSettings(),
        "sidebar": SimpleLazyObject(Sidebar.load),
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path + _page_query(request),
    }


def _page_query(request: HttpRequest) -> str:
    """What of the query belongs to the one address of a page: the number of a further page, nothing else."""
    number = request.GET.get("page", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 10 and not number.startswith("0")
    return f"?page={number}" if is_number and number != "1" else ""
