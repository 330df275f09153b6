"""Texts put together from pieces, with all that the site would make from them, without making it each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from articles import rendering
from articles.models import Image
from articles.search import lexemes


@dataclass(frozen=True)
class Piece:
    """Some blocks of Markdown, and what ``Article.derive`` and ``Article.index`` make of them."""

    markdown: str
    html: str
    text: str
    headings: list[Any]
    picture: Image | None
    first: str
    """The first and the last part that is indexed: of neighbours a pair is made."""
    last: str
    length: int
    """Of the parts."""
    template: str
    """The lexemes with their weights; the positions are to be filled in."""
    positions: tuple[int, ...]

    @classmethod
    def of(cls, markdown: str, weight: str = "D") -> "Piece":
        made = rendering.render(markdown)
        parts = lexemes.parts(made.text)
        return cls(markdown, made.html, made.text, made.headings, made.first_picture, *_indexed(parts, weight))

    @classmethod
    def plain(cls, text: str, weight: str = "D") -> "Piece":
        """Of a paragraph without a sign that means something in Markdown or HTML, or of words that are only indexed."""
        return cls(text, f"<p>{text}</p>\n", text, [], None, *_indexed(lexemes.parts(text), weight))


def vector(title: str, details: str, pieces: Sequence[Piece]) -> tuple[str, str]:
    """What the site would index of an article with its title, and of the title alone, as PostgreSQL reads it."""
    head = Piece.plain(title, "A")
    literal = [head.template % head.positions]
    start = head.length + 1
    about = Piece.plain(details, "B")
    literal.append(about.template % tuple(map(start.__add__, about.positions)))
    start += about.length + 1
    literal += _placed(pieces, start)
    return " ".join(literal), literal[0]


def _placed(pieces: Sequence[Piece], start: int) -> Iterator[str]:
    for piece, following in pairwise((*pieces, None)):
        assert piece
        yield piece.template % tuple(map(start.__add__, piece.positions))
        start += piece.length
        if following and lexemes.is_cjk(piece.last) and lexemes.is_cjk(following.first):
            yield f"{lexemes.quoted(piece.last + following.first)}:{start}D"


def _indexed(parts: list[str], weight: str) -> tuple[str, str, int, str, tuple[int, ...]]:
    entries: list[str] = []
    positions: list[int] = []
    for position, part in enumerate(parts, 1):
        entries.append(part)
        positions.append(position)
        following = parts[position] if position < len(parts) else ""
        if following and lexemes.is_cjk(part) and lexemes.is_cjk(following):
            entries.append(part + following)
            positions.append(position)
    template = " ".join(f"{lexemes.quoted(entry)}:%d{weight}" for entry in entries)
    return parts[0] if parts else "", parts[-1] if parts else "", len(parts), template, tuple(positions)
