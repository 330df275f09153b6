"""Bringing together what two editors made of the same article, each beginning from the same.

Texts are merged by paragraphs, in the manner of diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3",
2007). Other than there, changes of neighbouring paragraphs are no conflict: editors often share out a text like that,
and unlike lines of a program, paragraphs stand by themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from .sequences import steps
from .snapshot import Snapshot

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
            merged.fields[name] = _merge_lists(name, was, my, their)
            merged.taken.append(name)
        elif name == "body" and base:
            merged.fields[name] = ""
            merged.text = list(merge_text(was, my, their))
            merged.taken.append(name)
        else:
            merged.fields[name] = Conflict(name, my, their)
    return merged


def merge_text(base: str, mine: str, theirs: str) -> Iterator[str | Conflict]:
    """The paragraphs of a text that two people changed; one conflict of all where comparing would take too long."""
    was = paragraphs(base)
    mine_changes = _changes(was, paragraphs(mine), is_mine=True)
    their_changes = _changes(was, paragraphs(theirs), is_mine=False)
    if mine_changes is None or their_changes is None:
        yield Conflict("body", mine, theirs)
        return
    place = 0
    for group in _touching([*mine_changes, *their_changes]):
        start, end = group[0].start, max(change.end for change in group)
        yield from was[place:start]
        yield from _decide(was, start, end, group)
        place = end
    yield from was[place:]


@dataclass(frozen=True)
class _Change:
    """Paragraphs of the base from ``start`` to before ``end`` became others."""

    start: int
    end: int
    text: list[str]
    is_mine: bool

    def touches(self, other: "_Change") -> bool:
        """Whether the two can't both be made, or only in an order that nobody knows."""
        if self.is_mine == other.is_mine:
            return False
        if self.is_addition or other.is_addition:
            one, place = (other, self) if self.is_addition else (self, other)
            grows = len(one.text) > one.end - one.start
            return one.start < place.start < one.end or (grows and place.start in {one.start, one.end})
        return max(self.start, other.start) < min(self.end, other.end)

    @property
    def is_addition(self) -> bool:
        return self.start == self.end


def _changes(was: list[str], now: list[str], is_mine: bool) -> list[_Change] | None:
    """What one of the two did; paragraph by paragraph where as many came as went."""
    found = steps(was, now)
    if found is None:
        return None
    changes = []
    for tag, a, b, c, d in found:
        if tag == "replace" and b - a == d - c:
            changes += [_Change(a + n, a + n + 1, [now[c + n]], is_mine) for n in range(b - a)]
        elif tag != "equal":
            changes.append(_Change(a, b, now[c:d], is_mine))
    return changes


def _touching(changes: list[_Change]) -> Iterator[list[_Change]]:
    """The changes in the order of the text, those that touch each other together."""
    group: list[_Change] = []
    for change in sorted(changes, key=attrgetter("start", "end")):
        if group and not any(change.touches(other) for other in group):
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _decide(was: list[str], start: int, end: int, group: list[_Change]) -> Iterator[str | Conflict]:
    my, their = (_made(was, start, end, [one for one in group if one.is_mine == side]) for side in (True, False))
    if my == their or all(one.is_mine for one in group):
        yield from my
    elif not any(one.is_mine for one in group):
        yield from their
    else:
        yield from _disagree(my, their)


def _disagree(my: list[str], their: list[str]) -> Iterator[str | Conflict]:
    """A conflict for each place at which the two say something else; paragraphs that both came to are none."""
    for tag, a, b, c, d in steps(my, their) or [("replace", 0, len(my), 0, len(their))]:
        pairs = [(slice(a, b), slice(c, d))]
        if b - a == d - c:
            pairs = [(slice(a + n, a + n + 1), slice(c + n, c + n + 1)) for n in range(b - a)]
        for mine, theirs in pairs:
            one, other = "\n\n".join(my[mine]), "\n\n".join(their[theirs])
            yield one if tag == "equal" else Conflict("body", one, other)


def _made(was: list[str], start: int, end: int, changes: list[_Change]) -> list[str]:
    """A part of the base with the changes of one side."""
    made: list[str] = []
    for change in changes:
        made += was[start : change.start] + change.text
        start = change.end
    return made + was[start:end]


def _merge_lists(name: str, was: list[Any], my: list[Any], their: list[Any]) -> list[Any] | Conflict:
    """What both added, without what either took out, in the order of who changed it, and each entry as who changed
    that left it; a conflict where both did."""
    before, mine, theirs = ({_first(one): one for one in rows} for rows in (was, my, their))
    one, other = (theirs, mine) if _is_moved(before, theirs) and not _is_moved(before, mine) else (mine, theirs)
    keys = [key for key in one if key in other or key not in before]
    keys += [key for key in other if key not in before and key not in one]
    my_way, their_way = [], []
    for key in keys:
        ours, others = mine.get(key, theirs.get(key)), theirs.get(key, mine.get(key))
        my_way.append(others if ours == before.get(key) else ours)
        their_way.append(ours if others == before.get(key) else others)
    return my_way if my_way == their_way else Conflict(name, my_way, their_way)


def _is_moved(before: dict[Any, Any], after: dict[Any, Any]) -> bool:
    """Whether what is in both has another order."""
    return [key for key in before if key in after] != [key for key in after if key in before]


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


def paragraphs(text: str) -> list[str]:
    """The parts of a text between blank lines."""
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
