"""Charts drawn on the server, as SVG that needs no script and no style of its own."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

WIDTH, HEIGHT = 600, 120
GAP = 2


@dataclass(frozen=True)
class Bar:
    """A day's bar, in the units of the picture."""

    x: float
    y: float
    width: float
    height: float
    date: date
    number: int


@dataclass(frozen=True)
class Chart:
    """Numbers of days as bars; the highest reaches the top."""

    name: str
    label: str
    figures: list[tuple[date, int]]

    width, height = WIDTH, HEIGHT

    @cached_property
    def most(self) -> int:
        return max((number for _day, number in self.figures), default=0)

    @cached_property
    def total(self) -> int:
        return sum(number for _day, number in self.figures)

    @cached_property
    def bars(self) -> list[Bar]:
        step = WIDTH / max(len(self.figures), 1)
        return [
            Bar(
                x=round(place * step, 2),
                y=round(HEIGHT - self._height(number), 2),
                width=round(step - GAP, 2),
                height=round(self._height(number), 2),
                date=day,
                number=number,
            )
            for place, (day, number) in enumerate(self.figures)
        ]

    def _height(self, number: int) -> float:
        """A day with anything at all is seen."""
        return max(HEIGHT * number / self.most, 2.0) if number else 0.0
