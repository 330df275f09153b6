"""Bringing together what two editors made of the same article, each beginning from the same.

Texts are merged by paragraphs, as diff3 does it (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007):
what both left alone lines up the three versions, and between two such places at most one may have changed something.
"""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .snapshot import Snapshot

# Comparing costs the product of the lengths where everything is alike; beyond this a text is compared as a whole.
MOST_PARAGRAPHS = 4000
OWN_CLOCK = {"status"}


@dataclass(frozen=True)
class Conflict:
    """What both changed, each in another way."""

    name: str
    """The name of the field."""
    mine: Any
    theirs: Any


@dataclass
class Merged:
    """What came of it. A place that is in conflict holds its ``Conflict`` until somebody chooses."""

    fields: dict[str, Any]
    text: list[str | Conflict] = field(default_factory=list)
    """The paragraphs of the body."""
    taken: list[str] = field(default_factory=list)
    """The names of the fields in which the other's changes were taken in."""

    @property
    def conflicts(self) -> list[Conflict]:
        values = [*self.fields.values(), *self.text]
        return [one for one in values if isinstance(one, Conflict)]

    def settle(self, choices: Sequence[str]) -> Snapshot:
        """The fields, with ``mine``, ``theirs`` or ``both`` (of a text) for each conflict in its order."""
        left = iter(choices)
        fields = {name: _chosen(value, left) for name, value in self.fields.items()}
        if self.text:
            fields["body"] = "\n\n".join(filter(None, (_chosen(part, left) for part in self.text)))
        return fields


def merge(base: Snapshot | None, mine: Snapshot, theirs: Snapshot) -> Merged:
    """Merge all fields. Without a base, whatever differs is a conflict."""
    merged = Merged({})
    for name, their in theirs.items():
        my: Any = mine.get(name, their)
        was: Any = base[name] if base and name in base else []
        if name in OWN_CLOCK or _same(name, my, their):
            merged.fields[name] = their
        elif base and name in base and _same(name, was, their):
            merged.fields[name] = my
        elif base and name in base and _same(name, was, my):
            merged.fields[name] = their
            merged.taken.append(name)
        elif name in {"tags", "related"}:
            merged.fields[name] = _merge_lists(was, my, their)
            merged.taken.append(name)
        elif name == "body" and base:
            merged.fields[name] = ""
            merged.text = list(merge_text(was, my, their))
            merged.taken.append(name)
        else:
            merged.fields[name] = Conflict(name, my, their)
    return merged


def merge_text(base: str, mine: str, theirs: str) -> Iterator[str | Conflict]:
    """The paragraphs of a text that two people changed."""
    versions = [_paragraphs(text) for text in (base, mine, theirs)]
    if max(map(len, versions)) > MOST_PARAGRAPHS:
        yield Conflict("body", mine, theirs)
        return
    start = (0, 0, 0)
    for places in itertools.chain(_common_places(*versions), [tuple(map(len, versions))]):
        was, my, their = (version[a:b] for version, a, b in zip(versions, start, places, strict=True))
        yield from _decide(was, my, their)
        if places[0] < len(versions[0]):
            yield versions[0][places[0]]
        start = (places[0] + 1, places[1] + 1, places[2] + 1)


def _decide(was: list[str], my: list[str], their: list[str]) -> Iterator[str | Conflict]:
    if my == their or their == was:
        yield from my
    elif my == was:
        yield from their
    else:
        yield Conflict("body", "\n\n".join(my), "\n\n".join(their))


def _common_places(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where a paragraph of the base is in both, in ascending order."""
    in_mine, in_theirs = _pairs(base, mine), _pairs(base, theirs)
    for place in sorted(in_mine.keys() & in_theirs.keys()):
        yield place, in_mine[place], in_theirs[place]


def _pairs(one: list[str], other: list[str]) -> dict[int, int]:
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _merge_lists(was: list[Any], my: list[Any], their: list[Any]) -> list[Any]:
    """My list without what they took out, and with what they added."""
    key = _first
    before, mine, others = ({key(one) for one in rows} for rows in (was, my, their))
    kept = [one for one in my if key(one) in others or key(one) not in before]
    return kept + [one for one in their if key(one) not in before and key(one) not in mine]


def _first(entry: Any) -> Any:
    return entry[0] if isinstance(entry, list) else entry


def _same(name: str, one: Any, other: Any) -> bool:
    """Tags have no order."""
    return sorted(one) == sorted(other) if name == "tags" and one and other else one == other


def _chosen(value: Any, choices: Iterator[str]) -> Any:
    if not isinstance(value, Conflict):
        return value
    choice = next(choices, "mine")
    if choice == "both" and isinstance(value.mine, str):
        return "\n\n".join(filter(None, (value.mine, value.theirs)))
    return value.theirs if choice == "theirs" else value.mine


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in _split(text.replace("\r\n", "\n").split("\n")) if part.strip()]


def _split(lines: Iterable[str]) -> Iterator[str]:
    """Parts between blank lines; a fenced piece of code stays whole."""
    part: list[str] = []
    fence = ""
    for line in lines:
        mark = line.lstrip()[:3]
        if mark in {"```", "~~~"} and fence in {"", mark}:
            fence = "" if fence else mark
        if line.strip() or fence:
            part.append(line)
        elif part:
            yield "\n".join(part)
            part = []
    if part:
        yield "\n".join(part)
