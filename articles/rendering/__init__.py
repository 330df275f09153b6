"""From Markdown to what readers see.

Markdown is parsed by markdown-it-py (CommonMark, linear in its input), with raw HTML off. The sanitiser comes last, and
nothing changes the text after it.
"""

from dataclasses import dataclass

from markdown_it.token import Token

from articles.models.image import Image

from .embeds import mark_embeds
from .headings import Heading, headings_in
from .markdown import parser
from .pictures import mark_figures, pictures_in
from .sanitizer import sanitize

__all__ = ["Heading", "Rendered", "preview", "render"]


@dataclass(frozen=True)
class Rendered:
    html: str
    """Sanitised HTML."""
    text: str
    """The words alone, paragraphs separated by line breaks; for excerpts and search."""
    headings: list[Heading]
    """For a table of contents, in their order."""
    first_picture: Image | None


def render(markdown: str) -> Rendered:
    env: dict[str, object] = {}
    tokens = parser.parse(markdown, env)
    pictures = pictures_in(tokens)
    env["pictures"] = pictures
    mark_figures(tokens, pictures)
    mark_embeds(tokens)
    headings = headings_in(tokens)
    html = sanitize(parser.renderer.render(tokens, parser.options, env))
    return Rendered(html, _plain_text(tokens), headings, next(iter(pictures.values()), None))


def preview(markdown: str) -> str:
    """The HTML that an article with this text would have; for the editor."""
    return render(markdown).html


def _plain_text(tokens: list[Token]) -> str:
    lines: list[str] = []
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            lines.append(token.content)
        elif token.type == "footnote_block_open":
            break
        elif token.children:
            lines.append("".join(_words(child) for child in token.children))
    return "\n".join(line.strip() for line in lines if line.strip())


def _words(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline", "embed"} else ""
