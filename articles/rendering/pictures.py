"""Pictures in texts: lazy, with their size, in the formats and widths that there are."""

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.html import escape
from markdown_it.token import Token

from articles.models.image import Image

# The text column is 788 px wide on a desktop and 36 px narrower than the window on a phone.
SIZES = "(min-width: 1240px) 788px, calc(100vw - 36px)"
_TOKEN = re.compile(re.escape(settings.MEDIA_URL) + r"images/[0-9a-f]{2}/([0-9a-f]{32})/[\w.-]+")


def pictures_in(tokens: Iterable[Token]) -> dict[str, Image]:
    """The pictures of the library that the tokens show, by their token and in their order; one query for all."""
    wanted: dict[str, None] = {}
    for token in tokens:
        for child in token.children or []:
            if child.type == "image" and (match := _TOKEN.fullmatch(str(child.attrs["src"]))):
                wanted[match[1]] = None
    if not wanted:
        return {}
    found = {image.token: image for image in Image.objects.filter(token__in=wanted)}
    return {token: found[token] for token in wanted if token in found}


def picture_html(src: str, alt: str, title: str, pictures: Mapping[str, Image]) -> str:
    """A ``picture`` for one of the library; a plain link for any other address, since pages load nothing from
    elsewhere."""
    match = _TOKEN.fullmatch(src)
    image = pictures.get(match[1]) if match else None
    if image is None:
        return f'<a href="{escape(src)}">{escape(alt or src)}</a>'
    full = image.full
    hint = f' title="{escape(title)}"' if title else ""
    return (
        f'<picture><source type="image/webp" srcset="{full.webp_srcset}" sizes="{SIZES}">'
        f'<img src="{full.src}" srcset="{full.srcset}" sizes="{SIZES}" alt="{escape(alt or image.alt)}"{hint} '
        f'width="{full.width}" height="{full.height}" loading="lazy" decoding="async"></picture>'
    )
