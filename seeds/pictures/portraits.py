"""Portraits of the demo's authors: flat shapes, no likeness of anybody."""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 480
SCALE = 4

# Backdrop, clothes, skin, hair; long hair; glasses.
PORTRAITS = {
    "author-lin-zhiyuan": ("#cfe3f5", "#2f5d86", "#f0c9a4", "#2b2a2e", False, True),
    "author-zhou-wanzhou": ("#f6e3cf", "#8a4b3a", "#f3d2b3", "#3a2a22", True, False),
    "author-su-he": ("#d9ecd9", "#3f7a5c", "#efc7a2", "#4a3328", True, True),
}


def draw(name: str, folder: Path) -> None:
    """Draw one of ``PORTRAITS`` as a JPEG into ``folder``."""
    backdrop, clothes, skin, hair, is_long, has_glasses = PORTRAITS[name]
    paper = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), backdrop)
    canvas = ImageDraw.Draw(paper)

    def box(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
        return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE

    if is_long:
        canvas.rounded_rectangle(box(140, 110, 340, 360), 95 * SCALE, fill=hair)
    canvas.ellipse(box(70, 345, 410, 640), fill=clothes)
    canvas.rounded_rectangle(box(205, 290, 275, 385), 30 * SCALE, fill=skin)
    canvas.ellipse(box(160, 120, 320, 325), fill=skin)
    canvas.chord(box(150, 100, 330, 300), 190, 350, fill=hair)
    for left in (200, 260):
        canvas.ellipse(box(left, 222, left + 14, 238), fill="#2b2a2e")
        if has_glasses:
            canvas.ellipse(box(left - 16, 206, left + 30, 252), outline="#2b2a2e", width=5 * SCALE)
    if has_glasses:
        canvas.line(box(230, 229, 244, 229), fill="#2b2a2e", width=5 * SCALE)
    canvas.arc(box(214, 250, 266, 285), 20, 160, fill="#a65b4b", width=6 * SCALE)
    paper.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(folder / f"{name}.jpg", quality=88, optimize=True)
