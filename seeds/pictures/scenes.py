"""Scenes of nature and cities, one function a picture."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, curve, mix

DAWN = ("#274b7a", "#6f8fb8", "#e7b9a0", "#fbe3bd")
DUSK = ("#28305e", "#6b4b7d", "#d9826b", "#f9cf8d")


def skyline(canvas: Canvas, base: float, tallest: float, colour: str, light: str, step: int = 58) -> None:
    """Buildings side by side, some windows lit."""
    x = -10.0
    while x < WIDTH:
        width = canvas.random.uniform(step * 0.6, step * 1.3)
        height = canvas.random.uniform(tallest * 0.3, tallest) * (0.75 + 0.5 * math.sin(x / WIDTH * math.pi))
        canvas.box(x, base - height, width, height + 400, colour)
        for row in range(int(height // 20)):
            for column in range(int(width // 14)):
                if canvas.random.random() < 0.34:
                    canvas.box(
                        x + 5 + column * 14,
                        base - height + 9 + row * 20,
                        6,
                        9,
                        mix(colour, light, canvas.random.uniform(0.4, 1)),
                        1,
                    )
        x += width + canvas.random.uniform(2, 10)


def bridges(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#081330", "#12305f", "#2c5d97", "#5d8dbd"))
    canvas.stars(140, 380)
    canvas.ranges(430, 480, ("#2a5286", "#1d3f6e"), 34)
    skyline(canvas, 520, 90, "#12294c", "#ffd98a", 36)
    canvas.water(520, ("#1c4473", "#0e2749", "#081a36"), "#8fc2ee")
    for side, colour in ((-1, "#ffb45c"), (1, "#62c8ff")):

        def place(t: float, side: int = side) -> tuple[float, float]:
            return 640 + side * (10 + 690 * t**1.15), 760 - 250 * t**0.72

        deck = [place(step / 40) for step in range(41)]
        canvas.light_line(deck, colour, 5)
        for tower in (0.22, 0.52, 0.8):
            x, y = place(tower)
            height = 210 * (1 - tower * 0.55)
            canvas.line([(x, y + 40), (x, y - height)], mix(colour, "#0b1a33", 0.35), 7)
            for reach in (-0.16, -0.1, -0.05, 0.05, 0.1, 0.16):
                canvas.line(
                    [(x, y - height), place(max(0.0, min(1.0, tower + reach)))], mix(colour, "#16335c", 0.45), 1.4
                )
        canvas.glow(640 + side * 320, 640, 260, colour, 0.35)
    return canvas


def watch(seed: str) -> Canvas:
    canvas = Canvas(seed, DAWN)
    canvas.glow(930, 360, 320, "#ffdca0", 0.8)
    canvas.ranges(420, 700, ("#8fa3bd", "#66809f", "#45617f", "#2c4560"), 60)
    canvas.box(520, -20, 240, 860, "#20262d", 40)
    canvas.box(545, -20, 190, 860, "#2b333c", 40)
    canvas.circle(640, 400, 236, "#14181d")
    canvas.circle(640, 400, 222, "#3a444f")
    canvas.circle(640, 400, 210, "#0d1622")
    canvas.glow(640, 400, 210, "#1d4b78", 0.9)
    for number in range(60):
        angle = number / 60 * math.tau
        inner = 178 if number % 5 == 0 else 190
        start = (640 + inner * math.sin(angle), 400 - inner * math.cos(angle))
        canvas.line(
            [start, (640 + 198 * math.sin(angle), 400 - 198 * math.cos(angle))],
            "#9ec7ea",
            4 if number % 5 == 0 else 1.5,
        )
    for part, colour, radius in ((0.74, "#ff8f6b", 150), (0.55, "#7be0b4", 128), (0.88, "#6ab7ff", 106)):
        arc = [
            (640 + radius * math.sin(a / 50 * math.tau * part), 400 - radius * math.cos(a / 50 * math.tau * part))
            for a in range(51)
        ]
        canvas.light_line(arc, colour, 11, 5)
    canvas.light_line([(640, 400), (582, 330)], "#ffffff", 7, 4)
    canvas.light_line([(640, 400), (712, 352)], "#ffffff", 5, 4)
    canvas.circle(640, 400, 10, "#ffffff")
    return canvas


def masts(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#101d47", "#3b4b8f", "#a874a5", "#f7c39b"))
    canvas.stars(90, 300)
    canvas.ranges(500, 690, ("#6d5c92", "#4b4577", "#30315c", "#1c2144"), 42)
    for x, base, height in ((330, 600, 360), (700, 560, 250), (1010, 640, 400)):
        top = base - height
        for side in (-1, 1):
            canvas.line([(x + side * height * 0.11, base + 60), (x, top)], "#e9e4f5", 4)
        for part in range(1, 8):
            y = base + 60 - (height + 60) * part / 8
            reach = height * 0.11 * (1 - part / 8)
            canvas.line([(x - reach, y), (x + reach, y)], "#cfc8e6", 2.2)
        for radius in range(34, 210, 34):
            for side in (0, math.pi):
                arc = [
                    (x + radius * math.cos(side + a / 20 - 0.55), top + radius * math.sin(side + a / 20 - 0.55))
                    for a in range(23)
                ]
                canvas.light_line(arc, mix("#8ff0ff", "#6a63b8", radius / 260), 3, 5)
        canvas.glow(x, top, 60, "#bff6ff")
    canvas.hills(735, 20, "#121736")
    return canvas


def rain(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#3a4653", "#5d6b78", "#8794a0", "#b5bec5"))
    for base, height, colour in ((620, 420, "#66747f"), (700, 400, "#4d5a65"), (800, 330, "#35414b")):
        skyline(canvas, base, height, colour, "#f6dfa9", 92)
    for _ in range(420):
        x, y, length = (
            canvas.random.uniform(-60, WIDTH),
            canvas.random.uniform(-40, HEIGHT),
            canvas.random.uniform(18, 56),
        )
        canvas.line(
            [(x, y), (x - length * 0.2, y + length)],
            mix(canvas._at(max(0, min(x, 1279)), max(0, min(y, 799))), "#ffffff", 0.3),
            1,
        )
    canvas.glow(640, 720, 420, "#ffd9a0", 0.35)
    return canvas


def gate(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#8fb7d8", "#c7dcea", "#fbeccb", "#fbe0a8"))
    canvas.glow(640, 330, 420, "#fff2c8", 0.6)
    canvas.hills(610, 14, "#c9b77c")
    canvas.polygon([(560, 800), (720, 800), (664, 600), (616, 600)], "#e9dfc6")
    for x in (400, 560, 690, 850):
        canvas.box(x, 330, 30, 300, "#f4efe4")
        canvas.box(x - 6, 320, 42, 16, "#ddd2ba")
        canvas.box(x - 6, 618, 42, 18, "#ddd2ba")
    canvas.box(370, 262, 540, 60, "#efe7d6", 4)
    canvas.polygon([(340, 264), (940, 264), (880, 214), (400, 214)], "#56707a")
    canvas.polygon([(430, 214), (850, 214), (800, 178), (480, 178)], "#476069")
    for trunk in (110, 250, 1010, 1160):
        canvas.line(curve([(trunk, 690), (trunk + 8, 560), (trunk - 10, 480), (trunk + 6, 380)]), "#5d4732", 20)
        for _ in range(230):
            angle, reach = canvas.random.uniform(0, math.tau), canvas.random.random() ** 0.6
            x, y = trunk + math.cos(angle) * 190 * reach, 300 + math.sin(angle) * 200 * reach
            canvas.ellipse(
                x,
                y,
                canvas.random.uniform(10, 24),
                canvas.random.uniform(8, 18),
                canvas.random.choice(["#f5b921", "#fccf46", "#e79c1a", "#ffdf74", "#d98b17"]),
            )
    for _ in range(260):
        canvas.ellipse(
            canvas.random.uniform(0, WIDTH),
            canvas.random.uniform(640, 800),
            7,
            3,
            canvas.random.choice(["#f5b921", "#fccf46", "#e79c1a"]),
        )
    return canvas


def night_road(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#0a0f26", "#1a2450", "#4a3f7a", "#c76d74"))
    canvas.stars(100, 320)
    canvas.ranges(360, 430, ("#3a3568", "#272850"), 34)
    skyline(canvas, 440, 120, "#191d40", "#ffd28a", 44)
    canvas.polygon([(-200, 800), (1480, 800), (672, 440), (608, 440)], "#15182f")
    for side, colours in ((-1, ("#ffffff", "#ffe9b0")), (1, ("#ff5d4f", "#ff9a5a"))):
        for number in range(9):
            lane = side * (20 + number * 9) / 100
            points = [(640 + lane * 900 * (t / 30) ** 2.1 + side * 6, 442 + 358 * (t / 30) ** 1.5) for t in range(31)]
            canvas.light_line(points, colours[number % 2], 1 + number * 0.35, 7)
    for number in range(8):
        t0, t1 = (number / 8) ** 2, ((number + 0.45) / 8) ** 2
        canvas.polygon(
            [
                (640 - 7 * t0, 442 + 358 * t0),
                (640 + 7 * t0, 442 + 358 * t0),
                (640 + 7 * t1 + 1, 442 + 358 * t1),
                (640 - 7 * t1 - 1, 442 + 358 * t1),
            ],
            "#e8e6f2",
        )
    canvas.glow(640, 440, 260, "#ff9a7a", 0.8)
    return canvas


def red_planet(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#3a1f2b", "#8a4a3d", "#d98a5c", "#f3c797"))
    canvas.stars(60, 200, "#ffe9d6")
    canvas.glow(1010, 150, 40, "#9fd0ff", 1)
    canvas.circle(1010, 150, 5, "#e6f4ff")
    canvas.ranges(460, 740, ("#b9673f", "#99502f", "#743a24", "#4f261a"), 40)
    canvas.line([(420, 690), (470, 470)], "#d9d4cf", 12)
    canvas.line([(520, 690), (470, 470)], "#c2bbb4", 12)
    canvas.box(380, 676, 190, 22, "#aaa39c", 6)
    dish = [
        (470 + 190 * math.cos(a / 30 * math.pi - 2.35), 400 + 190 * math.sin(a / 30 * math.pi - 2.35))
        for a in range(31)
    ]
    canvas.polygon(dish, "#efeae4")
    inner = [
        (470 + 12 + 165 * math.cos(a / 30 * math.pi - 2.35), 400 - 8 + 165 * math.sin(a / 30 * math.pi - 2.35))
        for a in range(31)
    ]
    canvas.polygon(inner, "#cfc6bd")
    canvas.line([(490, 400), (600, 300)], "#8d857d", 6)
    canvas.circle(604, 296, 13, "#f5f0ea")
    for radius in (60, 110, 160):
        arc = [(604 + radius * math.cos(a / 20 - 1.15), 296 + radius * math.sin(a / 20 - 1.15)) for a in range(16)]
        canvas.light_line(arc, "#ffe2b8", 3, 5)
    return canvas


def snow_road(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#2c4668", "#6485a8", "#b7cadb", "#f2d8c4"))
    canvas.ranges(380, 560, ("#a9bfd2", "#c3d3e0", "#dfe8ef"), 46)
    for _ in range(46):
        x = canvas.random.choice([canvas.random.uniform(0, 470), canvas.random.uniform(810, WIDTH)])
        y = canvas.random.uniform(500, 640)
        size = (y - 420) * 0.55
        for part in range(3):
            top = y - size * (1.5 - part * 0.42)
            canvas.polygon(
                [
                    (x, top),
                    (x - size * (0.22 + part * 0.1), top + size * 0.62),
                    (x + size * (0.22 + part * 0.1), top + size * 0.62),
                ],
                mix("#2f5163", "#dfeaf2", 0.15 + part * 0.12),
            )
    canvas.hills(655, 8, "#eef3f7")
    road = curve([(660, 520), (600, 600), (800, 660), (560, 830)])
    for number, (x, y) in enumerate(road):
        width = 4 + (number / 60) ** 1.7 * 260
        canvas.ellipse(x, y, width, 5 + number * 0.3, "#8797a6")
    canvas.glow(668, 560, 150, "#ffdf9e", 1)
    for x in (655, 681):
        canvas.circle(x, 556, 7, "#fff6da")
    canvas.box(645, 534, 46, 20, "#39485a", 8)
    for _ in range(260):
        canvas.circle(
            canvas.random.uniform(0, WIDTH), canvas.random.uniform(0, HEIGHT), canvas.random.uniform(1, 3.6), "#ffffff"
        )
    return canvas


def train(seed: str) -> Canvas:
    canvas = Canvas(seed, DUSK)
    canvas.glow(860, 420, 300, "#ffe2a0", 1)
    canvas.circle(860, 420, 58, "#fff0c4")
    canvas.ranges(440, 640, ("#b9747a", "#8b5876", "#5c4168", "#3a2f55"), 44)
    canvas.box(0, 500, WIDTH, 20, "#f0dccd")
    for x in range(60, WIDTH, 200):
        canvas.polygon([(x, 520), (x + 50, 520), (x + 40, 800), (x + 10, 800)], "#d9bfb4")
        canvas.polygon([(x - 30, 520), (x + 80, 520), (x + 50, 548), (x, 548)], "#e6cec1")
    nose = curve([(960, 498), (1130, 498), (1070, 440), (900, 428)])
    canvas.polygon([(-10, 498), (-10, 428), (900, 428), *reversed(nose)], "#ffffff")
    canvas.polygon([(-10, 492), (-10, 476), (1060, 476), (1085, 490), (1060, 492)], "#2d6fb3")
    for x in range(10, 880, 44):
        canvas.box(x, 442, 30, 18, "#33475f", 5)
    canvas.polygon([(930, 440), (990, 444), (1020, 460), (930, 460)], "#33475f")
    canvas.hills(725, 16, "#241f3e")
    return canvas


def town(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#0a1330", "#1b2c5a", "#3f558b", "#8b93b5"))
    canvas.stars(150, 420)
    canvas.glow(880, 200, 190, "#fdf3cf", 0.8)
    canvas.circle(880, 200, 62, "#fff8dd")
    canvas.circle(858, 186, 12, "#efe5c4")
    canvas.circle(900, 222, 9, "#efe5c4")
    canvas.ranges(500, 560, ("#2b3d6c", "#22315b"), 30)
    for row, (base, colour) in enumerate(((640, "#1d2a50"), (710, "#172244"), (790, "#101936"))):
        x = -40.0 + row * 30
        while x < WIDTH:
            width = canvas.random.uniform(90, 150)
            height = canvas.random.uniform(60, 110)
            canvas.box(x, base - height, width, height + 200, colour)
            canvas.polygon(
                [(x - 10, base - height), (x + width + 10, base - height), (x + width / 2, base - height - 48)],
                mix(colour, "#ffffff", 0.09),
            )
            for window in range(2):
                if canvas.random.random() < 0.45:
                    canvas.box(x + 18 + window * width * 0.45, base - height + 24, 18, 24, "#ffd98c", 2)
                    canvas.glow(x + 27 + window * width * 0.45, base - height + 36, 36, "#d99a3c", 0.55)
            x += width + 6
    return canvas


def kites(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#4f9fd8", "#8cc5ea", "#cfe8f5", "#f5f6dc"))
    for x, y in ((240, 190), (980, 140), (640, 300)):
        for dx, dy, r in ((0, 0, 46), (50, 12, 38), (-52, 14, 34), (96, 22, 24)):
            canvas.ellipse(x + dx, y + dy, r * 1.5, r * 0.7, "#ffffff")
    canvas.ranges(560, 660, ("#a9cf86", "#8bbd66", "#6fa84c"), 30)
    for x, y, one, two in (
        (420, 250, "#f0574e", "#ffd257"),
        (780, 180, "#3f6fd1", "#f5f5f5"),
        (1040, 330, "#f39a2c", "#7c4fb0"),
    ):
        canvas.polygon([(x, y - 74), (x + 54, y), (x, y + 96), (x - 54, y)], one)
        canvas.polygon([(x, y - 74), (x + 54, y), (x, y)], two)
        canvas.polygon([(x, y + 96), (x - 54, y), (x, y)], two)
        canvas.line(curve([(x, y + 96), (x + 60, y + 150), (x - 40, y + 190), (x + 20, y + 250)]), one, 4)
        canvas.line(curve([(x, y), (x - 60, y + 240), (x - 120, y + 330), (x - 160, 640)]), "#f7f7f2", 1.4)
    canvas.hills(735, 14, "#558b3b")
    return canvas


def typhoon(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#123f6b", "#1a5a8c", "#2373a6", "#2f86b5"))
    for arm in range(7):
        for step in range(260):
            t = step / 260
            angle = arm / 7 * math.tau + t * 5.4
            radius = 46 + 560 * t**1.25
            x = 640 + radius * math.cos(angle) * 1.06 + canvas.random.gauss(0, 10 + 34 * t)
            y = 400 + radius * math.sin(angle) * 0.82 + canvas.random.gauss(0, 8 + 26 * t)
            size = (1 - t) * 26 + 10 + canvas.random.uniform(0, 14)
            canvas.ellipse(
                x, y, size, size * 0.72, mix("#ffffff", "#8fbbd6", min(1.0, t * 0.8 + canvas.random.random() * 0.35))
            )
    canvas.circle(640, 400, 44, "#cfe2ee")
    canvas.circle(640, 400, 34, "#1b5482")
    return canvas


def moons(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#0a1230", "#1a2b58", "#3d5486", "#7d8cae"))
    canvas.stars(130, 520)
    for number in range(7):
        x, y = 130 + number * 170, 300 - 110 * math.sin(number / 6 * math.pi)
        radius = 46 + 18 * math.sin(number / 6 * math.pi)
        canvas.glow(x, y, radius * 1.8, "#ffe9b0", 0.42)
        canvas.circle(x, y, radius, "#2a3a66")
        light = [
            (
                x + radius * math.sin(a / 40 * math.pi) * (1 if number < 4 else -1),
                y - radius * math.cos(a / 40 * math.pi),
            )
            for a in range(41)
        ]
        inner_part = math.cos(min(number, 6 - number) / 3 * math.pi)
        dark = [
            (
                x + radius * inner_part * math.sin(a / 40 * math.pi) * (1 if number < 4 else -1),
                y - radius * math.cos(a / 40 * math.pi),
            )
            for a in range(40, -1, -1)
        ]
        canvas.polygon([*light, *dark], "#fff3cf")
    canvas.hills(560, 22, "#1c2d55")
    canvas.water(620, ("#2a3f6e", "#152447", "#0c1730"), "#ffe9b0")
    return canvas


def river(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#5b2c4a", "#b3533f", "#f08a3c", "#ffd08a"))
    canvas.glow(640, 250, 320, "#ffe3a8", 0.9)
    canvas.circle(640, 262, 60, "#fff1c9")
    canvas.ranges(330, 420, ("#a4503f", "#7f3d3a"), 34)
    canvas.hills(420, 8, "#5c2f35")
    for bend, width, colour in (
        (-420, 46, "#ffb35c"),
        (-190, 38, "#ffc273"),
        (60, 44, "#ffb861"),
        (330, 40, "#ffc980"),
        (520, 30, "#ffb35c"),
    ):
        points = curve(
            [(640 + bend * 0.08, 430), (640 - bend * 0.3, 520), (640 + bend * 1.1, 600), (640 + bend * 1.6, 830)]
        )
        for number, (x, y) in enumerate(points):
            canvas.ellipse(
                x, y, 2 + (number / 60) ** 1.6 * width, 3 + number * 0.12, mix(colour, "#fff0cf", 1 - number / 60)
            )
    return canvas


def lit_tree(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#0d1b2e", "#1d3a4f", "#3d6a74", "#8fae9c"))
    canvas.stars(80, 300)
    canvas.hills(660, 16, "#16303a")

    def grow(x: float, y: float, angle: float, length: float, width: float, depth: int) -> None:
        end = (x + math.cos(angle) * length, y + math.sin(angle) * length)
        canvas.line([(x, y), end], mix("#2c1f1a", "#6b4c38", depth / 7), width)
        if depth == 6:
            colour = canvas.random.choice(["#ffd36b", "#ff9d6b", "#8fe0ff", "#b9f29a"])
            canvas.circle(*end, 6, colour)
            return
        for turn in (-0.5, 0.42):
            grow(*end, angle + turn + canvas.random.uniform(-0.14, 0.14), length * 0.79, width * 0.7, depth + 1)

    grow(640, 720, -math.pi / 2, 150, 30, 0)
    canvas.glow(640, 330, 420, "#e0a860", 0.5)
    return canvas


def cottage(seed: str) -> Canvas:
    canvas = Canvas(seed, ("#081029", "#142552", "#2f4580", "#6f7fae"))
    canvas.stars(220, 520)
    canvas.ranges(500, 610, ("#24386a", "#1b2b55", "#142145"), 38)
    canvas.hills(660, 20, "#0f1935")
    canvas.box(560, 520, 180, 130, "#3a3350")
    canvas.polygon([(535, 524), (765, 524), (650, 436)], "#251f3a")
    canvas.box(700, 450, 22, 50, "#251f3a")
    canvas.box(588, 560, 54, 50, "#ffd98a", 3)
    canvas.line([(615, 560), (615, 610)], "#8a6a3a", 3)
    canvas.line([(588, 585), (642, 585)], "#8a6a3a", 3)
    canvas.box(674, 566, 40, 84, "#5a3d35", 3)
    canvas.glow(615, 586, 130, "#ffb85c", 0.85)
    for number in range(6):
        canvas.circle(
            711 + 8 * math.sin(number), 436 - number * 22, 7 + number * 3, mix("#4a5a8c", "#2f4580", number / 6)
        )
    return canvas


def mountains(seed: str) -> Canvas:
    """The wide picture at the head of the first page."""
    canvas = Canvas(seed, ("#3f5f97", "#8ea6cc", "#e9c6b4", "#fbe6c6"), (1920, 300))
    canvas.glow(1300, 160, 190, "#fff0c8", 0.7)
    canvas.ranges(150, 290, ("#a9b6cf", "#7f94b8", "#5b769f", "#3d5a86", "#27436d"), 30)
    return canvas
