"""Breaking a title into lines, by the rules for Chinese text.

Closing punctuation doesn't begin a line and opening punctuation doesn't end one (W3C, Requirements for Chinese Text
Layout, 3.1.3: Prohibition Rules for Line Start and Line End; for kana, JIS X 4051); a Latin word stays whole unless it
is longer than a line.
"""

import re
import unicodedata
from collections.abc import Callable

NOT_AT_START = set("。，、：；？！…—·～）》〉」』】〕〗”’)]}.,;:?!%％‰°℃々ーっゃゅょッャュョ")
NOT_AT_END = set("（《〈「『【〔〖“‘([{")
ELLIPSIS = "…"
_PIECES = re.compile(r"[A-Za-z0-9À-ɏͰ-ӿ'’&+#@/_.:-]*[A-Za-z0-9À-ɏͰ-ӿ+#]|\s+|.", re.DOTALL)
# Nothing of these stands before the ellipsis of a text that is cut.
_LOOSE = "".join(NOT_AT_END) + " ，、：；—·,;:"

Measure = Callable[[str], float]


def lines_of(text: str, width: float, most: int, measure: Measure) -> list[str] | None:
    """The lines of ``text``, none wider than ``width``; None when there are more than ``most``."""
    return _fill(_units(text, width, measure), width, most, measure)


def balanced(text: str, width: float, most: int, measure: Measure) -> list[str] | None:
    """The same with lines of about the same length, so that no lonely character stands on the last one."""
    units = _units(text, width, measure)
    best = _fill(units, width, most, measure)
    if not best:
        return best
    # What holds together on a full line does so on a shorter one.
    narrow, wide = max(measure(unit.strip()) for unit in units), width
    while wide - narrow > width / 50:
        middle = (narrow + wide) / 2
        if found := _fill(units, middle, len(best), measure):
            best, wide = found, middle
        else:
            narrow = middle
    return best


def shortened(text: str, width: float, most: int, measure: Measure) -> list[str]:
    """The first ``most`` lines, the last of them with an ellipsis where the text goes on; no word is cut that fits."""
    pieces = _pieces(text, width, measure)
    least, greatest, best = 0, len(pieces), [ELLIPSIS]
    while least < greatest:
        middle = (least + greatest + 1) // 2
        head = "".join(pieces[:middle])
        if found := lines_of((head.rstrip(_LOOSE) or head) + ELLIPSIS, width, most, measure):
            least, best = middle, found
        else:
            greatest = middle - 1
    return best


def has_long_word(text: str, width: float, measure: Measure) -> bool:
    """Whether a word would have to be broken, being longer than a line."""
    return any(measure(piece) > width for piece in _PIECES.findall(text))


def is_wide(character: str) -> bool:
    """Whether a character is as wide as it is high, as Chinese ones are."""
    return unicodedata.east_asian_width(character) in "WF"


def _fill(units: list[str], width: float, most: int, measure: Measure) -> list[str] | None:
    lines: list[str] = []
    line = ""
    for unit in units:
        if line and measure((line + unit).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
            if len(lines) == most:
                return None
        line = (line + unit).lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _units(text: str, width: float, measure: Measure) -> list[str]:
    """What is not broken: characters with the punctuation that belongs to them, and words."""
    units: list[str] = []
    for piece in _pieces(text, width, measure):
        # A space between doesn't part a mark from its neighbour.
        unit = units.pop() + piece if piece in NOT_AT_START and len(units) > 1 and units[-1].isspace() else piece
        joins = units and (unit.lstrip()[:1] in NOT_AT_START or units[-1].rstrip()[-1:] in NOT_AT_END)
        if joins and measure(units[-1] + unit) <= width:
            units[-1] += unit
        else:
            units.append(unit)
    return units


def _pieces(text: str, width: float, measure: Measure) -> list[str]:
    """Words, spaces and single characters; what is longer than a line in its characters."""
    pieces = _PIECES.findall(text)
    return [part for piece in pieces for part in ([piece] if measure(piece) <= width else piece)]
