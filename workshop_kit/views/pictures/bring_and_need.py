"""The two pictures side by side, facet by facet: our energy on the left, our last month on the right.

They are never mixed into one number. A facet is named only where both sides are sure by themselves: it is likely
among the highest (lowest) in energy, and its month lies outside *about right* altogether.
"""

from ...measure.order import Place
from .. import palette
from ..built import ideal_facets, two_lenses
from ..canvas import Canvas, wrapped
from ..picture import Picture, View
from ..sureness import IN_WORDS_UP_TO, ordered, people
from ..words import Words
from .our_month import RIGHT_FROM, RIGHT_TO, side_of_right

WIDTH, HEAD, ROW, FOOT = 1080, 150, 72, 20
ENERGY, MONTH = (44, 372), (708, 1036)  # left and right ends of the two scales
MIDDLE = 540
NAMES, LEADING = 316, 29  # pixels for a name, and from one of its lines to the next
# What goes together: energy for it and too little of it, or the other way round.
PAIRS = {("highest", "little"): "give", ("lowest", "much"): "takes"}


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    self_, month = tallies["self"], tallies["our_month"]
    words, of_month = Words(document, "self"), Words(document, "our_month")
    energy = words.activity["blocks"][0]["lenses"][0]
    facets = [f for d in words.dimensions for f in d["facets"] if self_.estimate(f"{f}.{energy['id']}").known]
    facets = [facet for facet in facets if month.estimate(facet).known]
    order = {facet: place for facet in facets if (place := _order(self_, facets, energy).get(facet))}
    outside = {facet: side_of_right(month.estimate(facet)) for facet in facets}
    pairs = {facet: pair for facet in facets if (pair := _pair(order.get(facet), outside[facet]))}
    in_words = people(self_) <= IN_WORDS_UP_TO
    finding = _finding(words, pairs, facets)
    sub = words.say("too_few_for_facets" if not facets else "sub_gap" if pairs else "sub_gap_nothing")
    heads = dict.fromkeys([words.heads(self_), words.heads(month)])
    note = words.say("dot").join([*heads, words.say("note_bars")])
    rows = [(facet, order.get(facet), outside[facet], pairs.get(facet)) for facet in facets]
    return Picture(
        figure=_figure(words, of_month, self_, month, energy, rows, in_words),
        finding=finding,
        alternative=" ".join([finding, sub, *(_spoken(words, energy, *row) for row in rows), note + "."]),
        table=_table(words, self_, month, energy, rows, in_words),
        n=min(self_.n, month.n),
        sub=sub,
        note=note,
        kicker=words.say("kicker_gap"),
        marks=words.marks(pairs),
    )


VIEW = View(
    "bring_and_need",
    ("self", "our_month"),
    draw,
    fits=lambda self_, month: two_lenses(self_) and ideal_facets(month),
)


def _order(tally, facets: list[str], lens: dict) -> dict[str, Place]:
    return {id.rsplit(".", 1)[0]: place for id, place in ordered(tally, [f"{f}.{lens['id']}" for f in facets]).items()}


def _pair(place: Place | None, outside: str | None) -> str | None:
    return PAIRS.get((place.side, outside)) if place and place.sure == "likely" else None


