"""The site's marks in templates."""

from typing import Any

from django import template
from django.templatetags.static import static

from newsblog.site.models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def icon(context: dict[str, Any], name: str) -> str:
    """The address of a file of the icon."""
    site: SiteSettings = context["site"]
    return site.icon_url(name)


@register.simple_tag(takes_context=True)
def site_mark(context: dict[str, Any]) -> str:
    """The mark that stands beside the name: the site's icon, or the usual one."""
    site: SiteSettings = context["site"]
    return site.icon_url("icon-192.png") if site.icon else static("img/mark.svg")
