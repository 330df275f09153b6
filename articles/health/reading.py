"""What a text shows and leads to, read from its Markdown as the site reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from articles.models import Image
from articles.rendering.headings import headings_in
from articles.rendering.markdown import parser
from articles.rendering.pictures import pictures_in

_FOREIGN = re.compile(r"<\s*/?\s*(?:script|iframe|object|embed|form|style)\b", re.IGNORECASE)
_DANGEROUS = re.compile(r"\]\(\s*<?\s*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A picture in a text; ``words`` is its alternative text there."""

    address: str
    words: str


@dataclass
class Reading:
    pictures: list[Shown] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    library: dict[str, Image] = field(default_factory=dict)
    """The pictures of the library that are shown, by their tokens."""
    foreign: str = ""
    """The first thing that is meant as HTML or as a program, and that readers would see as text."""
    has_words: bool = False


def read(markdown: str) -> Reading:
    env: dict[str, object] = {}
    tokens = parser.parse(markdown, env)
    reading = Reading(library=pictures_in(tokens))
    headings_in(tokens)
    for token in _all(tokens):
        identifier = token.attrs.get("id")
        if identifier:
            reading.anchors.add(str(identifier))
        if token.type == "image":
            reading.pictures.append(Shown(str(token.attrs["src"]), _words(token)))
        elif token.type == "link_open":
            reading.links.append(str(token.attrs["href"]))
        elif token.type == "footnote_anchor":
            reading.anchors.add(f"fn{token.meta['id'] + 1}")
            reading.anchors.add(f"fnref{token.meta['id'] + 1}")
        elif token.type in {"text", "code_inline", "fence", "code_block"}:
            reading.has_words = reading.has_words or bool(token.content.strip())
            if token.type == "text" and not reading.foreign:
                reading.foreign = _foreign(token.content)
    return reading


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type in {"text", "code_inline"}).strip()


def _foreign(text: str) -> str:
    found = _FOREIGN.search(text) or _DANGEROUS.search(text)
    return text[found.start() : found.start() + 40] if found else ""
