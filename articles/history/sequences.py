"""Comparing two sequences, at a cost that is known beforehand."""

import difflib
from collections import Counter
from collections.abc import Sequence

# Pairs of what is alike; a million take about a quarter of a second.
MOST_PAIRS = 4_000_000

Step = tuple[str, int, int, int, int]
"""As difflib has it: ``equal``, ``replace``, ``delete`` or ``insert``, and where in the old and in the new one."""


def cost(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of pairs that are alike: comparing takes time in proportion to it, and to the lengths."""
    number = Counter(new)
    return len(old) + len(new) + sum(times * number[one] for one, times in Counter(old).items())


def steps(old: Sequence[str], new: Sequence[str], most: int = MOST_PAIRS) -> list[Step] | None:
    """From the old one to the new one; None where finding out costs more than ``most``."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle, other = old[start : len(old) - end], new[start : len(new) - end]
    if cost(middle, other) > most:
        return None
    found: list[Step] = [("equal", 0, start, 0, start)] if start else []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
        found.append((tag, a + start, b + start, c + start, d + start))
    if end:
        found.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same from the beginning on."""
    number = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        number += 1
    return number
