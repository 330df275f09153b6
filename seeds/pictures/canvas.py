"""A canvas of gradients, layered shapes and glow."""

import math
import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1280, 800, 2
Colour = str
Point = tuple[float, float]


class Canvas:
    """1280 × 800 units, drawn at twice the size so that edges are smooth when it is saved."""

    def __init__(self, seed: str, sky: Sequence[Colour], size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.image = gradient(sky, (size[0] * SCALE, size[1] * SCALE))

    # Shapes

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        ImageDraw.Draw(self.image).polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.ellipse(x, y, radius, radius, colour)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        ImageDraw.Draw(self.image).ellipse(box, fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        box = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        ImageDraw.Draw(self.image).ellipse(box, outline=colour, width=round(width * SCALE))

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        box = [x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE]
        ImageDraw.Draw(self.image).rounded_rectangle(box, radius * SCALE, fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        draw = ImageDraw.Draw(self.image)
        draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        half = width * SCALE / 2
        for x, y in (scaled[0], scaled[-1]):
            draw.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    # Light

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Add soft light around a point."""
        width, height = self.image.size
        small = Image.new("RGB", (width // 8, height // 8))
        r, cx, cy = radius * SCALE / 8, x * SCALE / 8, y * SCALE / 8
        shade = tuple(round(part * strength) for part in rgb(colour))
        ImageDraw.Draw(small).ellipse([cx - r * 0.55, cy - r * 0.55, cx + r * 0.55, cy + r * 0.55], fill=shade)
        light = small.filter(ImageFilter.GaussianBlur(r * 0.4)).resize((width, height), Image.Resampling.BICUBIC)
        self.image = ImageChops.screen(self.image, light)

    def light_line(self, points: Sequence[Point], colour: Colour, width: float, blur: float = 9) -> None:
        """A line that shines."""
        layer = Canvas("", ["#000000", "#000000"], self.size)
        layer.line(points, colour, width * 2.2)
        blurred = layer.image.resize((self.size[0] // 2, self.size[1] // 2)).filter(ImageFilter.GaussianBlur(blur / 2))
        self.image = ImageChops.screen(self.image, blurred.resize(self.image.size, Image.Resampling.BICUBIC))
        self.line(points, mix(colour, "#ffffff", 0.45), width)

    def stars(self, number: int, bottom: float, colour: Colour = "#ffffff") -> None:
        for _ in range(number):
            x, y = self.random.uniform(0, self.size[0]), self.random.uniform(0, bottom)
            self.circle(
                x, y, self.random.choice([0.7, 0.9, 1.2, 1.8]), mix(colour, self._at(x, y), self.random.random() * 0.7)
            )

    def _at(self, x: float, y: float) -> Colour:
        pixel = self.image.getpixel((min(x * SCALE, self.image.width - 1), min(y * SCALE, self.image.height - 1)))
        return "#{:02x}{:02x}{:02x}".format(*pixel[:3])  # type: ignore[index]

    # Landscape

    def hills(self, y: float, roughness: float, colour: Colour, bumps: float = 1.0) -> None:
        """A ridge across the picture, everything below it filled."""
        waves = [
            (self.random.uniform(0.6, 1.4) * bumps * n, self.random.uniform(0, 7), roughness / n**1.15)
            for n in (1, 2, 3, 5, 9, 15)
        ]
        width, height = self.size
        ridge = [
            (x, y + sum(a * math.sin(f * x / width * 6.3 + p) for f, p, a in waves)) for x in range(-8, width + 9, 4)
        ]
        self.polygon([*ridge, (width + 8, height), (-8, height)], colour)

    def ranges(self, top: float, bottom: float, colours: Sequence[Colour], roughness: float = 46) -> None:
        """Ridges one behind the other, the far ones first."""
        for number, colour in enumerate(colours):
            part = number / max(1, len(colours) - 1)
            self.hills(top + (bottom - top) * part, roughness * (1 - part * 0.35), colour, 0.8 + part * 0.5)

    def water(self, y: float, colours: Sequence[Colour], glints: Colour) -> None:
        """Water from ``y`` to the bottom, with glints that grow towards the viewer."""
        width, height = self.size
        sea = gradient(colours, (width * SCALE, round((height - y) * SCALE)))
        self.image.paste(sea, (0, round(y * SCALE)))
        for _ in range(130):
            depth = self.random.random() ** 1.6
            at = y + 4 + depth * (height - y - 6)
            length = 12 + depth * 90
            x = self.random.uniform(-20, width)
            self.line(
                [(x, at), (x + length, at)],
                mix(self._at(max(0, min(x, width - 1)), at), glints, 0.25),
                0.8 + depth * 1.6,
            )

    def save(self, path: Path, quality: int = 84) -> None:
        """Scale down, add a little grain against banding, and write a JPEG without metadata."""
        image = self.image.resize(self.size, Image.Resampling.LANCZOS)
        state = random.Random(1)
        tile = Image.frombytes("L", (256, 256), bytes(state.randrange(124, 133) for _ in range(256 * 256)))
        grain = Image.new("L", self.size)
        for x in range(0, self.size[0], 256):
            for y in range(0, self.size[1], 256):
                grain.paste(tile, (x, y))
        image = ImageChops.add(image, Image.merge("RGB", [grain] * 3), offset=-128)
        image.save(path, "JPEG", quality=quality, progressive=True, optimize=True)


def gradient(colours: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """Colours from top to bottom, evenly spaced."""
    strip = Image.new("RGB", (1, len(colours)))
    for number, colour in enumerate(colours):
        strip.putpixel((0, number), rgb(colour))
    steps = 512
    column = Image.new("RGB", (1, steps))
    for y in range(steps):
        place = y / (steps - 1) * (len(colours) - 1)
        low = min(int(place), len(colours) - 2)
        column.putpixel((0, y), rgb(mix(colours[low], colours[low + 1], place - low)))
    return column.resize(size, Image.Resampling.BICUBIC)


def rgb(colour: Colour) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """``one``, with ``part`` (0 to 1) of ``other`` in it."""
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(rgb(one), rgb(other), strict=True))


def curve(points: Sequence[Point], steps: int = 60) -> list[Point]:
    """A smooth line through four control points (a cubic Bézier curve)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    result = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        result.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return result
