"""What changed between two versions of an article, for people to read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .merge import paragraphs
from .sequences import MOST_PAIRS, cost, steps
from .snapshot import Snapshot

# Latin words as wholes with the space behind them, Chinese by the character.
_TOKEN = re.compile(r"[A-Za-z0-9_]+ ?|\s+|.", re.DOTALL)
# Paragraphs that have less than this in common are another one each: shown word by word they could not be read.
ALIKE = 0.3


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


def differences(before: Snapshot, after: Snapshot, say: Callable[[str, Any], Any] | None = None) -> list[Difference]:
    """How each field changed that did; ``say`` gives what people call a value, a text or a list of them."""
    say = say or (lambda _name, value: value)
    names = changed_fields(before, after)
    return [Difference(name, _lines(name, say(name, before.get(name)), say(name, after[name]))) for name in names]


def sides(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Two texts to be read beside each other; what only the first has is marked as "del", only the second as "ins"."""
    parts = _of_words(one, other, _Budget())
    return [part for part in parts if part.kind != "ins"], [part for part in parts if part.kind != "del"]


class _Budget:
    """What may still be spent on comparing word by word; a text of many long paragraphs is not compared without end."""

    def __init__(self) -> None:
        self.left = MOST_PAIRS

    def allows(self, price: int) -> bool:
        self.left -= price
        return self.left >= 0


def _lines(name: str, before: Any, after: Any) -> list[list[Part]]:
    if name == "body":
        return list(_of_text(before or "", after or ""))
    if isinstance(after, list):
        old, new = ([str(one) for one in rows] for rows in (before or [], after))
        return [[part] for part in _of_sequence(old, new)]
    return [_of_words(_text(before), _text(after), _Budget())]


def _of_text(before: str, after: str) -> Iterator[list[Part]]:
    """By paragraphs; those that stayed are left out, since the article itself has them."""
    old, new = paragraphs(before), paragraphs(after)
    budget = _Budget()
    for tag, a, b, c, d in steps(old, new) or [("replace", 0, len(old), 0, len(new))]:
        if tag == "equal":
            yield []
            continue
        common = min(b - a, d - c)
        for one, other in zip(old[a : a + common], new[c : c + common], strict=True):
            yield _of_words(one, other, budget)
        yield from ([Part(text, "del")] for text in old[a + common : b])
        yield from ([Part(text, "ins")] for text in new[c + common : d])


def _of_words(before: str, after: str, budget: _Budget) -> list[Part]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    parts = list(_joined(_of_sequence(old, new))) if budget.allows(cost(old, new)) else []
    same = sum(len(part.text) for part in parts if not part.kind)
    if same < ALIKE * min(len(before), len(after)) or not parts:
        return [Part(text, kind) for text, kind in ((before, "del"), (after, "ins")) if text]
    return parts


def _of_sequence(old: list[str], new: list[str]) -> Iterator[Part]:
    for tag, a, b, c, d in steps(old, new) or [("replace", 0, len(old), 0, len(new))]:
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


def _text(value: Any) -> str:
    return "" if value is None else str(value)
