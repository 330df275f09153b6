"""Headings that can be linked to."""

import itertools
from collections.abc import Sequence
from typing import TypedDict

from markdown_it.token import Token

from articles.slugs import slug_from

LEVELS = {"h2": 2, "h3": 3}
ID_PREFIX = "section-"


class Heading(TypedDict):
    level: int
    """2 or 3."""
    id: str
    text: str


def headings_in(tokens: Sequence[Token]) -> list[Heading]:
    """The headings of the two upper levels, each of which gets an id made from its words."""
    found: list[Heading] = []
    taken: set[str] = set()
    for token, inline in itertools.pairwise(tokens):
        if token.type != "heading_open" or token.tag not in LEVELS or token.level > 0:
            continue
        text = "".join(child.content for child in inline.children or [] if child.type in {"text", "code_inline"})
        name = _free_id(text.strip(), taken)
        token.attrSet("id", name)
        if text.strip():
            found.append({"level": LEVELS[token.tag], "id": name, "text": text.strip()})
    return found


def _free_id(text: str, taken: set[str]) -> str:
    base = name = ID_PREFIX + (slug_from(text, 60) or str(len(taken) + 1))
    number = 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
