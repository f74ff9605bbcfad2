"""A sheet with two axes whose marks are written beside it, for the figures that lay one number over another."""

from collections.abc import Iterable

from ...instrument.messages import Voice
from .. import palette
from ..canvas import Canvas, text_width

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1080, 620, 90, 1040, 30, 540
SIZE = 24


def plane(
    voice: Voice, across: tuple[float, float], up: tuple[float, float], marks: Iterable[tuple[float, str]], below: str
) -> Canvas:
    """A sheet over the ranges `across` and `up`.

    Args:
        marks: places on the axis below, and what is written there; `below` says what the axis is.
    """
    sheet = Canvas(WIDTH, HEIGHT)
    sheet.area((LEFT, TOP, RIGHT, BOTTOM), across, up)
    for value in ticks(*up):
        place = sheet.at(across[0], value)[1]
        sheet.text(LEFT - 12, place, voice.number(value), size=SIZE, colour=palette.MUTED, anchor="right")
    for value, name in marks:
        sheet.text(
            sheet.at(value, up[0])[0], BOTTOM + 24, name, size=SIZE, colour=palette.MUTED, anchor="center"
        )  # fmt: skip
    sheet.text((LEFT + RIGHT) / 2, BOTTOM + 60, below, size=SIZE, colour=palette.MUTED, anchor="center")
    return sheet


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between the two, seven at most."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if (high - low) / step <= 7)
    first = -(-low // step) * step
    return [first + step * place for place in range(int((high - first) // step) + 1)]


def named(sheet: Canvas, dots: Iterable[tuple[str, float, float]]) -> None:
    """Names beside their dots, `(name, x, y)`: on the side where there is room."""
    placed = [(name, *sheet.at(x, y)) for name, x, y in dots]
    taken = [(x, y, 24.0) for _, x, y in placed]
    for name, x, y in placed:
        wide = text_width(name, SIZE)
        middles = [(x + 18 + wide / 2, y), (x - 18 - wide / 2, y), (x, y + 32), (x, y - 32)]
        free = [
            (left, top) for left, top in middles
            if left + wide / 2 < RIGHT + 30 and left - wide / 2 > LEFT
            and not any(abs(left - a) < (wide + w) / 2 and abs(top - b) < 26 for a, b, w in taken if (a, b) != (x, y))
        ]  # fmt: skip
        place = (free or middles)[0]
        taken.append((*place, wide))
        sheet.text(*place, name, size=SIZE, anchor="center")
