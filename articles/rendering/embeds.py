"""Links to videos and posts that are a paragraph by themselves become cards."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.embeds import Embed, recognise


def mark_embeds(tokens: Sequence[Token]) -> None:
    """Put cards in the place of paragraphs that are one link to what ``articles.embeds`` knows; the words of the link
    are the title, and a picture of the library in it is shown."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type != "paragraph_open" or opening.hidden or len(children) < 3:
            continue
        if (children[0].type, children[-1].type) != ("link_open", "link_close"):
            continue
        if any(child.type in {"link_open", "link_close"} for child in children[1:-1]):
            continue
        address = str(children[0].attrs["href"])
        if embed := recognise(address):
            opening.tag = closing.tag = "figure"
            opening.attrSet("class", "embed")
            if embed.is_playable:
                player = reverse("articles:player", kwargs={"site": embed.site.slug, "key": embed.key})
                opening.attrSet("data-embed", player)
            inline.children = [_card(embed, address, children[1:-1])]


def render_embed(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    pictures = [child for child in token.children or [] if child.type == "image"]
    picture = renderer.renderInline(pictures[:1], options, env) if pictures else ""
    return (
        f'<a class="embed-link" href="{escape(token.meta["address"])}">{picture if "<picture" in picture else ""}'
        f'<span class="embed-title">{escape(token.content)}</span> '
        f'<span class="embed-site">{escape(token.meta["embed"].site.name)}</span></a>'
    )


def _card(embed: Embed, address: str, children: list[Token]) -> Token:
    words = "".join(child.content for child in children if child.type in {"text", "code_inline"}).strip()
    seen = "".join(child.content for child in children if child.type == "image").strip()
    card = Token("embed", "", 0, content=words or seen or address, children=children)
    card.meta = {"embed": embed, "address": address}
    return card
