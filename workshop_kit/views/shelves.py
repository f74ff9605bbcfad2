"""Names on shelves, for what has an order in words and none in numbers; and the chips that they stand in."""

from dataclasses import dataclass

from . import palette
from .canvas import Canvas, clipped, text_width, wrapped

SIZE, TALL, GAP = 28, 52, 14
HEADING = 300  # pixels that headings take
TINT = {palette.FIRST: "#F8EAE4", palette.SECOND: "#E4EDF3", palette.BOTH: "#F1EEE8"}
MARK = {palette.FIRST: "●", palette.SECOND: "◆", palette.BOTH: "■"}
_MARK_WIDTH = 36


@dataclass(frozen=True)
class Chip:
    """One name. Those that are `sure` stand in full colour and bold, the others pale."""

    text: str
    role: str
    sure: bool = False


@dataclass(frozen=True)
class Shelf:
    heading: str
    chips: list[Chip]
    strong: bool = False  # whether its heading says something


def chip_width(chip: Chip, size: int = SIZE) -> float:
    return text_width(chip.text, size, 700 if chip.sure else 400) + _MARK_WIDTH + 30


def draw_chip(sheet: Canvas, chip: Chip, x: float, y: float, most: float = 1000, size: int = SIZE) -> float:
    """A chip with its middle at `y`; returns where it ends."""
    weight = 700 if chip.sure else 400
    text = clipped(chip.text, most - _MARK_WIDTH - 30, size, weight)[0]
    width = min(most, chip_width(chip, size))
    colour = (palette.COLOUR if chip.sure else palette.PALE)[chip.role]
    tall = TALL * size / SIZE
    sheet.rounded(x, y - tall / 2, x + width, y + tall / 2, fill=TINT[chip.role] if chip.sure else palette.PAPER,
                  radius=tall / 2)  # fmt: skip
    sheet.text(x + 18, y, MARK[chip.role], size=24, colour=colour)
    sheet.text(x + 20 + _MARK_WIDTH - 8, y, text, size=size, weight=weight, colour=colour)
    return x + width


def flowed(chips: list[Chip], width: float) -> list[list[Chip]]:
    """Chips in lines that fit into `width`."""
    lines: list[list[Chip]] = []
    x = width
    for chip in chips:
        wide = min(width, chip_width(chip))
        if x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append(chip)
        x += wide + GAP
    return lines


def draw_shelves(sheet: Canvas, shelves: list[Shelf], box: tuple[float, float, float, float]) -> None:
    """The shelves that hold something, one below the other over the whole height of the box."""
    left, top, right, bottom = box
    filled = [shelf for shelf in shelves if shelf.chips]
    inside = right - left - HEADING - 24
    heights = [max(len(flowed(shelf.chips, inside)) * (TALL + GAP) - GAP, _heading_height(shelf)) for shelf in filled]
    air = max(16.0, min(46.0, (bottom - top - sum(heights)) / (2 * max(1, len(filled)))))
    y = top + max(0.0, (bottom - top - sum(heights) - 2 * air * len(filled)) / 2)
    for number, (shelf, height) in enumerate(zip(filled, heights, strict=True)):
        if number:
            sheet.line(left, y, right, y, width=2)
        _draw_shelf(sheet, shelf, left, y + air, height, inside)
        y += height + 2 * air


def _heading_height(shelf: Shelf) -> float:
    return 34 * len(wrapped(shelf.heading, HEADING - 10, 26, 700))


def _draw_shelf(sheet: Canvas, shelf: Shelf, left: float, top: float, height: float, inside: float) -> None:
    sheet.text(left, top + height / 2, wrapped(shelf.heading, HEADING - 10, 26, 700), size=26,
               weight=700 if shelf.strong else 400, colour=palette.INK if shelf.strong else palette.MUTED)  # fmt: skip
    lines = flowed(shelf.chips, inside)
    y = top + (height - len(lines) * (TALL + GAP) + GAP) / 2 + TALL / 2
    for line in lines:
        x = left + HEADING + 24
        for chip in line:
            x = draw_chip(sheet, chip, x, y, inside) + GAP
        y += TALL + GAP
