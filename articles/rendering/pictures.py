"""Pictures in texts: lazy, with their size, in the formats and widths that there are."""

import re
from collections.abc import Iterable, Mapping, Sequence

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


def mark_figures(tokens: Sequence[Token], pictures: Mapping[str, Image]) -> None:
    """A picture of the library that is a paragraph by itself becomes a figure; one in a link keeps that link."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type == "paragraph_open" and len(children) == 1 and _image_of(children[0], pictures):
            opening.tag = closing.tag = "figure"
            opening.hidden = closing.hidden = False
            children[0].meta["is_figure"] = True
        in_link = 0
        for child in children:
            in_link += child.type == "link_open"
            in_link -= child.type == "link_close"
            if child.type == "image":
                child.meta["is_linked"] = in_link > 0


def picture_html(token: Token, alt: str, pictures: Mapping[str, Image]) -> str:
    """A ``picture`` for one of the library, in a link to its largest size, with caption and credit where it is a
    figure; a plain link for any other address, since pages load nothing from elsewhere."""
    src, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
    image = _image_of(token, pictures)
    if image is None:
        words = escape(alt or src)
        return words if token.meta.get("is_linked") else f'<a href="{escape(src)}">{words}</a>'
    full, is_figure = image.full, token.meta.get("is_figure")
    hint = f' title="{escape(title)}"' if title and not is_figure else ""
    picture = (
        f'<picture><source type="image/webp" srcset="{full.webp_srcset}" sizes="{SIZES}">'
        f'<img src="{full.src}" srcset="{full.srcset}" sizes="{SIZES}" alt="{escape(alt or image.alt)}"{hint} '
        f'width="{full.width}" height="{full.height}" loading="lazy" decoding="async"></picture>'
    )
    if not token.meta.get("is_linked"):
        picture = f'<a class="zoom" href="{full.src}">{picture}</a>'
    return picture + (_caption(title, image.credit) if is_figure else "")


def _caption(title: str, credit: str) -> str:
    parts: list[str] = [escape(title)] if title else []
    if credit:
        parts.append(f"<small>{escape(credit)}</small>")
    return f"<figcaption>{' '.join(parts)}</figcaption>" if parts else ""


def _image_of(token: Token, pictures: Mapping[str, Image]) -> Image | None:
    match = _TOKEN.fullmatch(str(token.attrs.get("src", ""))) if token.type == "image" else None
    return pictures.get(match[1]) if match else None
