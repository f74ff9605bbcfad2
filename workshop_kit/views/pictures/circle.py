"""One rating or two of the whole circle: how we arrive, a fist of five, how it was. Drawn as a dial.

The needle's place is the mean, the arc its interval, the words in the middle say it. From twenty people on, the
petals around the dial are the people, in bars of three or more.
"""

from dataclasses import dataclass, replace
from html import escape
from math import cos, pi, sin

from ...measure.estimate import Estimate
from .. import palette
from ..built import few_ratings
from ..canvas import Canvas, wrapped
from ..picture import Picture, View
from ..sureness import published
from ..words import Words

WIDTH = 1080
PETAL = 130  # pixels of the longest petal
GROUND, ARC, PETALS = palette.BAND, "#A9B2BF", palette.LINE


def draw(tallies: dict, document: dict, lens: str | None = None) -> Picture:
    shown = lens if lens in tallies else list(tallies)[-1]
    tally = tallies[shown]
    words = Words(document, shown)
    block = words.activity["blocks"][0]
    items = [item for item in block["items"] if tally.estimate(item["id"]).known]
    said = {item["id"]: in_words(words, block["scale"]["labels"], tally.estimate(item["id"])) for item in items}
    spread_out = any(_petals(tally, item) for item in items)
    finding, sub = _finding(words, items, said)
    note = words.note(tally, "note_arc", *(["note_petals"] if spread_out else []))
    spoken = [words.say("spoken_rating", name=item["text"].rstrip("."), said=said[item["id"]]) for item in items]
    return Picture(
        figure=_figure(words, tally, block["scale"]["labels"], items, said),
        finding=finding,
        alternative=" ".join([finding, sub, *spoken, note + "."]),
        table=_table(words, tally, items, said),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.title,
    )


def _within(view: View, activities: dict[str, dict]) -> View | None:
    """Every activity that is built so; `circle.action` is one of them, `circle` the last that was revealed."""
    ids = tuple(id for id, activity in activities.items() if few_ratings(activity))
    return replace(view, any_of=ids, lenses=ids) if ids else None


VIEW = View("circle", (), draw, within=_within)


def in_words(words: Words, labels: list[str], estimate: Estimate) -> str:
    """Where a mean lies, in the words of the scale: between the labels nearest to the interval's ends."""
    low, high = (labels[round(end / 100 * (len(labels) - 1))] for end in (estimate.low, estimate.high))
    return words.say("around", label=low) if low == high else words.say("between", low=low, high=high)


def _finding(words: Words, items: list[dict], said: dict[str, str]) -> tuple[str, str]:
    if not items:
        return words.say("find_nothing_shown"), words.say("too_few_for_facets")
    if len(items) == 1:
        return words.say("find_rating_one", said=said[items[0]["id"]]), words.say("sub_rating_one")
    return words.say("find_rating_few"), words.say("sub_rating_few")


def _petals(tally, item: dict) -> tuple:
    """Exact sums hold bars of one person: not for drawing."""
    return tally.distribution(item["id"]) if published(tally) else ()


# the dial ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dial:
    """A half circle of equal sectors, one a point of the scale; a value of 0 or 100 lies in the middle of its own."""

    x: float
    y: float
    radius: float
    points: int
    thick: float

    def angle(self, value: float) -> float:
        """Radians, anticlockwise from the right, of a value from 0 to 100."""
        return self.turn((value / 100 * (self.points - 1) + 0.5) / self.points)

    def turn(self, share: float) -> float:
        return pi * (1 - share)

    def at(self, angle: float, radius: float) -> tuple[float, float]:
        return self.x + radius * cos(angle), self.y - radius * sin(angle)

    def band(self, start: float, end: float, inner: float, outer: float) -> str:
        """The path of a piece of a ring between two angles."""
        steps = max(2, round(abs(end - start) * 24))
        turns = [start + (end - start) * step / steps for step in range(steps + 1)]
        edge = [self.at(turn, outer) for turn in turns] + [self.at(turn, inner) for turn in reversed(turns)]
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in edge) + "Z"


