"""What we bring, facet by facet under one lens: in words below twenty people, as a profile from there on.

The order on the sheet is the instrument's and says nothing: a facet is high or low only where its shelf or its full
colour says so. From twenty people on, bars of three or more behind each interval show how the people are spread.
"""

from ...pool.coarse import DETAILED_FROM
from ...pool.figures import classes
from .. import palette
from ..built import two_lenses
from ..canvas import Canvas, text_width
from ..picture import Picture, View
from ..shelves import Chip, Shelf, draw_shelves
from ..sureness import ordered, people, published
from ..words import Words

WIDTH, HEIGHT = 1080, 880
LABELS, LEFT, RIGHT = 470, 508, 1036
HEAD, ROW, NAME = 84, 68, 44
TALLEST = 54  # pixels of the highest bar
SHELVES = (("highest", "likely"), ("highest", "hint"), (None, None), ("lowest", "hint"), ("lowest", "likely"))
FINDINGS = (("find_energy", "find_drain"), ("find_ability", "find_weak"))  # of the first lens and of the second


def draw(tallies: dict, document: dict, lens: str | None = None) -> Picture:
    tally = tallies["self"]
    words = Words(document, "self")
    lenses = words.activity["blocks"][0]["lenses"][:2]
    number = next((i for i, one in enumerate(lenses) if one["id"] == lens), 0)
    lens = lenses[number]
    shown = [f for d in words.dimensions for f in d["facets"] if tally.estimate(f"{f}.{lens['id']}").known]
    order = {id.rsplit(".", 1)[0]: place for id, place in ordered(tally, [f"{f}.{lens['id']}" for f in shown]).items()}
    shelf_of = {facet: (order[facet].side, order[facet].sure) if facet in order else (None, None) for facet in shown}
    likely = {side: _likely(order, side) for side in ("highest", "lowest")}
    in_words = people(tally) < DETAILED_FROM or not shown
    finding = _finding(words, FINDINGS[number], likely)
    sub = _sub(words, shown, any(likely.values()), in_words)
    note = words.note(tally, *([] if in_words else _notes(tally, shown, lens)), "note_bring")
    figure = _list(words, shelf_of) if in_words else _profile(words, tally, lens, shelf_of)
    return Picture(
        figure=figure,
        finding=finding,
        alternative=" ".join([finding, sub, *_spoken(words, lens, shelf_of), note + "."]),
        table=_table(words, tally, lens, shelf_of, in_words),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.say("kicker_bring_by", lens=words.in_sentence(lens["name"])),
        marks=words.marks([*likely["highest"], *likely["lowest"]]),
    )


VIEW = View("facet_profile", ("self",), draw, lenses=("energy", "ability"), fits=two_lenses)


def _likely(order: dict, side: str) -> list[str]:
    found = [facet for facet, place in order.items() if (place.side, place.sure) == (side, "likely")]
    return sorted(found, key=lambda facet: -max(order[facet].top, order[facet].bottom))[:2]


def _finding(words: Words, keys: tuple[str, str], likely: dict[str, list[str]]) -> str:
    parts = [
        words.say(key, facets=words.series(words.name(facet) for facet in likely[side]))
        for key, side in zip(keys, ("highest", "lowest"), strict=True)
        if likely[side]
    ]
    return " ".join(parts) or words.say("find_bring_nothing")


def _sub(words: Words, shown: list[str], found: bool, in_words: bool) -> str:
    if not shown:
        return words.say("too_few_for_facets")
    parts = [words.say("sub_likely" if found else "sub_bring_nothing")]
    if not in_words:
        parts.append(words.say("sub_pale"))
    if missing := sum(len(d["facets"]) for d in words.dimensions) - len(shown):
        parts.append(words.plural("sub_missing", missing))
    return " ".join(parts)


def _notes(tally, shown: list[str], lens: dict) -> list[str]:
    return ["note_bars_thin", "note_spread"] if any(_bars(tally, f, lens) for f in shown) else ["note_bars"]


def _bars(tally, facet: str, lens: dict) -> tuple:
    """Exact sums hold bars of one person: not for drawing."""
    return tally.distribution(f"{facet}.{lens['id']}") if published(tally) else ()


# in words ----------------------------------------------------------------------------------------------------


