"""What is indexed of an article.

Chinese has no blanks between words, so every character and every pair of neighbours is a lexeme, at the position of its
first character; a Latin word or a number is one lexeme. A term of a query is a phrase of these, so that a match is
exact: what is found contains the term, and everything that contains it is found.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from .folding import fold

# A tsvector holds 1 MB and 16,383 positions; the end of a longer text is not searched.
INDEXED_CHARACTERS = 16_000

_CJK = (
    "\u2e80-\u2fdf\u3040-\u30ff\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PARTS = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
_SINGLE = re.compile(f"[{_CJK}]")
_LONGEST_LEXEME = 100


def vector(*texts: tuple[str, str]) -> Cast:
    """A search vector of texts with their weights (``A`` the highest to ``D``), as an expression."""
    positions: dict[str, list[str]] = defaultdict(list)
    position = 1
    for text, weight in texts:
        found = parts(text[:INDEXED_CHARACTERS])
        for part, following in zip_longest(found, found[1:], fillvalue=""):
            positions[part].append(f"{position}{weight}")
            if is_cjk(part) and is_cjk(following):
                positions[part + following].append(f"{position}{weight}")
            position += 1
        position += 1  # no phrase reaches across the texts
    literal = " ".join(f"{quoted(lexeme)}:{','.join(places)}" for lexeme, places in positions.items())
    return Cast(Value(literal), SearchVectorField())


def parts(text: str) -> list[str]:
    """The characters of Chinese, Japanese and Korean, and the words of other scripts, in their order, folded."""
    return [part[:_LONGEST_LEXEME] for part in _PARTS.findall(fold(text))]


def phrase(wanted: Iterable[str], *, open_end: bool = False) -> str:
    """The parts one behind the other, as text of a tsquery.

    Pairs of characters stand where there are two, since they are far rarer. With ``open_end`` a longer word is a
    match too, where the last part is a word of some length.
    """
    wanted = list(wanted)
    lexemes = [
        quoted(part + following if is_cjk(part) and is_cjk(following) else part)
        for part, following in zip_longest(wanted, wanted[1:], fillvalue="")
    ]
    if len(wanted) > 1 and is_cjk(wanted[-1]) and is_cjk(wanted[-2]):
        lexemes.pop()  # the last pair has said it
    return " <-> ".join(lexemes) + (":*" if open_end and not is_cjk(wanted[-1]) else "")


def is_cjk(part: str) -> bool:
    return len(part) == 1 and _SINGLE.match(part) is not None


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
