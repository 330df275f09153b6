"""The picture beside a shared link: the title of an article, set on paper of the site's colour."""

import functools
import io
import unicodedata
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from .lines import balanced, has_long_word, is_wide, shortened

SIZE = (1200, 630)
MARGIN = 84
TITLE_SIZES, MOST_LINES = (84, 72, 62, 54), 4
LINE_HEIGHT = 1.42
SMALL = 34
LONGEST = 200
# Between Chinese and Latin there is a fifth of a character, about as much as on the pages.
GAP = 0.2
PAPER, INK, QUIET, ACCENT, SPARK, RULE = "#ffffff", "#1d2733", "#5a6470", "#0067c0", "#ffd34d", "#e4e8ec"
_FONT = Path(__file__).parent / "fonts" / "NotoSansSC-SemiBold.ttf"


def draw(title: str, site_name: str, category: str = "") -> bytes:
    """A PNG of 1200 x 630 pixels. Characters that the font lacks are left out; equal words give equal bytes."""
    card = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(card)
    canvas.rectangle((0, 0, SIZE[0], 14), fill=ACCENT)
    title, site_name, category = (_drawable(text) for text in (title, site_name, category))
    _draw_title(canvas, title or site_name)
    _draw_foot(card, canvas, site_name, category)
    output = io.BytesIO()
    card.quantize(palette=_palette(), dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def _draw_title(canvas: ImageDraw.ImageDraw, title: str) -> None:
    width = SIZE[0] - 2 * MARGIN
    for size in TITLE_SIZES:
        measure = functools.partial(_width, size=size)
        most = 3 if size == TITLE_SIZES[0] else MOST_LINES
        if size > TITLE_SIZES[-1] and has_long_word(title, width, measure):
            continue
        lines = balanced(title, width, most, measure)
        if lines is not None:
            break
    else:
        lines = shortened(title, width, MOST_LINES, measure)
    height = size * LINE_HEIGHT
    top = (SIZE[1] - 110 - height * len(lines)) / 2 + 2
    for number, line in enumerate(lines):
        _write(canvas, (MARGIN, top + number * height), line, size, INK)


def _draw_foot(card: Image.Image, canvas: ImageDraw.ImageDraw, site_name: str, category: str) -> None:
    left, top = MARGIN, SIZE[1] - 112
    canvas.line((MARGIN, top - 34, SIZE[0] - MARGIN, top - 34), fill=RULE, width=2)
    card.paste(_mark(), (left, top))
    _write(canvas, (left + 76, top + 3), _fitting(site_name, 620), SMALL, INK)
    label = _fitting(category, 320)
    _write(canvas, (SIZE[0] - MARGIN - _width(label, SMALL), top + 3), label, SMALL, QUIET)


@functools.cache
def _mark() -> Image.Image:
    """The site's mark, drawn large and made small so that its edges are smooth; measures are those of ``mark.svg``."""
    large = Image.new("RGB", (512, 512), PAPER)
    canvas = ImageDraw.Draw(large)
    canvas.rounded_rectangle((0, 0, 511, 511), 112, fill=ACCENT)
    points = [(144, 376), (144, 152), (368, 360), (368, 136)]
    canvas.line(points, "#fff", 56, joint="curve")
    for x, y in (points[0], points[-1]):
        canvas.circle((x, y), 28, fill="#fff")
    canvas.circle((376, 136), 44, fill=SPARK)
    return large.resize((56, 56), Image.Resampling.LANCZOS)


@functools.cache
def _palette() -> Image.Image:
    """The colours of every card and the steps between them; one chosen for each card would lose the small dot."""
    colours: list[int] = []
    for one, other in ((PAPER, INK), (PAPER, QUIET), (PAPER, ACCENT), (ACCENT, SPARK), (PAPER, SPARK), (RULE, RULE)):
        ends = list(zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True))
        colours += [round(a + (b - a) * step / 15) for step in range(16) for a, b in ends]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def _fitting(text: str, width: float) -> str:
    lines = shortened(text, width, 1, functools.partial(_width, size=SMALL)) if _width(text, SMALL) > width else [text]
    return lines[0]


def _write(canvas: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, colour: str) -> None:
    left, top = place
    for run in _runs(text):
        canvas.text((left, top), run, colour, _font(size))
        left += _font(size).getlength(run) + size * GAP


def _width(text: str, size: int) -> float:
    return sum(_advance(character, size) for character in text) + size * GAP * max(0, len(_runs(text)) - 1)


@functools.lru_cache(maxsize=20_000)
def _advance(character: str, size: int) -> float:
    return _font(size).getlength(character)


def _runs(text: str) -> list[str]:
    """``text`` cut where Chinese and Latin meet."""
    runs: list[str] = []
    for character in text:
        meets = runs and _is_letter(runs[-1][-1]) and _is_letter(character)
        if not runs or (meets and is_wide(runs[-1][-1]) != is_wide(character)):
            runs.append(character)
        else:
            runs[-1] += character
    return runs


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _drawable(text: str) -> str:
    start = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    return " ".join("".join(filter(_has, start)).split())[:LONGEST].strip()


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=20_000)
def _has(character: str) -> bool:
    """Whether the font has it: whether it looks different from the character that no font has.

    Control and format characters, the soft hyphen among them, are never drawn.
    """
    if character.isspace():
        return True
    if unicodedata.category(character).startswith("C"):
        return False
    mask = bytes(_font(16).getmask(character))
    return bool(mask) and mask != bytes(_font(16).getmask("\U0010fffd"))
