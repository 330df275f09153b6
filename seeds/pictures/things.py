"""Pictures of things and ideas, one function a picture."""

import itertools
import math

from .canvas import HEIGHT, WIDTH, Canvas, curve, mix


def helix(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#071a2c", "#0d3a4f", "#146070", "#2e8a86"))
    canvas.glow(640, 400, 460, "#1c7f86", 0.8)
    steps = 46
    for step in range(steps):
        t = step / (steps - 1)
        x, y = 40 + t * 1200, 620 - t * 440
        phase = t * 4.6 * math.pi
        dx, dy = 52 * math.sin(phase) * 0.9, 150 * math.sin(phase)
        near = 0.5 + 0.5 * math.cos(phase)
        canvas.line([(x + dx, y + dy), (x - dx, y - dy)], mix("#1d5e6c", "#7fd8cf", 0.35), 2)
        for side, colour in ((1, "#7ff5d4"), (-1, "#ffd27a")):
            size = 6 + 9 * (near if side == 1 else 1 - near)
            canvas.glow(x + side * dx, y + side * dy, size * 3, colour, 0.45)
            canvas.circle(x + side * dx, y + side * dy, size, colour)
    return canvas


def mirror(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#161032", "#3a2566", "#7a4a96", "#d58bb0"))
    canvas.glow(640, 400, 420, "#b36bd0", 0.8)
    centre = (600.0, 390.0)
    rings = [0, 90, 190, 310, 470]
    angles = [number / 13 * math.tau + canvas.random.uniform(-0.12, 0.12) for number in range(13)]
    palette = ["#f6c7e8", "#b7d3ff", "#ffe3b3", "#c5f0e6", "#d9c2ff", "#8fa9ee"]
    for inner, outer in itertools.pairwise(rings):
        for number in range(13):
            a, b = angles[number], angles[(number + 1) % 13] + (math.tau if number == 12 else 0)
            shift = outer * 0.05
            middle = (a + b) / 2
            ox, oy = centre[0] + shift * math.cos(middle), centre[1] + shift * math.sin(middle)
            shape = [
                (ox + r * math.cos(t), oy + r * math.sin(t) * 0.86)
                for r, t in (
                    (inner + 5, a + 0.03),
                    (outer - 5, a + 0.03),
                    (outer - 5 + canvas.random.uniform(-20, 20), b - 0.03),
                    (inner + 5, b - 0.03),
                )
            ]
            colour = mix(canvas.random.choice(palette), "#4a2f80", canvas.random.uniform(0.15, 0.75) * outer / 470)
            canvas.polygon(shape, colour)
    canvas.glow(*centre, 120, "#ffffff", 0.9)
    return canvas


def lens(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#2b3140", "#3d4658", "#5b667d", "#8a94a6"))
    canvas.circle(650, 415, 330, "#20242d")
    canvas.circle(640, 400, 318, "#15181f")
    for radius, colour in ((300, "#2c323d"), (282, "#0f1218"), (262, "#222732"), (246, "#0b0d12")):
        canvas.circle(640, 400, radius, colour)
    for number in range(60):
        angle = number / 60 * math.tau
        canvas.line(
            [
                (640 + 286 * math.cos(angle), 400 + 286 * math.sin(angle)),
                (640 + 298 * math.cos(angle), 400 + 298 * math.sin(angle)),
            ],
            "#5b6474",
            3,
        )
    for number, colour in enumerate(
        ("#5a2b8c", "#3751c9", "#1f8fd6", "#27b89a", "#8fce4f", "#f4c430", "#f28a35", "#d9485b")
    ):
        canvas.ring(640, 400, 232 - number * 16, 11, mix(colour, "#0b0d12", 0.25))
    canvas.circle(640, 400, 104, "#0a1a35")
    canvas.glow(640, 400, 120, "#3a6fd0", 0.8)
    canvas.circle(640, 400, 44, "#050912")
    canvas.glow(560, 310, 90, "#ffffff", 0.85)
    canvas.glow(735, 500, 50, "#ffb3d0", 0.6)
    return canvas


def orbits(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#050b20", "#0a1738", "#12264f", "#1c3a6b"))
    canvas.stars(260, HEIGHT)
    canvas.glow(640, 420, 360, "#2b72c4", 0.9)

    def orbit(tilt: float, part: tuple[float, float]) -> list[tuple[float, float]]:
        points = []
        for step in range(81):
            a = (part[0] + (part[1] - part[0]) * step / 80) * math.tau
            x, y = 500 * math.cos(a), 150 * math.sin(a)
            points.append(
                (640 + x * math.cos(tilt) - y * math.sin(tilt), 420 + x * math.sin(tilt) + y * math.cos(tilt))
            )
        return points

    tilts = ((-0.5, "#ffcf6b"), (0.12, "#7fd6ff"), (0.72, "#b9f59a"))
    for tilt, colour in tilts:
        canvas.line(orbit(tilt, (0.5, 1.0)), mix(colour, "#12264f", 0.55), 2.4)
    canvas.circle(640, 420, 190, "#2a78c8")
    for x, y, rx, ry in (
        (580, 350, 80, 46),
        (690, 390, 66, 38),
        (610, 480, 92, 40),
        (720, 500, 46, 26),
        (545, 420, 36, 20),
    ):
        canvas.ellipse(x, y, rx, ry, "#58b07c")
    canvas.ellipse(650, 330, 110, 12, "#dcecf7")
    canvas.ellipse(590, 440, 90, 9, "#dcecf7")
    canvas.ring(640, 420, 190, 4, "#8cc6f5")
    for number, (tilt, colour) in enumerate(tilts):
        path = orbit(tilt, (0.0, 0.5))
        canvas.light_line(path, colour, 2.4, 5)
        for at in (14 + number * 9, 58 + number * 5):
            x, y = path[min(at, 80)]
            canvas.box(x - 34, y - 7, 68, 14, "#3d66b8", 2)
            canvas.box(x - 11, y - 14, 22, 28, "#f2e6c6", 4)
    return canvas


def waves(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#130f34", "#1f2a6b", "#2a62a8", "#58b7c9"))
    sources = ((430, 400, "#ff9ad1"), (850, 400, "#8ff0ff"))
    for x, y, colour in sources:
        for number in range(1, 19):
            canvas.ring(x, y, number * 44, 7, mix(colour, "#24478a", min(0.93, 0.3 + number * 0.042)))
    for row in range(-9, 10):
        for column in range(14):
            y = 400 + row * 44
            for side in (-1, 1):
                x = 640 + side * column * 42
                path = abs(math.hypot(x - 430, y - 400) - math.hypot(x - 850, y - 400)) / 44
                bright = math.cos(path * math.pi) ** 8
                if bright > 0.35:
                    canvas.circle(x, y, 5 * bright, mix("#24478a", "#ffffff", bright * 0.9))
    for x, y, colour in sources:
        canvas.glow(x, y, 120, colour, 0.9)
        canvas.circle(x, y, 16, "#ffffff")
    return canvas


def deep_sea(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#2aa5c4", "#0f6a93", "#073c63", "#031b36"))
    for number in range(8):
        x = 60 + number * 170
        canvas.polygon(
            [(x, -10), (x + 46, -10), (x - 110, 560), (x - 230, 560)],
            mix("#12759c", "#3fb6d0", 0.15 + 0.05 * (number % 3)),
        )
    canvas.hills(640, 34, "#052a47")
    canvas.hills(700, 30, "#031f38", 1.4)
    cable = curve([(-20, 650), (380, 520), (760, 800), (1300, 610)])
    canvas.light_line(cable, "#ffcf5c", 8, 16)
    for at in (14, 34, 52):
        x, y = cable[at]
        canvas.box(x - 34, y - 13, 68, 26, "#e8b24a", 13)
    for x, y, size in (
        (300, 250, 1.0),
        (380, 300, 0.7),
        (250, 320, 0.8),
        (860, 220, 1.2),
        (960, 300, 0.9),
        (1060, 240, 0.7),
    ):
        canvas.ellipse(x, y, 26 * size, 10 * size, "#8fd6e4")
        canvas.polygon([(x - 22 * size, y), (x - 44 * size, y - 12 * size), (x - 44 * size, y + 12 * size)], "#8fd6e4")
    for _ in range(60):
        canvas.ring(
            canvas.random.uniform(0, WIDTH),
            canvas.random.uniform(200, 620),
            canvas.random.uniform(2, 8),
            1.2,
            "#9fe3ee",
        )
    return canvas


def pixels(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#101018", "#15151f", "#101018"))
    colours = ("#ff4d5e", "#43e07a", "#4b7dff")
    for column in range(36):
        bend = math.sin(column / 35 * math.pi)
        x = 20 + column * 35
        for row in range(15):
            y = 400 + (row - 7) * (34 + bend * 20)
            value = 0.5 + 0.5 * math.sin(column * 0.36 + row * 0.55)
            colour = mix(mix(colours[column % 3], colours[(column + 1) % 3], 0.12), "#15151f", 0.75 - 0.72 * value)
            canvas.box(x, y - 15 - bend * 8, 24, 32 + bend * 16, colour, 8)
    canvas.glow(420, 260, 320, "#ff5f8a", 0.5)
    canvas.glow(900, 520, 340, "#4b8dff", 0.55)
    return canvas


def ribbons(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#f6e7d8", "#f3d9cf", "#e7cfe0", "#cfd8ee"))
    for number, colour in enumerate(("#3f6fd1", "#e8696b", "#f2b134", "#3aa687", "#7c5fb8")):
        y = 140 + number * 120
        points = curve(
            [(-40, y), (420, y - 240 + number * 70), (640, y + 300 - number * 70), (990, 180 + number * 110)], 90
        )
        canvas.line([(a + 6, b + 14) for a, b in points], mix("#b9a5b0", "#e7cfe0", 0.4), 26)
        canvas.line(points, colour, 26)
        canvas.line([(a, b - 6) for a, b in points], mix(colour, "#ffffff", 0.35), 5)
        x, y = points[-1]
        canvas.box(x - 10, y - 30, 92, 60, "#4a4f5a", 12)
        canvas.box(x + 80, y - 19, 54, 38, "#c9ced6", 14)
        canvas.box(x + 90, y - 6, 36, 12, "#767d88", 6)
    return canvas


def keycaps(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#d7e3f2", "#e6dcf0", "#f6dfe2", "#fbeedd"))
    palette = ("#f7a8b8", "#a8d8f0", "#fbe3a1", "#b8e3c4", "#cdb9ec", "#ffffff")
    for row in range(6):
        for column in range(9):
            x = 150 + column * 128 - row * 62 + 120
            y = 90 + row * 112 + column * 18 - 30
            colour = canvas.random.choice(palette)
            canvas.polygon(
                [(x + 4, y + 26), (x + 108, y + 40), (x + 88, y + 140), (x - 16, y + 124)],
                mix("#8f86a8", "#d7d0e2", 0.45),
            )
            canvas.polygon(
                [(x, y + 10), (x + 112, y + 26), (x + 92, y + 126), (x - 20, y + 108)], mix(colour, "#6b6488", 0.3)
            )
            canvas.polygon([(x + 14, y), (x + 98, y + 12), (x + 82, y + 92), (x, y + 80)], colour)
            canvas.polygon(
                [(x + 22, y + 8), (x + 90, y + 17), (x + 87, y + 34), (x + 18, y + 25)], mix(colour, "#ffffff", 0.5)
            )
    return canvas


def book(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#f5dfc3", "#f0cfa8", "#d9a877", "#a9754d"))
    canvas.box(150, 40, 560, 480, "#fdf4e1", 8)
    canvas.box(172, 62, 516, 436, "#cfe6f2", 4)
    canvas.glow(520, 190, 190, "#fff3c4", 0.9)
    for y, colour in ((420, "#9cc48b"), (455, "#7fae70")):
        canvas.polygon([(172, 498), (172, y), (300, y - 44), (460, y + 6), (600, y - 30), (688, y), (688, 498)], colour)
    canvas.box(420, 40, 14, 480, "#fdf4e1")
    canvas.box(150, 270, 560, 14, "#fdf4e1")
    canvas.box(0, 590, WIDTH, 230, "#9c6a44")
    canvas.polygon([(520, 700), (830, 640), (830, 470), (548, 520)], "#fffaf0")
    canvas.polygon([(830, 640), (1150, 690), (1118, 512), (830, 470)], "#f6ecdb")
    canvas.polygon([(520, 700), (830, 640), (1150, 690), (1150, 706), (830, 660), (520, 718)], "#7d4f33")
    for row in range(7):
        y = 545 + row * 19
        canvas.line([(575 - row * 4, y - 6), (806, y - 44 + row * 1.4)], "#b7ad9d", 4)
        canvas.line([(856, y - 44 + row * 1.4), (1092 + row * 4, y - 8)], "#b0a594", 4)
    canvas.glow(760, 520, 330, "#ffe6b0", 0.35)
    return canvas


def bicycle(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#6fb7dd", "#b7dcec", "#fdf0c8", "#fbe29a"))
    canvas.circle(1010, 190, 70, "#fff7d6")
    canvas.ranges(520, 640, ("#f3d36a", "#edbd3f", "#e0a82a"), 40)
    for x in (430, 850):
        for spoke in range(18):
            angle = spoke / 18 * math.tau
            canvas.line([(x, 560), (x + 138 * math.cos(angle), 560 + 138 * math.sin(angle))], "#6f7b86", 1.6)
        canvas.ring(x, 560, 150, 13, "#2c3640")
        canvas.ring(x, 560, 137, 4, "#c9d2d9")
        canvas.circle(x, 560, 12, "#2c3640")
    frame = "#d8433b"
    for line in (
        ((430, 560), (560, 400)),
        ((560, 400), (790, 390)),
        ((620, 570), (790, 390)),
        ((620, 570), (548, 360)),
        ((430, 560), (620, 570)),
        ((790, 390), (850, 560)),
        ((790, 390), (778, 330)),
    ):
        canvas.line(line, frame, 12)
    canvas.line([(510, 352), (592, 352)], "#2c3640", 16)
    canvas.line([(778, 330), (836, 322), (850, 350)], "#2c3640", 9)
    canvas.ring(620, 570, 36, 7, "#2c3640")
    canvas.line([(620, 570), (660, 626)], "#2c3640", 8)
    canvas.line([(642, 628), (684, 626)], "#2c3640", 9)
    canvas.line([(430, 580), (620, 606)], "#59646e", 3)
    canvas.hills(735, 16, "#b9851c")
    return canvas


def mosaic(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#1b2540", "#2c3a63", "#54527f", "#c58a7a"))
    cell = 40
    finders = ((1, 1), (1, 14), (24, 1))
    for row in range(20):
        for column in range(32):
            if any(fr - 1 <= row <= fr + 5 and fc - 1 <= column <= fc + 5 for fc, fr in finders):
                continue
            x, y = column * cell, row * cell
            if canvas.random.random() < 0.52:
                height = canvas.random.uniform(2, 9)
                roof = canvas.random.choice(("#e9ddd0", "#cfd6e6", "#f0c9a0", "#a9b7d6"))
                canvas.box(x + 3 + height, y + 3 + height, cell - 5, cell - 5, "#141b30", 4)
                canvas.box(x + 3, y + 3, cell - 5, cell - 5, mix(roof, "#2c3a63", canvas.random.uniform(0, 0.45)), 4)
                if canvas.random.random() < 0.4:
                    canvas.circle(x + cell / 2, y + cell / 2, 4, "#ffd98a")
    for column, row in finders:
        x, y = column * cell, row * cell
        canvas.box(x, y, cell * 5, cell * 5, "#f4e9dc", 16)
        canvas.box(x + 28, y + 28, cell * 5 - 56, cell * 5 - 56, "#27345a", 10)
        canvas.box(x + 60, y + 60, cell * 5 - 120, cell * 5 - 120, "#ffc36b", 10)
    canvas.glow(900, 560, 380, "#ff9a6a", 0.35)
    return canvas


def steps(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#fbeedd", "#f6dcc6", "#efc3ad"))
    for number in range(7):
        height = 60 * 1.38**number
        x = 150 + number * 142
        colour = mix("#f2a65e", "#2f8f83", number / 6)
        canvas.box(x + 10, 712 - height, 122, height + 12, mix("#c99f86", "#efc3ad", 0.45), 6)
        canvas.box(x, 700 - height, 122, height, colour, 6)
        canvas.polygon(
            [(x, 700 - height + 6), (x + 122, 700 - height + 6), (x + 122, 700 - height + 20)],
            mix(colour, "#ffffff", 0.3),
        )
        stem = 700 - height
        size = 14 + number * 7
        canvas.line(
            curve([(x + 61, stem), (x + 57, stem - size), (x + 66, stem - size * 1.5), (x + 61, stem - size * 2)]),
            "#3d7a4b",
            5,
        )
        for side in (-1, 1):
            leaf = curve(
                [
                    (x + 61, stem - size),
                    (x + 61 + side * size, stem - size * 1.9),
                    (x + 61 + side * size * 1.9, stem - size * 1.2),
                    (x + 61, stem - size),
                ]
            )
            canvas.polygon(leaf, "#5cab63" if side == 1 else "#4a9556")
    canvas.box(60, 700, 1160, 14, "#a9785f", 7)
    return canvas


def papers(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#20404f", "#2f6070", "#4c8790", "#86b7b0"))
    for number in range(6):
        dx, dy = number * 16, -number * 20
        canvas.polygon(
            [(300 + dx, 300 + dy), (800 + dx, 220 + dy), (930 + dx, 640 + dy), (410 + dx, 730 + dy)],
            mix("#d9d2c3", "#fdf9ef", number / 5),
        )
    for row in range(11):
        x, y = 430 + row * 11, 250 + row * 36
        canvas.line(
            [(x, y), (x + (400 if row % 4 else 250), y - (64 if row % 4 else 40))], "#b3aa9a" if row else "#8b5e3c", 8
        )
    canvas.circle(812, 512, 156, "#233a44")
    canvas.circle(804, 500, 150, "#e8eef0")
    canvas.circle(804, 500, 130, "#cfe6ea")
    for row in range(4):
        canvas.line([(716, 446 + row * 40), (880, 420 + row * 40)], "#5d7f88", 13)
    canvas.line([(910, 612), (1070, 760)], "#3a2b23", 34)
    canvas.line([(914, 610), (1066, 752)], "#6b4a38", 16)
    canvas.glow(760, 440, 110, "#ffffff", 0.5)
    return canvas


def cup(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#33424f", "#5d6f7a", "#c9a384", "#eecb9d"))
    canvas.glow(930, 250, 330, "#ffdca0", 0.8)
    canvas.box(0, 590, WIDTH, 230, "#6e4a36")
    canvas.box(0, 590, WIDTH, 10, "#8f6448")
    canvas.ellipse(620, 668, 300, 44, "#51341f")
    canvas.ellipse(620, 652, 280, 40, "#f6efe4")
    canvas.ellipse(620, 646, 190, 22, "#ddd2c2")
    canvas.ring(826, 500, 78, 26, "#f3eadc")
    canvas.polygon([(440, 400), (800, 400), (770, 560), (720, 640), (520, 640), (470, 560)], "#fbf5ea")
    canvas.polygon([(700, 400), (800, 400), (770, 560), (720, 640), (660, 640)], "#e8dccb")
    canvas.ellipse(620, 400, 180, 40, "#efe4d3")
    canvas.ellipse(620, 404, 164, 32, "#4a2a18")
    canvas.ellipse(600, 406, 96, 15, "#8a5a36")
    for offset in (-80, 0, 80):
        steam = curve([(620 + offset, 380), (540 + offset, 280), (700 + offset, 200), (610 + offset, 80)])
        canvas.light_line(steam, "#b9b0a6", 5, 22)
    return canvas


def brush(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#faf6ec", "#f4ecdc", "#eadfc8"))
    for points, width in (
        (((180, 260), (380, 170), (560, 300), (760, 200)), 64),
        (((240, 470), (420, 420), (520, 560), (700, 470)), 46),
        (((420, 110), (400, 300), (440, 470), (330, 690)), 52),
    ):
        line = curve(points, 90)
        for number, (x, y) in enumerate(line):
            size = width / 2 * (0.55 + 0.45 * math.sin(number / 90 * math.pi * 1.2 + 0.5))
            canvas.circle(x, y, size, mix("#23211f", "#5a544c", (number / 90) ** 4))
        for _ in range(30):
            x, y = line[canvas.random.randrange(70, 90)]
            canvas.circle(
                x + canvas.random.gauss(0, width * 0.4),
                y + canvas.random.gauss(0, width * 0.4),
                canvas.random.uniform(1, 5),
                "#3b3733",
            )
    for row in range(4):
        for column in range(3):
            x, y = 820 + column * 128 + row * 8, 190 + row * 128
            canvas.box(x + 10, y + 12, 112, 112, "#cdbfa4", 8)
            canvas.box(x, y, 112, 112, "#6a5f55" if (row + column) % 2 else "#7d7166", 8)
            canvas.box(x + 10, y + 10, 92, 92, "#a3968a", 4)
            for stroke in range(canvas.random.randint(3, 5)):
                a = canvas.random.uniform(20, 92)
                horizontal = stroke % 2 == 0
                ends = [(x + 22, y + a), (x + 90, y + a)] if horizontal else [(x + a, y + 22), (x + a, y + 90)]
                canvas.line(ends, "#3f3831", 7)
    canvas.box(980, 96, 64, 64, "#c23a2c", 8)
    return canvas


def brand_mark(seed: str) -> Canvas:
    """The mark of ``static/img/mark.svg`` as pixels, for icons."""
    canvas = Canvas(seed, ("#0188fb", "#0188fb"), (512, 512))
    canvas.line([(144, 376), (144, 152), (368, 360), (368, 136)], "#ffffff", 56)
    canvas.circle(376, 136, 44, "#ffd34d")
    return canvas