def _finding(words: Words, pairs: dict[str, str], facets: list[str]) -> str:
    if not facets:
        return words.say("find_nothing_shown")
    parts = [
        words.say(f"find_gap_{key}", facets=words.series(words.name(f) for f, pair in pairs.items() if pair == key))
        for key in PAIRS.values()
        if key in pairs.values()
    ]
    return " ".join(parts) or words.say("find_gap_nothing")


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, of_month: Words, self_, month, energy: dict, rows: list[tuple], in_words: bool) -> dict:
    bottom = HEAD + ROW * max(3, len(rows))
    sheet = Canvas(WIDTH, bottom + FOOT)
    if not rows:
        sheet.text(MIDDLE, HEAD + ROW, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
        return sheet.figure()
    # the month's own units; energy lies on the same axis, moved to the left as a whole
    sheet.area((0, 0, WIDTH, sheet.height), (_unit(0), _unit(WIDTH)), (sheet.height, 0))
    _heads(sheet, words, of_month, energy, in_words)
    left, right = (_across(MONTH, end) for end in (RIGHT_FROM, RIGHT_TO))
    sheet.rect(left, HEAD - 6, right, bottom, fill=palette.BAND)
    if not in_words:
        values = [self_.estimate(f"{facet}.{energy['id']}").value for facet, *_ in rows]
        x = _across(ENERGY, sum(values) / len(values))
        sheet.line(x, HEAD - 6, x, bottom, colour=palette.AXIS)
    for number, (facet, place, outside, pair) in enumerate(rows):
        y = HEAD + ROW * (number + 0.5)
        if pair:
            _lit(sheet, words.role(facet), y)
        _name(sheet, words, facet, y, pair is not None)
        sure = bool(place and place.sure == "likely")
        if in_words:
            _worded(sheet, words, facet, place, y)
        else:
            _dot(sheet, words, facet, self_.estimate(f"{facet}.{energy['id']}"), ENERGY, y, sure)
        _dot(sheet, words, facet, month.estimate(facet), MONTH, y, outside is not None)
    return sheet.figure()


def _across(ends: tuple[float, float], value: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * value / 100


def _unit(x: float) -> float:
    """A pixel as a value on the month's scale."""
    return (x - MONTH[0]) / (MONTH[1] - MONTH[0]) * 100


def _heads(sheet: Canvas, words: Words, of_month: Words, energy: dict, in_words: bool) -> None:
    block = next(b for b in of_month.activity["blocks"] if b["kind"] == "rating" and b["scale"]["ideal"])
    sides = ((ENERGY, words.say("our_energy"), energy["labels"]), (MONTH, of_month.title, block["scale"]["labels"]))
    for ends, title, labels in sides:
        sheet.text(sum(ends) / 2, 44, title, size=30, weight=700, anchor="center")
        if ends is ENERGY and in_words:
            continue
        for x, label, anchor in ((ends[0], labels[0], "left"), (ends[1], labels[-1], "right")):
            sheet.text(x, 134, wrapped(label, 172, 24), size=24, colour=palette.MUTED, anchor=anchor, valign="bottom")


def _lit(sheet: Canvas, role: str, y: float) -> None:
    sheet.rounded(20, y - ROW / 2 + 3, WIDTH - 20, y + ROW / 2 - 3, fill=_TINT[role], radius=16)


_TINT = {palette.FIRST: "rgba(181,71,29,0.11)", palette.SECOND: "rgba(30,94,140,0.11)", palette.BOTH: palette.BAND}


def _name(sheet: Canvas, words: Words, facet: str, y: float, named: bool) -> None:
    colour = (palette.COLOUR if named else palette.PALE)[words.role(facet)]
    weight = 700 if named else 400
    lines = wrapped(words.name(facet), NAMES, 26, weight)
    lines = lines if len(lines) < 3 else wrapped(words.short(facet), NAMES, 26, weight)
    for number, line in enumerate(lines):
        above = LEADING * (number - (len(lines) - 1) / 2)
        sheet.text(MIDDLE, y + above, line, size=26 if len(lines) == 1 else 25, weight=weight, colour=colour,
                   anchor="center")  # fmt: skip


def _worded(sheet: Canvas, words: Words, facet: str, place: Place | None, y: float) -> None:
    said = words.say(f"shelf_{place.side}_{place.sure}") if place and place.side else words.say("shelf_none")
    sure = bool(place and place.sure == "likely")
    colour = palette.COLOUR[words.role(facet)] if sure else palette.INK if place and place.side else palette.MUTED
    sheet.text(sum(ENERGY) / 2, y, wrapped(said, ENERGY[1] - ENERGY[0], 24), size=24, weight=700 if sure else 400,
               colour=colour, anchor="center")  # fmt: skip


def _dot(sheet: Canvas, words: Words, facet: str, estimate, ends: tuple, y: float, sure: bool) -> None:
    role = words.role(facet)
    low, mean, high = (_unit(_across(ends, one)) for one in (estimate.low, estimate.value, estimate.high))
    sheet.bar([low, high], [y] * 2, colour=palette.SOFT[role] if sure else palette.AXIS, width=7)
    told = words.say("mean_of", name=words.name(facet), mean=round(estimate.value), low=round(estimate.low),
                     high=round(estimate.high), n=estimate.n)  # fmt: skip
    sheet.dots([mean], [y], colour=(palette.COLOUR if sure else palette.PALE)[role], size=24,
               symbol=palette.SYMBOL[role], names=[told], name=words.name(facet))  # fmt: skip


# the same in words and numbers -------------------------------------------------------------------------------


def _sides(words: Words, place: Place | None, outside: str | None) -> tuple[str, str]:
    said = words.say(f"shelf_{place.side}_{place.sure}") if place and place.side else words.say("shelf_none")
    return said, words.say(f"month_{outside or 'none'}")


def _spoken(words: Words, energy: dict, facet: str, place, outside, pair) -> str:
    energetic, monthly = _sides(words, place, outside)
    return words.say("spoken_gap", facet=words.name(facet), lens=energy["name"], energy=energetic, month=monthly)


def _table(words: Words, self_, month, energy: dict, rows: list[tuple], in_words: bool) -> dict:
    columns = [words.say("column_facet"), energy["name"], words.say("column_month"), words.say("column_said")]
    found = []
    for facet, place, outside, _ in rows:
        energetic, monthly = _sides(words, place, outside)
        cells = [energetic if in_words else _cell(words, self_.estimate(f"{facet}.{energy['id']}"))]
        cells.append(_cell(words, month.estimate(facet)))
        said = monthly if in_words else words.say("semicolon").join([energetic, monthly])
        found.append([words.name(facet), *cells, said])
    return {"columns": columns, "rows": found or [[words.title, "", "", words.say("nothing_to_draw")]]}


def _cell(words: Words, e) -> str:
    return words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high))
