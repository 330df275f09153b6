"""What every page of the site gets in its template context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language

from articles import moment

from .sidebar import Sidebar
from .site.middleware import LANGUAGE_PARAMETER, offered, parameter
from .site.models import SiteSettings

LANGUAGE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


def page(request: HttpRequest) -> dict[str, Any]:
    """The site's settings and the sidebar, whose parts are read when a template asks for them; the time that an editor
    looks at the site as of; what the page's address is, also in the other languages; ``content_lang``, the attribute
    for what authors wrote when the labels are in another language."""
    site = getattr(request, "site_settings", None) or SiteSettings()
    address = settings.SITE_URL + request.path
    number = _page_number(request)
    asked = offered(site, parameter(request, LANGUAGE_PARAMETER))
    names = {code: LANGUAGE_NAMES[code] for code in site.offered_languages}
    return {
        "site": site,
        "time_preview": moment.chosen.get(),
        "sidebar": Sidebar(site, getattr(request, "kept", None)),
        "site_url": settings.SITE_URL,
        "canonical": address + _query(number, asked),
        "alternates": [(code, address + _query(number, code)) for code in names],
        "default_address": address + _query(number),
        "language_names": names.items(),
        "content_lang": "" if site.language == get_language() else format_html(' lang="{}"', site.language),
    }


def _page_number(request: HttpRequest) -> str:
    """The number of a further page; nothing else of a query belongs to the address of a page."""
    number = parameter(request, "page")
    is_number = number.isascii() and number.isdigit() and len(number) < 10 and not number.startswith("0")
    return number if is_number and number != "1" else ""


def _query(number: str, language: str | None = None) -> str:
    parts = [f"page={number}" if number else "", f"{LANGUAGE_PARAMETER}={language}" if language else ""]
    query = "&".join(part for part in parts if part)
    return f"?{query}" if query else ""
