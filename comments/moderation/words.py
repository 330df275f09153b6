"""Words that hold a comment or are masked in it, tens of thousands of them, found in one pass (Aho and Corasick, 1975).

Texts and words are compared folded (``articles.search.folding``), and in two ways. A word with Chinese in it is looked
for in the text without everything that is no letter, so that blanks and signs between its characters don't hide it.
A word of a script that has blanks between words is found as a whole word alone.
"""

import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick
from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from articles.search.folding import fold_with_places
from comments.models import Word

MASK = "＊"
# Scripts that write without blanks between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u318f\u31a0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Between two characters of a word these are the end of a sentence rather than somebody's trick.
_STOPS = frozenset("。,!?;:、\n")
_BLANKS = re.compile(r"\s+")
# The row of ``Tally`` that is another one after every change of the list.
_CHANGES = "words changed"
VERSION = f"SELECT count || ' ' || ends_at FROM comments_tally WHERE key = '{_CHANGES}'"  # noqa: S608 - of constants
CHANGED = """
    INSERT INTO comments_tally AS tally (key, count, ends_at)
    VALUES (%s, 1, clock_timestamp() + interval '10 years')
    ON CONFLICT (key) DO UPDATE SET count = tally.count + 1, ends_at = excluded.ends_at
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The words of the list that hold a comment, and the text with its other words masked ("" when it has none)."""

    held: list[str]
    masked: str


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    length: int
    effect: str
    whole_at_start: bool
    whole_at_end: bool


@dataclass(frozen=True, slots=True)
class _Lists:
    """The list as it was at one version: words with Chinese, and others."""

    version: str | None
    loose: ahocorasick.Automaton
    strict: ahocorasick.Automaton

    @property
    def is_empty(self) -> bool:
        return not (len(self.loose) or len(self.strict))


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared: with the place of each character, and, loosely, which of the characters are kept."""

    text: str
    places: Sequence[int]
    kept: list[int]

    @classmethod
    def of(cls, text: str) -> "_Folded":
        folded, places = fold_with_places(text)
        return cls(folded, places, [at for at, character in enumerate(folded) if character.isalnum()])


def version() -> str | None:
    """Which list holds now; another one after every change. One query."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        found = cursor.fetchone()
    return found[0] if found else None


def check(text: str) -> Found:
    """Look for all words of the list in ``text``. One query, and a second one after the list was changed."""
    return check_by(version(), text)


def check_by(version: str | None, text: str) -> Found:
    """``check`` for those who know the ``version`` of the list: no query, unless the list was changed."""
    lists = _lists(version)
    if lists.is_empty:
        return Found([], "")
    text = unicodedata.normalize("NFC", text)
    folded = _Folded.of(text)
    held: dict[str, None] = {}
    masked: set[int] = set()
    for entry, hits in (*_loose(lists.loose, folded), *_strict(lists.strict, folded)):
        if entry.effect == Word.Effect.HOLD:
            held[entry.text] = None
        else:
            masked.update(folded.places[hit] for hit in hits)
    shown = "".join(MASK if place in masked else character for place, character in enumerate(text))
    return Found(list(held), shown if masked else "")


def is_findable(folded: str) -> bool:
    """Whether a word has anything that could be found."""
    return any(character.isalnum() for character in folded)


def remove(words: QuerySet[Word]) -> int:
    """Take words from the list without loading them; how many."""
    number = words.order_by()._raw_delete(words.db)
    changed()
    return number


def changed() -> None:
    """Let every worker read the list anew. For what is written past the model's own ``save`` and ``delete``."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [_CHANGES])


def watch() -> None:
    """Note every change of the list that is made through the model."""
    for signal in (post_save, post_delete):
        signal.connect(_note_change, sender=Word, dispatch_uid="comments.words")


def _note_change(**_kwargs: Any) -> None:
    changed()


def _loose(automaton: ahocorasick.Automaton, folded: _Folded) -> Iterator[tuple[_Entry, list[int]]]:
    if not len(automaton):
        return
    letters = "".join(folded.text[at] for at in folded.kept)
    for end, entry in automaton.iter(letters):
        hits = folded.kept[end - entry.length + 1 : end + 1]
        if _is_whole(folded.text, hits[0], hits[-1] + 1, entry) and not _is_of_two_sentences(folded.text, hits):
            yield entry, hits


def _strict(automaton: ahocorasick.Automaton, folded: _Folded) -> Iterator[tuple[_Entry, list[int]]]:
    if not len(automaton):
        return
    text, kept = _spaced(folded.text)
    for end, entry in automaton.iter(text):
        start = end - entry.length + 1
        if _is_whole(text, start, end + 1, entry):
            yield entry, [kept[at] for at in range(start, end + 1) if text[at] != " "]


def _spaced(text: str) -> tuple[str, list[int]]:
    """A text without what can't be seen and with single blanks, and the place of each character."""
    kept: list[int] = []
    pieces: list[str] = []
    for at, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        character = " " if character.isspace() else character
        if character != " " or pieces[-1:] != [" "]:
            kept.append(at)
            pieces.append(character)
    return "".join(pieces), kept


def _is_whole(text: str, start: int, end: int, entry: _Entry) -> bool:
    """Whether the word begins and ends where a word does; Chinese may begin and end anywhere."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if entry.whole_at_start and _is_spaced_letter(before):
        return False
    return not (entry.whole_at_end and _is_spaced_letter(after))


def _is_of_two_sentences(text: str, hits: list[int]) -> bool:
    """Whether a stop stands in the word as it does between sentences: 楼上。海边 is no 上海. A word of which every
    character is set apart is one all the same."""
    gaps = [text[one + 1 : other] for one, other in itertools.pairwise(hits)]
    if not any(_STOPS.intersection(gap) for gap in gaps):
        return False
    return len(gaps) < 2 or not all(gaps)


def _is_spaced_letter(character: str) -> bool:
    return character.isalnum() and not _UNSPACED.match(character)


def _key(folded: str) -> tuple[str, bool]:
    """What of a folded word is looked for, and whether it is looked for loosely."""
    if _UNSPACED.search(folded):
        return "".join(character for character in folded if character.isalnum()), True
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return _BLANKS.sub(" ", visible).strip(), False


# The list, read once a process and again when it was changed


_known: _Lists | None = None
_reading = threading.Lock()


def _lists(version: str | None) -> _Lists:
    global _known
    found = _known
    if found and found.version == version:
        return found
    with _reading:
        if _known is None or _known.version != version:
            _known = _read(version)
        return _known


def _read(version: str | None) -> _Lists:
    loose, strict = ahocorasick.Automaton(), ahocorasick.Automaton()
    rows = Word.objects.order_by().values_list("text", "folded", "effect")
    for text, folded, effect in rows.iterator(5000):
        key, is_loose = _key(folded)
        if is_findable(key):
            ends = (_is_spaced_letter(key[0]), _is_spaced_letter(key[-1]))
            (loose if is_loose else strict).add_word(key, _Entry(text, len(key), effect, *ends))
    for automaton in (loose, strict):
        automaton.make_automaton()
    return _Lists(version, loose, strict)
