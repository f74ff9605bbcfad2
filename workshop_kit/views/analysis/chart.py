"""The plain figures of the analysis: bars that count, and dots with their intervals, one line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...instrument.messages import Voice
from .. import palette
from ..canvas import Canvas, clipped, text_width

WIDTH, LABELS, LEFT, RIGHT, NUMBERS = 1080, 440, 476, 770, 1060
ROW, HEAD, FOOT = 52, 70, 18


@dataclass(frozen=True)
class Line:
    """One line: a name, a value with its interval (None: it has none), and what is written behind it.

    `sure` False draws it pale: the interval does not allow to say more, or it does not count.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    label: str = ""
    role: str = palette.BOTH
    sure: bool = True


def interval(voice: Voice, mean: float, low: float, high: float, places: int = 0) -> str:
    """A number with the ends of its interval, as all of the analysis says it."""
    numbers = {"mean": mean, "low": low, "high": high}
    return voice.say("interval", **{name: voice.number(number, places) for name, number in numbers.items()})


def lined(
    voice: Voice, row: dict, name: str, value: str, *, ends: str = "", places: int = 0, sure: bool = True
) -> Line:
    """A row of a table as a line: its interval stands under `low` and `high`, or under `ENDS_low` and `ENDS_high`."""
    low, high = (row[f"{ends}_{end}" if ends else end] for end in ("low", "high"))
    return Line(row[name], row[value], low, high, interval(voice, row[value], low, high, places), row["role"], sure)


def spoken(finding: str, lines: Sequence[Line]) -> str:
    """The figure in words, for whoever does not see it."""
    return " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])


def dots(
    lines: Sequence[Line],
    ends: tuple[float, float],
    marks: Sequence[tuple[float, str]] = (),
    band: tuple[float, float] | None = None,
) -> dict:
    """Dots with their intervals on one scale that runs from `ends[0]` to `ends[1]`.

    Args:
        marks: places on the scale and what they mean, written above.
        band: a part of the scale that is shaded.
    """
    sheet, bottom = _sheet(len(lines), ends)
    if band:
        left, right = (sheet.at(end, 0)[0] for end in band)
        sheet.rect(left, HEAD - 12, right, bottom + 6, fill=palette.BAND)
    for place, name in marks:
        x = sheet.at(place, 0)[0]
        sheet.line(x, HEAD - 12, x, bottom + 6, colour=palette.AXIS, width=2)
        told = clipped(name, 140, 20, most=2) if len(marks) > 2 else [name]
        sheet.text(x, HEAD - 36, told, size=20 if len(marks) > 2 else 24, colour=palette.MUTED, anchor="center")
    size = _size(lines)
    for number, line in enumerate(lines):
        depth = (number + 0.5) * ROW
        colour = (palette.COLOUR if line.sure else palette.PALE)[line.role]
        _named(sheet, line, depth, colour, size)
        if line.low is not None and line.high is not None:
            inside = [min(max(end, ends[0]), ends[1]) for end in (line.low, line.high)]
            soft = palette.SOFT[line.role] if line.sure else palette.AXIS
            sheet.bar(inside, [depth, depth], colour=soft, width=8)
        if ends[0] <= line.value <= ends[1]:
            sheet.dots(
                [line.value], [depth], colour=colour, size=22, symbol=palette.SYMBOL[line.role],
                names=[f"{line.name}: {line.label}"], name=line.name,
            )  # fmt: skip
    return sheet.figure()


def bars(lines: Sequence[Line], whole: float) -> dict:
    """Bars from nothing to `value`, on a pale ground that ends at `whole`."""
    sheet, _ = _sheet(len(lines), (0, whole or 1), head=14)
    size = _size(lines)
    for number, line in enumerate(lines):
        depth = (number + 0.5) * ROW
        (x0, y), (x1, _), (x2, _) = (sheet.at(end, depth) for end in (0, line.value, whole or 1))
        sheet.rounded(x0, y - 11, x2, y + 11, fill=palette.BAND, radius=5)
        if line.value:
            colour = (palette.COLOUR if line.sure else palette.PALE)[line.role]
            sheet.rounded(x0, y - 11, max(x1, x0 + 4), y + 11, fill=colour, radius=5)
        _named(sheet, line, depth, palette.INK, size, head=14)
    return sheet.figure()


def _sheet(count: int, ends: tuple[float, float], head: int = HEAD) -> tuple[Canvas, float]:
    bottom = head + ROW * max(count, 1)
    sheet = Canvas(WIDTH, bottom + FOOT)
    sheet.area((LEFT, head, RIGHT, bottom), ends, (bottom - head, 0))
    return sheet, bottom


def _size(lines: Sequence[Line]) -> int:
    """One size for all names: as large as they fit on a line, else that of two lines."""
    return next((size for size in (24, 22) if all(text_width(line.name, size) <= LABELS - 10 for line in lines)), 20)


def _named(sheet: Canvas, line: Line, depth: float, colour: str, size: int, head: int = HEAD) -> None:
    name = clipped(line.name, LABELS - 10, size, most=2)
    sheet.text(LABELS, head + depth, name, size=size, colour=colour, anchor="right")
    sheet.text(NUMBERS, head + depth, line.label, size=23, colour=palette.MUTED, anchor="right")
