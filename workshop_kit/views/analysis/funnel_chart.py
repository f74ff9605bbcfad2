"""How a funnel is drawn: means over sizes, the curves of chance, and the means that are best guessed."""

from ...instrument.messages import Voice
from ...measure.shrinking import funnel
from .. import palette
from ..canvas import Canvas
from .plane import named, plane, ticks

INNER = 0.95
STEPS = 60  # of which a curve is made
NAMED = 8  # of more teams outside, nobody could read the names


def drawn(voice: Voice, rows: list[dict], centre: float, spread: float, outer: float) -> dict:
    """The funnel around `centre`; `spread` is that of people within teams, `outer` the level of the outer limits.

    Args:
        rows: of each team `team`, `n`, `mean`, `shrunken`, and whether it lies `outside`.
    """
    sizes = [row["n"] for row in rows]
    across = max(2.0, min(sizes) * 0.9 - 1), max(sizes) * 1.04 + 1
    reach = [row["mean"] for row in rows] + [*funnel(centre, spread, min(sizes), level=INNER)]
    up = max(0.0, min(reach) - 4), min(100.0, max(reach) + 4)
    marks = [(value, voice.number(value)) for value in ticks(*across)]
    sheet = plane(voice, across, up, marks, voice.say("funnel_size"))
    _limits(sheet, across, up, centre, spread, outer)
    _teams(sheet, rows)
    return sheet.figure()


def _limits(sheet: Canvas, across, up, centre: float, spread: float, outer: float) -> None:
    steps = [across[0] + (across[1] - across[0]) * step / STEPS for step in range(STEPS + 1)]
    for level, width in ((INNER, 2), (outer, 3)):
        for end in (0, 1):
            curve = [(n, funnel(centre, spread, n, level=level)[end]) for n in steps]
            inside = [(n, y) for n, y in curve if up[0] <= y <= up[1]]
            if len(inside) > 1:
                sheet.bar(*zip(*inside, strict=True), colour=palette.AXIS, width=width)
    sheet.bar(across, [centre, centre], colour=palette.MUTED, width=2)


def _teams(sheet: Canvas, rows: list[dict]) -> None:
    for row in rows:
        sheet.bar([row["n"]] * 2, [row["mean"], row["shrunken"]], colour=palette.LINE, width=3)
    within, out = ([row for row in rows if row["outside"] == side] for side in (False, True))
    _dots(sheet, within, "mean", palette.SOFT[palette.BOTH], 16)
    _dots(sheet, rows, "shrunken", palette.COLOUR[palette.BOTH], 14, "diamond")
    _dots(sheet, out, "mean", palette.INK, 20)
    if len(out) <= NAMED:
        named(sheet, [(row["team"], row["n"], row["mean"]) for row in out])


def _dots(sheet: Canvas, rows: list[dict], value: str, colour: str, size: int, symbol: str = "circle") -> None:
    sizes, values = [row["n"] for row in rows], [row[value] for row in rows]
    sheet.dots(sizes, values, colour=colour, size=size, symbol=symbol, names=[row["team"] for row in rows])