def _figure(words: Words, tally, labels: list[str], items: list[dict], said: dict[str, str]) -> dict:
    if not items:
        sheet = Canvas(WIDTH, 420)
        sheet.text(WIDTH / 2, 210, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
        return sheet.figure()
    petals = any(_petals(tally, item) for item in items)
    large = len(items) == 1
    radius, petal = ((268 if petals else 330), PETAL) if large else ((148 if petals else 190), 78)
    head = _question_room(items, large) + (84 if large else 30)
    y = head + radius + (petal + 40 if petals else 34)
    sheet = Canvas(WIDTH, round(max(420, y + (150 if large else 250))))
    reach = WIDTH / 2 / radius  # one unit is the radius of a dial
    sheet.area((0, y - radius, WIDTH, y), (-reach, reach), (0, 1))
    for number, item in enumerate(items):
        x = WIDTH * (2 * number + 1) / (2 * len(items))
        dial = Dial(x, y, radius, len(labels), 40 if large else 28)
        _question(sheet, item, x, large)
        if petals:
            _draw_petals(sheet, dial, _petals(tally, item), petal)
        _hand(sheet, words, dial, item, tally.estimate(item["id"]))
        reach = radius + (petal + 44 if petals else 30)
        _labels(sheet, dial, labels, reach, large)
        _say(sheet, dial, said[item["id"]], large)
    return sheet.figure()


def _question_lines(item: dict, large: bool) -> list[str]:
    return wrapped(item["text"], WIDTH - 140 if large else WIDTH / 2 - 60, 36 if large else 28, 600)


def _question_room(items: list[dict], large: bool) -> float:
    return 50 + (44 if large else 36) * max(len(_question_lines(item, large)) for item in items)


def _question(sheet: Canvas, item: dict, x: float, large: bool) -> None:
    sheet.text(x, 40, _question_lines(item, large), size=36 if large else 28, weight=600, anchor="center", valign="top")


def _draw_petals(sheet: Canvas, dial: Dial, bars: tuple, longest: float) -> None:
    """One petal a bar; its area stands for its people, its number says them."""
    densest = max((bar.n / (bar.last - bar.first + 1) for bar in bars), default=1)
    foot = dial.radius + dial.thick / 2 + 8
    for bar in bars:
        tall = max(6.0, longest * bar.n / (bar.last - bar.first + 1) / densest)
        start, end = (dial.turn(place / dial.points) for place in (bar.first, bar.last + 1))
        sheet.path(dial.band(start - 0.014, end + 0.014, foot, foot + tall), fill=PETALS)
        x, y = dial.at((start + end) / 2, foot + (tall / 2 if tall > 40 else tall + 20))
        sheet.text(x, y, str(bar.n), size=26, weight=700, anchor="center")


def _hand(sheet: Canvas, words: Words, dial: Dial, item: dict, estimate: Estimate) -> None:
    inner, outer = dial.radius - dial.thick / 2, dial.radius + dial.thick / 2
    for point in range(dial.points):
        start, end = dial.turn(point / dial.points), dial.turn((point + 1) / dial.points)
        sheet.path(dial.band(start - 0.008, end + 0.008, inner, outer), fill=GROUND)
    sheet.path(dial.band(dial.angle(estimate.low), dial.angle(estimate.high), inner, outer), fill=ARC)
    turn = dial.angle(estimate.value)
    told = words.say("mean_of", name=escape(item["text"], quote=False), mean=round(estimate.value),
                     low=round(estimate.low), high=round(estimate.high), n=estimate.n)  # fmt: skip
    x = (dial.x - sheet.width / 2) / dial.radius + cos(turn)
    sheet.dots([x], [sin(turn)], colour=palette.INK, size=round(dial.thick * 1.3), names=[told], name=item["id"])


def _labels(sheet: Canvas, dial: Dial, labels: list[str], reach: float, large: bool) -> None:
    """The words of the scale around the dial; small dials bear the first and the last only."""
    for number, label in enumerate(labels):
        turn = dial.turn((number + 0.5) / len(labels))
        ends = number in (0, len(labels) - 1)
        if ends:
            side = -1 if number == 0 else 1
            x, y = dial.x + side * dial.radius * 0.97, dial.y + 20
            width = 300 if large else 220
            x = min(max(x, dial.x - sheet.width / 2 + width / 2), dial.x + sheet.width / 2 - width / 2) if large else x
            sheet.text(x, y, wrapped(label, width, 26 if large else 24), size=26 if large else 24,
                       colour=palette.MUTED, anchor="center", valign="top")  # fmt: skip
        elif large:
            x, y = dial.at(turn, reach)
            anchor = "center" if abs(cos(turn)) < 0.2 else "right" if cos(turn) < 0 else "left"
            width = {"center": 420, "right": x - 24, "left": sheet.width - x - 24}[anchor]
            sheet.text(x, y, wrapped(label, width, 26), size=26, colour=palette.MUTED, anchor=anchor,
                       valign="bottom" if anchor == "center" else "middle")  # fmt: skip


def _say(sheet: Canvas, dial: Dial, said: str, large: bool) -> None:
    if large:
        lines = wrapped(said, dial.radius * 1.45, 36, 700)
        sheet.text(dial.x, dial.y - 8, lines, size=36, weight=700, anchor="center", valign="bottom")
    else:
        lines = wrapped(said, sheet.width / 2 - 70, 28, 700)
        sheet.text(dial.x, dial.y + 120, lines, size=28, weight=700, anchor="center", valign="top")


# the same in numbers -----------------------------------------------------------------------------------------


def _table(words: Words, tally, items: list[dict], said: dict[str, str]) -> dict:
    rows = []
    for item in items:
        e = tally.estimate(item["id"])
        cell = words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high))
        rows.append([item["text"], cell, said[item["id"]], e.n])
    columns = [words.say(key) for key in ("column_what", "column_mean", "column_said", "column_n")]
    return {"columns": columns, "rows": rows or [[words.title, "", words.say("nothing_to_draw"), tally.n]]}
