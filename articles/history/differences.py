"""What changed between two versions of an article, for people to read."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .merge import MOST_PARAGRAPHS, _paragraphs
from .snapshot import Snapshot

# Latin words as wholes, Chinese by the character.
_TOKEN = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
# Two long paragraphs are shown one after the other instead of word by word: that would take too long.
MOST_TOKENS = 3000


@dataclass(frozen=True)
class Part:
    """A piece of text that is in both (``kind`` ""), or only before ("del"), or only after ("ins")."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Difference:
    """How one field changed; ``lines`` are the paragraphs of it, those that stayed the same as an empty list."""

    name: str
    lines: list[list[Part]]


def changed_fields(before: Snapshot | None, after: Snapshot) -> list[str]:
    """The names of the fields that differ; all is new without anything before."""
    return [] if before is None else [name for name in after if after[name] != before.get(name)]


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    return [Difference(name, _lines(name, before.get(name), after[name])) for name in changed_fields(before, after)]


def _lines(name: str, before: Any, after: Any) -> list[list[Part]]:
    if name == "body":
        return list(_of_text(before or "", after or ""))
    if isinstance(before, str) and isinstance(after, str) and name in {"title", "summary", "cover_alt"}:
        return [_of_words(before, after)]
    if isinstance(after, list):
        old, new = ([_words(one) for one in rows] for rows in (before or [], after))
        return [[part] for part in _of_sequence(old, new)]
    return [[Part(_words(before), "del"), Part(_words(after), "ins")]]


def _of_text(before: str, after: str) -> Iterator[list[Part]]:
    """By paragraphs; those that stayed are left out, since the article itself has them."""
    old, new = _paragraphs(before), _paragraphs(after)
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        yield [Part(before, "del"), Part(after, "ins")]
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield []
        else:
            common = min(b - a, d - c) if tag == "replace" else 0
            for one, other in zip(old[a : a + common], new[c : c + common], strict=True):
                yield _of_words(one, other)
            yield from ([Part(text, "del")] for text in old[a + common : b])
            yield from ([Part(text, "ins")] for text in new[c + common : d])


def _of_words(before: str, after: str) -> list[Part]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > MOST_TOKENS:
        return [Part(before, "del"), Part(after, "ins")]
    return list(_joined(_of_sequence(old, new)))


def _of_sequence(old: list[str], new: list[str]) -> Iterator[Part]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Part(text) for text in old[a:b])
        else:
            yield from (Part(text, "del") for text in old[a:b])
            yield from (Part(text, "ins") for text in new[c:d])


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbours of one kind as one."""
    text, kind = "", ""
    for part in parts:
        if part.kind != kind and text:
            yield Part(text, kind)
            text = ""
        text, kind = text + part.text, part.kind
    if text:
        yield Part(text, kind)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " · ".join(str(one) for one in value)
    return "" if value is None else str(value)
