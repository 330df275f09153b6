"""How what was found is shown: terms marked in the title, and in the passage that has most of them."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .folding import fold_with_places
from .query import Query, Term

PASSAGE = 120
LEAD = 24
_SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")

Span = tuple[int, int]


def marked(text: str, query: Query) -> SafeString:
    """``text`` with the terms of the query in ``mark`` elements."""
    text = unicodedata.normalize("NFC", text)
    return _with_marks(text, 0, len(text), _spans(text, query))


def passage(text: str, query: Query, length: int = PASSAGE) -> SafeString | None:
    """The ``length`` characters of ``text`` that show most of the terms, marked; None when there is none in it."""
    text = unicodedata.normalize("NFC", text)
    spans = _spans(text, query)
    if not spans:
        return None
    start = _beginning(text, _richest(text, spans, length))
    end = min(len(text), start + length)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, _with_marks(text, start, end, spans), after)


def _spans(text: str, query: Query) -> list[Span]:
    """Where the wanted terms are in ``text``, in their order and apart from each other."""
    patterns = [pattern for term in query.wanted for pattern in _patterns(term)]
    folded, places = fold_with_places(text)
    found: list[Span] = []
    for match in re.finditer("|".join(patterns), folded):
        start, end = places[match.start()], places[match.end() - 1] + 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _patterns(term: Term) -> Iterable[str]:
    halves = {half for cut in term.halves for half in cut} if term.is_split else set()
    for parts in sorted(halves, key=len, reverse=True) or term.spellings:
        body = r"[\W_]*".join(re.escape(part) for part in parts)
        before = r"(?<![a-z0-9])" if parts[0][0].isascii() else ""
        after = "" if not parts[-1][-1].isascii() else r"[^\W_]*" if term.has_open_end else r"(?![a-z0-9])"
        yield before + body + after


def _richest(text: str, spans: list[Span], length: int) -> int:
    """The start of the span from which ``length`` characters have the most different terms; the first of equals."""
    best, most = spans[0][0], 0
    for number, (start, _end) in enumerate(spans[:200]):
        within = {text[a:b] for a, b in spans[number : number + 20] if b <= start + length - LEAD}
        if len(within) > most:
            best, most = start, len(within)
    return best


def _beginning(text: str, place: int) -> int:
    """A little before ``place``, after the end of a sentence where there is one."""
    earliest = max(0, place - LEAD)
    if earliest == 0:
        return 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, place)]
    if ends:
        return ends[-1]
    while earliest < place and text[earliest - 1].isascii() and text[earliest - 1].isalnum():
        earliest += 1  # no word or number is torn apart
    return earliest


def _with_marks(text: str, start: int, end: int, spans: Iterable[Span]) -> SafeString:
    pieces: list[tuple[SafeString]] = []
    at = start
    for first, last in spans:
        if first >= end or last <= start:
            continue
        first, last = max(first, start), min(last, end)
        pieces.append((conditional_escape(text[at:first]),))
        pieces.append((format_html("<mark>{}</mark>", text[first:last]),))
        at = last
    pieces.append((conditional_escape(text[at:end]),))
    return format_html_join("", "{}", pieces)
