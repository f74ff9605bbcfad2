"""How a figure is drawn over time: the mean of each period with its interval, and a line only where there is one."""

from ...instrument.messages import Voice
from ...measure.trend import Slope
from .. import palette
from ..pictures.our_month import RIGHT_FROM, RIGHT_TO
from .plane import BOTTOM, LEFT, RIGHT, TOP, plane

MOST_MARKS = 8


def drawn(voice: Voice, rows: list[dict], line: Slope | None, right: str | None = None) -> dict:
    """The means of one figure, period by period.

    Args:
        rows: of each period its `place` (a number of units), `period` (its name), `mean`, `low` and `high`.
        line: the trend; None where there is none to speak of.
        right: what the scale calls its middle, *about right*, where it has one; it is shaded.
    """
    places = [row["place"] for row in rows]
    across = min(places) - 0.8, max(places) + 0.8
    up = max(0.0, min(row["low"] for row in rows) - 4), min(100.0, max(row["high"] for row in rows) + 4)
    each = -(-len(rows) // MOST_MARKS)
    marks = [(row["place"], row["period"]) for row in rows[::each]]
    sheet = plane(voice, across, up, marks, voice.say("time_mark", figure=rows[0]["figure"]))
    if right and up[1] > RIGHT_FROM and up[0] < RIGHT_TO:
        top, bottom = (sheet.at(across[0], min(max(end, up[0]), up[1]))[1] for end in (RIGHT_TO, RIGHT_FROM))
        sheet.rect(LEFT, top, RIGHT, bottom, fill=palette.BAND)
        place = min(max(top + 18, TOP + 18), BOTTOM - 18)
        sheet.text(RIGHT - 8, place, right, size=20, colour=palette.MUTED, anchor="right")
    if line is not None:
        ends = [line.middle[1] + line.value * (place - line.middle[0]) for place in (min(places), max(places))]
        sheet.bar([min(places), max(places)], ends, colour=palette.MUTED, width=3)
    for row in rows:
        sheet.bar([row["place"]] * 2, [row["low"], row["high"]], colour=palette.SOFT[palette.BOTH], width=8)
    names = [f"{row['period']}: {voice.number(row['mean'])}" for row in rows]
    means = [row["mean"] for row in rows]
    role = palette.BOTH
    sheet.dots(places, means, colour=palette.COLOUR[role], size=22, symbol=palette.SYMBOL[role], names=names)
    return sheet.figure()