def _list(words: Words, shelf_of: dict) -> dict:
    sheet = Canvas(WIDTH, HEIGHT)
    if not shelf_of:
        sheet.text(WIDTH / 2, HEIGHT / 2, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
        return sheet.figure()
    shelves = [
        Shelf(
            _heading(words, shelf),
            [_chip(words, facet, shelf) for facet, one in shelf_of.items() if one == shelf],
            strong=shelf[1] == "likely",
        )
        for shelf in SHELVES
    ]
    draw_shelves(sheet, shelves, (44, 40, WIDTH - 44, HEIGHT - 40))
    return sheet.figure()


def _chip(words: Words, facet: str, shelf: tuple) -> Chip:
    return Chip(words.name(facet) if shelf[0] else words.short(facet), words.role(facet), shelf[0] is not None)


def _heading(words: Words, shelf: tuple) -> str:
    side, sure = shelf
    return words.say(f"shelf_{side}_{sure}" if side else "shelf_none")


# as a profile ------------------------------------------------------------------------------------------------


def _profile(words: Words, tally, lens: dict, shelf_of: dict) -> dict:
    groups = [(d, [f for f in d["facets"] if f in shelf_of]) for d in words.dimensions]
    groups = [(dimension, facets) for dimension, facets in groups if facets]
    bottom = HEAD + NAME * len(groups) + ROW * len(shelf_of)
    sheet = Canvas(WIDTH, bottom + 24)
    sheet.area((LEFT, HEAD, RIGHT, bottom), (0, 100), (bottom - HEAD, 0))
    _scale(sheet, lens["labels"], bottom)
    densest = max((_density(bar) for f in shelf_of for bar in _bars(tally, f, lens)), default=1)
    y = 0.0
    for dimension, facets in groups:
        role = words.dimension_role(dimension["id"])
        sheet.text(44, HEAD + y + NAME / 2 + 6, dimension["name"], size=26, weight=700, colour=palette.COLOUR[role])
        y += NAME
        for facet in facets:
            _histogram(sheet, words, tally, facet, lens, y + ROW, densest)
            _row(sheet, words, tally.estimate(f"{facet}.{lens['id']}"), facet, y + ROW / 2 + 6, shelf_of[facet])
            y += ROW
    return sheet.figure()


def _scale(sheet: Canvas, labels: list[str], bottom: float) -> None:
    for value, anchor, label in ((0, "left", labels[0]), (100, "right", labels[-1])):
        x, _ = sheet.at(value, 0)
        sheet.text(x, 44, label, size=24, colour=palette.MUTED, anchor=anchor)
    for value in (0, 25, 50, 75, 100):
        x, _ = sheet.at(value, 0)
        sheet.line(x, HEAD + 8, x, bottom, width=3 if value == 50 else 2)


def _density(bar) -> float:
    return bar.n / (bar.last - bar.first + 1)


def _histogram(sheet: Canvas, words: Words, tally, facet: str, lens: dict, foot: float, densest: float) -> None:
    """Bars behind the interval: the area of each is its people."""
    items = tally.figures[f"{facet}.{lens['id']}"].items
    count = classes(len(lens["labels"]), items)
    edge = (lambda i: 100 * i / count) if items > 1 else (lambda i: min(100, max(0, 100 * (i - 0.5) / (count - 1))))
    for bar in _bars(tally, facet, lens):
        left, right = (sheet.at(edge(place), 0)[0] for place in (bar.first, bar.last + 1))
        tall = TALLEST * _density(bar) / densest
        if tall >= 1:
            y = sheet.at(0, foot)[1]
            sheet.rect(left + 2, y - tall, right - 2, y, fill=_SHADE[words.role(facet)])


_SHADE = {palette.FIRST: "#F3DFD7", palette.SECOND: "#D9E5EE", palette.BOTH: "#E7E4DE"}


def _row(sheet: Canvas, words: Words, estimate, facet: str, depth: float, shelf: tuple) -> None:
    role, named = words.role(facet), shelf[0] is not None
    colour = (palette.COLOUR if named else palette.PALE)[role]
    weight = 700 if shelf[1] == "likely" else 600 if named else 400
    name = words.name(facet) if text_width(words.name(facet), 24, weight) <= LABELS - 44 else words.short(facet)
    size = 26 if text_width(name, 26, weight) <= LABELS - 44 else 24
    sheet.text(LABELS, sheet.at(0, depth)[1], name, size=size, weight=weight, colour=colour, anchor="right")
    sheet.bar([estimate.low, estimate.high], [depth] * 2, colour=palette.COLOUR[role] if named else palette.PALE[role],
              width=5)  # fmt: skip
    told = words.say("mean_of", name=words.name(facet), mean=round(estimate.value), low=round(estimate.low),
                     high=round(estimate.high), n=estimate.n)  # fmt: skip
    sheet.dots([estimate.value], [depth], colour=colour, size=24, symbol=palette.SYMBOL[role], names=[told],
               name=words.name(facet))  # fmt: skip


# the same in words and numbers -------------------------------------------------------------------------------


def _spoken(words: Words, lens: dict, shelf_of: dict) -> list[str]:
    told = []
    for shelf in SHELVES:
        if here := [words.name(facet) for facet, one in shelf_of.items() if one == shelf]:
            told.append(
                words.say("spoken_shelf", lens=lens["name"], shelf=_heading(words, shelf), facets=words.series(here))
            )
    return told


def _table(words: Words, tally, lens: dict, shelf_of: dict, in_words: bool) -> dict:
    rows = []
    for facet, shelf in shelf_of.items():
        e = tally.estimate(f"{facet}.{lens['id']}")
        cell = words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high))
        rows.append([words.name(facet), *([] if in_words else [cell]), _heading(words, shelf), e.n])
    columns = [words.say("column_facet"), *([] if in_words else [lens["name"]]), words.say("column_order")]
    return {"columns": [*columns, words.say("column_n")], "rows": rows}
