"""The colour of the site: what can be read, and the style sheet that makes the pages wear it.

Contrast is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import colorsys
import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 4.5
STEPS = 400
# What the style sheet says may change with an update; an address never changes its answer.
RULES = 1
_HEX = re.compile("#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class Colour(NamedTuple):
    """Red, green and blue, each of 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def of(cls, text: str) -> Self:
        """From ``#rrggbb`` or ``#rgb``."""
        digits = text.removeprefix("#")
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        return cls(*bytes.fromhex(digits))

    def __str__(self) -> str:
        return f"#{bytes(self).hex()}"

    @property
    def luminance(self) -> float:
        parts = [value / 255 for value in self]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Colour") -> float:
        darker, lighter = sorted((self.luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """With a ``share`` of the other one in it."""
        return Colour(*(round(one + (two - one) * share) for one, two in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Scheme:
    """Light or dark, as ``tokens.css`` has it: what an accent stands on, what stands on the accent, and how much of
    it is in the soft accent."""

    default: Colour
    card: Colour
    grounds: tuple[Colour, ...]
    text: Colour
    softness: float
    way: int
    """Towards the shades that can be read: darker, -1, or lighter, 1."""

    def soft(self, accent: Colour) -> Colour:
        return self.card.mixed(accent, self.softness)

    def contrast(self, accent: Colour) -> float:
        """The least that the accent has anywhere."""
        return min(accent.contrast(ground) for ground in (*self.grounds, self.text, self.soft(accent)))

    def is_readable(self, accent: Colour) -> bool:
        return self.contrast(accent) >= LEAST

    def nearest(self, accent: Colour) -> Colour:
        """The shade of the same hue that can be read and differs least."""
        hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in accent))
        end = 1.0 if self.way > 0 else 0.0
        for step in range(STEPS + 1):
            level = lightness + (end - lightness) * step / STEPS
            shade = Colour(*(round(value * 255) for value in colorsys.hls_to_rgb(hue, level, saturation)))
            if self.is_readable(shade):
                return shade
        return self.default

    def declarations(self, accent: Colour) -> str:
        return f"--accent:{accent};--accent-text:{self.text};--accent-soft:{self.soft(accent)}"


def _colours(*texts: str) -> tuple[Colour, ...]:
    return tuple(Colour.of(text) for text in texts)


LIGHT = Scheme(
    default=Colour.of("#0067c0"),
    card=Colour.of("#fff"),
    grounds=_colours("#fff", "#f1f1f1", "#f8f8f8", "#e4e8eb"),
    text=Colour.of("#fff"),
    softness=0.09,
    way=-1,
)
DARK = Scheme(
    default=Colour.of("#6ab7ff"),
    card=Colour.of("#212428"),
    grounds=_colours("#212428", "#17191c", "#292d32", "#1c1f22"),
    text=Colour.of("#0b1621"),
    softness=0.2,
    way=1,
)


def readable_on_light(value: str) -> None:
    _check(value, LIGHT)


def readable_on_dark(value: str) -> None:
    _check(value, DARK)


def _check(value: str, scheme: Scheme) -> None:
    if not _HEX.fullmatch(value):
        raise ValidationError(_("A colour is written like this: #0067c0."), code="colour")
    accent = Colour.of(value)
    if scheme.is_readable(accent):
        return
    contrast = int(scheme.contrast(accent) * 10) / 10
    message = _(
        "This colour is hard to read: its contrast is %(contrast)s:1, and 4.5:1 is needed. "
        "The nearest shade with enough is %(suggestion)s."
    )
    raise ValidationError(
        message, code="contrast", params={"contrast": contrast, "suggestion": str(scheme.nearest(accent))}
    )


def normal(value: str) -> str:
    """``#rrggbb`` of a colour; what is none stays."""
    return str(Colour.of(value)) if _HEX.fullmatch(value) else value


def theme_name(light: str, dark: str) -> str:
    """The name of the style sheet for two accents, "" where both are the site's usual ones. A dark one that isn't
    set is made from the light one. The name says all of it, so no answer ever changes."""
    if not light and not dark:
        return ""
    on_light = Colour.of(light) if light else LIGHT.default
    on_dark = Colour.of(dark) if dark else DARK.nearest(on_light)
    return f"{RULES}-{bytes(on_light).hex()}-{bytes(on_dark).hex()}"


def style_sheet(name: str) -> str | None:
    """The style sheet of that name; None where the name is none, or its colours can't be read."""
    match = re.fullmatch(rf"{RULES}-([0-9a-f]{{6}})-([0-9a-f]{{6}})", name)
    if match is None:
        return None
    light, dark = _colours(*match.groups())
    if not (LIGHT.is_readable(light) and DARK.is_readable(dark)):
        return None
    in_the_dark = DARK.declarations(dark)
    return (
        f":root{{{LIGHT.declarations(light)}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{in_the_dark}}}}}\n'
        f':root[data-theme="dark"]{{{in_the_dark}}}\n'
    )
