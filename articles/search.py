"""Search in Chinese, English and mixed text on plain PostgreSQL.

Chinese has no blanks between words, so every character and every pair of neighbours is a lexeme, at the position of its
first character; a Latin word or a number is one lexeme. A term of a query is a phrase of these, so that a match is
exact: what is found contains the term, and everything that contains it is found.
"""

import itertools
import re
import unicodedata
from collections import defaultdict
from itertools import zip_longest

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

QUERY_LENGTH = 100
QUERY_TERMS = 8
# A tsvector holds 1 MB and 16,383 positions; the end of a longer text is not searched.
INDEXED_CHARACTERS = 16_000

_CJK = (
    "\u2e80-\u2fdf\u3040-\u30ff\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PARTS = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
_SINGLE = re.compile(f"[{_CJK}]")
_LONGEST_LEXEME = 100


def vector(title: str, details: str, body: str) -> Cast:
    """The search vector of an article, as an expression; titles weigh most, then summary, tags and byline."""
    positions: dict[str, list[str]] = defaultdict(list)
    position = 1
    for text, weight in ((title, "A"), (details, "B"), (body[:INDEXED_CHARACTERS], "D")):
        parts = _parts(text)
        for part, following in zip_longest(parts, parts[1:], fillvalue=""):
            positions[part].append(f"{position}{weight}")
            if _is_cjk(part) and _is_cjk(following):
                positions[part + following].append(f"{position}{weight}")
            position += 1
        position += 1  # no phrase reaches across the parts
    literal = " ".join(f"{_quote(lexeme)}:{','.join(places)}" for lexeme, places in positions.items())
    return Cast(Value(literal), SearchVectorField())


def query(text: str) -> SearchQuery | None:
    """What readers typed, as a query: all terms must occur. None when there is nothing in it to search for."""
    terms = [phrase for word in text[:QUERY_LENGTH].split() if (phrase := _phrase(_parts(word)))]
    if not terms:
        return None
    return SearchQuery(" & ".join(f"({term})" for term in terms[:QUERY_TERMS]), config="simple", search_type="raw")


def likeness(text: str, most: int = 40) -> SearchQuery | None:
    """A query for articles that share pairs of characters or Latin words with ``text``; None when there are none."""
    parts = _parts(text)
    pairs = [a + b for a, b in itertools.pairwise(parts) if _is_cjk(a) and _is_cjk(b)]
    lexemes = dict.fromkeys(pairs + [part for part in parts if not _is_cjk(part) and len(part) > 1])
    if not lexemes:
        return None
    return SearchQuery(
        " | ".join(_quote(lexeme) for lexeme in list(lexemes)[:most]), config="simple", search_type="raw"
    )


def _parts(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [part[:_LONGEST_LEXEME] for part in _PARTS.findall(folded)]


def _phrase(parts: list[str]) -> str:
    """The parts one behind the other; pairs of characters where there are two, since they are far rarer."""
    lexemes = [
        _quote(part + following if _is_cjk(part) and _is_cjk(following) else part)
        for part, following in zip_longest(parts, parts[1:], fillvalue="")
    ]
    return " <-> ".join(lexemes)


def _is_cjk(part: str) -> bool:
    return len(part) == 1 and _SINGLE.match(part) is not None


def _quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
