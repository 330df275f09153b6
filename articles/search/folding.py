"""Which characters are the same to a reader who searches.

Upper and lower case, full- and half-width forms (Unicode NFKC), and traditional and simplified Chinese (the character
tables of OpenCC).
"""

import functools
import unicodedata
from collections.abc import Sequence

import opencc

_CJK_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))
# OpenCC leaves these to its phrases, since they are good simplified characters too: 著名, 瞭望, 狼藉, 覆盖.
_ALSO_SIMPLIFIED = {"著": "着", "瞭": "了", "藉": "借", "覆": "复"}


class _Folds(dict[int, str]):
    """A table for ``str.translate`` that learns a character when it meets it."""

    def __missing__(self, code: int) -> str:
        compatible = unicodedata.normalize("NFKC", chr(code)).casefold()
        simplified = _simplified()
        folded = "".join(simplified.get(character, character) for character in compatible)
        self[code] = folded
        return folded


_folds = _Folds()


def fold(text: str) -> str:
    """``text`` as it is compared; equal results mean that readers take the texts for the same."""
    return unicodedata.normalize("NFC", text).translate(_folds)


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """``fold(text)`` and for each of its characters the place in ``text``, which must be composed (NFC)."""
    folded = text.translate(_folds)
    if len(folded) == len(text):  # no character becomes nothing, so each became one
        return folded, range(len(text))
    return folded, [place for place, character in enumerate(text) for _ in _folds[ord(character)]]


def mainland_words(text: str) -> str:
    """``text`` in the words of mainland China where those of Taiwan differ: 軟體 becomes 软件."""
    return _converter("tw2sp").convert(text)


@functools.cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@functools.cache
def _simplified() -> dict[str, str]:
    traditional = [chr(code) for start, end in _CJK_BLOCKS for code in range(start, end)]
    simplified = _converter("t2s").convert("\n".join(traditional)).split("\n")
    pairs = zip(traditional, simplified, strict=True)
    return {one: other for one, other in pairs if one != other} | _ALSO_SIMPLIFIED
