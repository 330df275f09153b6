"""Pages that lead readers to what is missing, as an editor sees them."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import targets


def link(place: str) -> SafeString | str:
    """Host and path as a link. The scheme is this site's: a browser that comes from https told it, and most do."""
    if not place:
        return _("nowhere (typed, or not told)")
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow"><bdi>{}</bdi></a>',
        f"{urlsplit(settings.SITE_URL).scheme}://{place}",
        targets.shown(unquote(place)),
    )
