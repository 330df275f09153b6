"""Pictures for people who gave none: the first character of the name on a calm pattern.

The pattern and its colours come from a seed, so that one person looks the same everywhere and two of one name do not.
Nothing is fetched, and nothing is styled inline: the policy of the pages allows neither.
"""

import hashlib
import unicodedata

from django.utils.html import escape
from django.utils.safestring import SafeString

# A ground and a shape on it, of neighbouring hues; white on either has a contrast of 4.5:1 or more (WCAG 2.2, 1.4.3).
PALETTE = (
    ("#3a5a81", "#437395"),
    ("#1d6177", "#2e7986"),
    ("#0d6565", "#337b70"),
    ("#28654d", "#4b7a57"),
    ("#48603b", "#677348"),
    ("#6d532c", "#896546"),
    ("#7b4a34", "#945c52"),
    ("#7c464a", "#915a6b"),
    ("#764662", "#875d81"),
    ("#654c77", "#716494"),
    ("#505381", "#596c99"),
)
# On a field of 48 by 48, of one colour; each is turned by a quarter, a half or three.
SHAPES = (
    "M0 0h48L0 48Z",
    "M0 48a48 48 0 0 1 48-48v48Z",
    "M36 2a20 20 0 1 0 .1 0Z",
    "M0 34q12-12 24 0t24 0v14H0Z",
    "M48 0a30 30 0 0 1-48 24V0Z",
    "M24 0 48 24 24 48 0 24Z",
    "M0 24a24 24 0 0 1 48 0Z",
    "M0 16 32 48H0ZM16 0h32v32Z",
)
# A head and shoulders, for a name that shows nothing.
PERSON = "M24 12a7 7 0 1 0 .1 0ZM10 39a14 14 0 0 1 28 0Z"

_JOINER = "\u200d"
# Letters and signs by their category that show nothing.
_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
# The longest emoji have ten; stacks of accents have no end.
_LONGEST = 12
_VIRAMA = 9


def avatar(name: str, seed: str) -> SafeString:
    """An inline SVG of at most 500 bytes, of the class ``avatar``, that screen readers pass over.

    ``name`` may be anything; ``seed`` says which pattern and colours, and is not in the picture.
    """
    digest = hashlib.blake2b(seed.encode(errors="surrogatepass"), digest_size=3).digest()
    ground, colour = PALETTE[digest[0] % len(PALETTE)]
    shape, turn = SHAPES[digest[1] % len(SHAPES)], digest[2] % 4 * 90
    turned = f' transform="rotate({turn} 24 24)"' if turn else ""
    return SafeString(
        '<svg class="avatar" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">'
        f'<path fill="{ground}" d="M0 0h48v48H0Z"/><path fill="{colour}" d="{shape}"{turned}/>{_figure(name)}</svg>'
    )


def first_character(name: str) -> str:
    """What people see as the first character of a name (a grapheme cluster of Unicode's TR 29, or near enough), or
    nothing."""
    start = next((number for number, character in enumerate(name) if _is_seen(character)), len(name))
    end = start + 1
    while end < len(name) and end - start < _LONGEST and _belongs(name, start, end):
        end += 1
    found = name[start:end]
    return found.upper() if len(found.upper()) == len(found) else found


def _figure(name: str) -> str:
    character = first_character(name)
    if not character:
        return f'<path fill="#fff" d="{PERSON}"/>'
    return f'<text fill="#fff" x="24" y="24" dy=".36em" font-size="22" text-anchor="middle">{escape(character)}</text>'


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    # Emoji that are younger than Python's tables have no category yet.
    is_new_emoji = category == "Cn" and "\U0001f000" <= character <= "\U0001faff"
    return (category[0] not in "CZM" or is_new_emoji) and character not in _UNSEEN


def _belongs(name: str, start: int, end: int) -> bool:
    """Whether the character at ``end`` is of the cluster that begins at ``start``."""
    character, last = name[end], name[end - 1]
    if unicodedata.category(character)[0] == "M" or character == _JOINER or _is_modifier(character):
        return True
    if last == _JOINER:
        return ord(character) > 0x2000 and _is_seen(character)
    if _is_regional(character):
        return _is_regional(last) and end - start == 1
    # Half letters of Indian scripts go with the next one; vowels and finals of Korean with the first.
    if unicodedata.combining(last) == _VIRAMA:
        return unicodedata.category(character) == "Lo"
    return "\u1160" <= character <= "\u11ff" and "\u1100" <= last <= "\u11ff"


def _is_modifier(character: str) -> bool:
    """Skin tones, and the letters of a flag such as Scotland's."""
    return "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f"


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
