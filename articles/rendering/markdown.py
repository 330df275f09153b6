"""The Markdown of articles: CommonMark with tables, footnotes, strikethrough and autolinks."""

import re
from collections.abc import Sequence
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from .embeds import render_embed
from .emphasis import cjk_emphasis_plugin
from .pictures import picture_html

# An address ends where Chinese punctuation begins; linkify-it takes that for a part of the path.
_ADDRESS_END = re.compile("[，。；：？！、“”‘’《》「」『』（）【】…]")


def _make_parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20})
    markdown.enable(["table", "strikethrough", "linkify"])
    markdown.use(footnote_plugin)
    markdown.use(cjk_emphasis_plugin)
    # Only what says http:// or https:// is a link; "etc.cn" in a sentence is not.
    linkifier = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.linkify = linkifier
    markdown.core.ruler.after("linkify", "trim_links", _trim_links)
    markdown.core.ruler.push("lower_headings", _lower_headings)
    markdown.core.ruler.push("align_cells", _align_cells)
    markdown.add_render_rule("image", _render_image)
    markdown.add_render_rule("embed", render_embed)
    markdown.add_render_rule("fence", _render_code)
    markdown.add_render_rule("code_block", _render_code)
    markdown.add_render_rule("table_open", _open_table)
    markdown.add_render_rule("table_close", _close_table)
    return markdown


def _lower_headings(state: StateCore) -> None:
    """The only h1 of a page is the article's title."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"


def _align_cells(state: StateCore) -> None:
    """Columns are aligned by a class: the policy of the pages forbids style attributes."""
    for token in state.tokens:
        style = str(token.attrs.pop("style", "")) if token.type in {"th_open", "td_open"} else ""
        if style:
            token.attrSet("class", style.replace("text-align:", "align-"))


def _trim_links(state: StateCore) -> None:
    for token in state.tokens:
        children = token.children or []
        for number, child in enumerate(children):
            if child.type == "link_open" and child.markup == "linkify":
                _trim_link(children, number)


def _trim_link(children: list[Token], number: int) -> None:
    label = children[number + 1]
    end = _ADDRESS_END.search(label.content)
    if not end:
        return
    rest = label.content[end.start() :]
    label.content = label.content[: end.start()]
    children[number].attrSet("href", label.content)
    text = Token("text", "", 0, content=rest, level=children[number].level)
    children.insert(number + 3, text)


def _render_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children, options, env) if token.children else ""
    pictures: dict[str, Any] = dict(env).get("pictures", {})
    return picture_html(token, alt, pictures)


def _render_code(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Long lines of code scroll by themselves too."""
    render = RendererHTML.fence if tokens[index].type == "fence" else RendererHTML.code_block
    return render(renderer, tokens, index, options, env).replace("<pre>", '<pre tabindex="0">', 1)


def _open_table(*_arguments: object) -> str:
    """Wide tables scroll by themselves; what scrolls can be reached with the keyboard."""
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _close_table(*_arguments: object) -> str:
    return "</table></div>\n"


parser = _make_parser()
