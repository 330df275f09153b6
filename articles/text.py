"""Small rules for text: what is cut, and what is never let in."""

import re
import unicodedata

ELLIPSIS = "..."
# A text that is only a little longer than the limit is shown whole: cutting it would save nothing.
GRACE = 10
_CHINESE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def excerpt(text: str, length: int) -> str:
    """The beginning of ``text`` on one line, about ``length`` characters, with an ellipsis when something is cut.

    A Latin word is not torn apart, unless it is very long.
    """
    line = " ".join(text.split())
    if len(line) <= length + GRACE:
        return line
    cut = line[:length]
    if _is_latin(cut[-1]) and _is_latin(line[length]):
        head = re.sub(r"[A-Za-z0-9'-]+$", "", cut)
        if len(head) > length - 20:
            cut = head
    return cut.rstrip(" ,，、;；:：") + ELLIPSIS


def reading_minutes(text: str) -> int:
    """How long it takes to read, in whole minutes, at least one: 400 Chinese characters or 220 words of other scripts a
    minute."""
    characters = len(_CHINESE.findall(text))
    words = len(_WORD.findall(_CHINESE.sub(" ", text)))
    return max(1, round(characters / 400 + words / 220))


def normalized(text: str) -> str:
    """``text`` as it is stored: composed characters (NFC) and LF at the ends of lines."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
