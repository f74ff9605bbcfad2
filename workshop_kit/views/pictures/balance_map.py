"""What we bring, as one place: the first dimension across, the second upwards, one lens at a time.

The dot is the team's mean and the ring its interval; the band along the diagonal is *even*. Fields have no names
and nobody is put into one. From 20 people on the ground shows how they are spread, in areas that hold three or more;
below that nothing of the single people's spread is drawn.
"""

from ...measure.estimate import Estimate
from .. import palette
from ..built import two_lenses
from ..canvas import Canvas, ring
from ..picture import Picture, View
from ..sureness import published
from ..words import Words

SIDE, FOOT = 880, 60
PLOT = SIDE - FOOT
# Half the width of the even band, in points: what three of ten answers, each one step apart, would make.
EVEN = 7.5
APART = 0.3  # the share of people on either side from which the shades are pointed to
CELL = 20  # points: a side of one cell of the 5 × 5 grid
NAME = (130, 40)  # half the room that the team's name takes, with a number beside it
FEWEST = 3  # people to a cell that make the darkest shade, at least


def draw(tallies: dict, document: dict, lens: str | None = None) -> Picture:
    tally = tallies["self"]
    words = Words(document, "self")
    lenses = {one["id"]: one["name"] for one in words.activity["blocks"][0]["lenses"]}
    lens = lens or next(iter(lenses))
    across, up = (tally_mean(tally, dimension, lens) for dimension in words.dimensions[:2])
    lean = tally.estimate(f"lean.{lens}")
    whole = across.known and up.known and lean.known
    call = _call(lean) if whole else "unknown"
    grid = tally.figures.get(f"grid.{lens}") if whole else None
    areas = getattr(grid, "areas", ())  # exact sums hold single cells: not for drawing
    areas = areas if len(areas) > 1 else ()  # one area is the whole ground, and tells nothing
    finding, sub = _said(words, call, lean, areas)
    notes = ["note_ring", "note_grid", "note_bring"] if areas else ["note_ring", "note_bring"]
    note = words.note(tally, *(notes if whole else ["note_bring"]))
    spoken = [_spoken(words, across, up), _spoken_areas(words, areas)] if whole else []
    return Picture(
        figure=_figure(words, across, up, areas, call) if whole else _empty(words),
        finding=finding,
        alternative=" ".join(filter(None, [finding, sub, *spoken, note + "."])),
        table=_table(words, lenses[lens], across, up, lean),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.say("kicker_bring_by", lens=words.in_sentence(lenses[lens])),
        marks=_marks(words, call),
    )


VIEW = View("balance_map", ("self",), draw, lenses=("energy", "ability"), fits=two_lenses)


def tally_mean(tally, dimension: dict, lens: str) -> Estimate:
    """A dimension's mean: as published, or from exact facets where the tally holds exact sums."""
    id = f"{dimension['id']}.{lens}"
    if id in tally.figures or published(tally):
        return tally.estimate(id)
    facets = [tally.estimate(f"{facet}.{lens}") for facet in dimension["facets"]]
    known = [one for one in facets if one.known]
    if len(known) < -(-3 * len(facets) // 5):
        return tally.estimate(id)
    mean = sum(one.value for one in known) / len(known)
    # The people's spread around a dimension is not in the tally; the mean of the facets' intervals is wider.
    half = sum(one.high - one.low for one in known) / len(known) / 2
    return Estimate(mean, max(0.0, mean - half), min(100.0, mean + half), min(one.n for one in known))


def _call(lean: Estimate) -> str:
    """first, second: a lean beyond the even band; slight: a sure one inside it; even: surely inside; or close."""
    if lean.low > 0 or lean.high < 0:
        side = "first" if lean.value > 0 else "second"
        return side if abs(lean.value) > EVEN else f"slight_{side}"
    return "even" if lean.low >= -EVEN and lean.high <= EVEN else "close"


def _said(words: Words, call: str, lean: Estimate, areas) -> tuple[str, str]:
    if call == "unknown":
        return words.say("find_balance_unknown"), words.say("too_few_for_facets")
    if call in ("even", "close"):
        ends = {"left": _end(words, 1, lean.low), "right": _end(words, 0, lean.high)}
        shades = words.say("sub_balance_sides" if _on_both_sides(areas) else "sub_balance_shades") if areas else ""
        sub = words.say(f"sub_balance_{call}", **ends)
        return words.say(f"find_balance_{call}"), " ".join(filter(None, [sub, shades]))
    more = words.dimensions[0 if call.endswith("first") else 1]["more"]
    low, high = sorted((abs(round(lean.low)), abs(round(lean.high))))
    key = "slight" if call.startswith("slight") else "lean_grid" if areas else "lean"
    return words.say(f"find_balance_{key.removesuffix('_grid')}", more=more), words.say(
        f"sub_balance_{key}", low=low, high=high
    )


def _on_both_sides(areas) -> bool:
    """Whether on either side of the diagonal stand so many that an even mean is hardly anybody's place.

    An area that crosses the diagonal does not tell its side: nearly half on one side alone says it too, since the
    mean is even.
    """
    people = sum(area.n for area in areas)
    sides = [sum(area.n for area in areas if all(side * (i - j) > 0 for i, j in area.cells)) for side in (1, -1)]
    return min(sides) >= APART * people or max(sides) >= 1.5 * APART * people


def _end(words: Words, dimension: int, value: float) -> str:
    return words.plural("points_of", abs(round(value)), more=words.dimensions[dimension]["more"])


def _marks(words: Words, call: str) -> list[dict]:
    return [{"text": d["more"], "role": role} for role, d in zip(palette.ROLES, words.dimensions, strict=False)]


def _empty(words: Words) -> dict:
    sheet = Canvas(SIDE, SIDE)
    sheet.text(SIDE / 2, SIDE / 2, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
    return sheet.figure()


def _figure(words: Words, across: Estimate, up: Estimate, areas, call: str) -> dict:
    sheet = Canvas(PLOT, SIDE)
    sheet.area((0, 0, PLOT, PLOT), (0, 100), (0, 100))
    _ground(sheet, words, bool(areas))
    _spread(sheet, areas, (across.value, up.value), _name_place(sheet, across, up))
    if call not in ("close", "even"):
        _ruler(sheet, across, up, call)
    _team(sheet, words, across, up, bool(areas))
    return sheet.figure()


def _ground(sheet: Canvas, words: Words, shaded: bool) -> None:
    at = sheet.at
    corners = [at(0, 0), at(EVEN, 0), at(100, 100 - EVEN), at(100, 100), at(100 - EVEN, 100), at(0, EVEN)]
    if shaded:  # the band gives way to the shades: its edges are left
        sheet.line(*corners[1], *corners[2], width=3, dash="dot", colour=palette.AXIS)
        sheet.line(*corners[5], *corners[4], width=3, dash="dot", colour=palette.AXIS)
    else:
        sheet.path("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in corners) + "Z", fill=palette.BAND)
    x, y = at(88, 88)
    sheet.text(x, y, words.say("even"), size=30, colour=palette.MUTED, anchor="center", angle=-45)
    first, second = words.dimensions[:2]
    sheet.text(34, 46, second["more"], size=34, weight=700, colour=palette.COLOUR[palette.SECOND])
    sheet.text(PLOT - 34, PLOT - 46, first["more"], size=34, weight=700, colour=palette.COLOUR[palette.FIRST],
               anchor="right")  # fmt: skip
    sheet.line(0, PLOT, PLOT, PLOT, width=2)
    sheet.text(24, PLOT + 32, words.say("axis_up", name=second["name"]), size=28, weight=600)
    sheet.text(PLOT - 24, PLOT + 32, words.say("axis_right", name=first["name"]), size=28, weight=600, anchor="right")


def _spread(sheet: Canvas, areas, team: tuple[float, float], name: tuple[float, float]) -> None:
    """A shade for how many people there are to a cell, and their number once an area, not under the team's name."""
    crowd = max([FEWEST, *(area.n / len(area.cells) for area in areas)])
    for area in areas:
        shade = 0.02 + 0.24 * (area.n / len(area.cells) / crowd) ** 0.5  # few look like more than none
        for cell in area.cells:
            (left, bottom), (right, top) = (sheet.at(*(CELL * (i + step) for i in cell)) for step in (0, 1))
            sheet.rect(left, top, right, bottom, fill=f"rgba(28,35,49,{shade:.3f})")
            for (across, up), edge in _edges(cell, (left, top, right, bottom)):
                if (cell[0] + across, cell[1] + up) not in area.cells:
                    sheet.line(*edge, colour=palette.CARD, width=4)
        places = [sheet.at(*place) for place in _number_places(area, team)]
        seen = [(x, y) for x, y in places if abs(x + 14 - name[0]) > NAME[0] or abs(y - name[1]) > NAME[1]]
        sheet.text(*(seen or places)[0], str(area.n), size=26, weight=600, colour=palette.MUTED)


def _edges(cell: tuple[int, int], box: tuple) -> list:
    """Each neighbour of a cell with the line between them."""
    left, top, right, bottom = box
    return [
        ((-1, 0), (left, top, left, bottom)),
        ((1, 0), (right, top, right, bottom)),
        ((0, -1), (left, bottom, right, bottom)),
        ((0, 1), (left, top, right, top)),
    ]


def _number_places(area, team: tuple[float, float]) -> list[tuple[float, float]]:
    """Where its number may stand, the best first: in the cell nearest to the area's own middle, but not where the
    team's dot stands; there, on the left, away from what is written along the upper and the lower edge, and off the
    line from the diagonal to the dot."""
    centres = [tuple(CELL * (i + 0.5) for i in cell) for cell in area.cells]
    own = [sum(values) / len(values) for values in zip(*centres, strict=True)]
    apart = [c for c in centres if max(abs(c[0] - team[0]), abs(c[1] - team[1])) > CELL / 2] or centres
    places = []
    for x, y in sorted(apart, key=lambda c: ((c[0] - own[0]) ** 2 + (c[1] - own[1]) ** 2, c)):
        off = CELL * (0.34 if y < CELL else -0.34)
        off = -off if _on_ruler(x - CELL * 0.28, y + off, team) else off
        inside = CELL < y < 100 - CELL and not _on_ruler(x - CELL * 0.28, y - off, team)
        places += [(x - CELL * 0.42, y + side) for side in ((off, -off) if inside else (off,))]
    return places


def _on_ruler(x: float, y: float, team: tuple[float, float]) -> bool:
    """Whether a number with its middle here would lie on the line from the diagonal to the team's dot."""
    across, lean = (x + y - sum(team)) / 2, team[0] - team[1]
    return abs(across) < CELL * 0.2 and min(0, lean) - CELL * 0.3 < x - y < max(0, lean) + CELL * 0.3


def _spoken_areas(words: Words, areas) -> str:
    if not areas:
        return ""
    first, second = (dimension["name"] for dimension in words.dimensions[:2])
    told = " ".join(
        words.say("spoken_area", first=first, across=_reach(words, area, 0), second=second, up=_reach(words, area, 1),
                  n=area.n)
        for area in areas
    )  # fmt: skip
    return words.say("spoken_areas", areas=told)


def _reach(words: Words, area, axis: int) -> str:
    places = [cell[axis] for cell in area.cells]
    return words.say("range", low=CELL * min(places), high=CELL * (max(places) + 1))


def _ruler(sheet: Canvas, across: Estimate, up: Estimate, call: str) -> None:
    """How far the team stands from the diagonal."""
    middle = (across.value + up.value) / 2
    colour = palette.COLOUR["first" if call.endswith("first") else "second"]
    sheet.line(*sheet.at(middle, middle), *sheet.at(across.value, up.value), colour=colour, width=6)


def _team(sheet: Canvas, words: Words, across: Estimate, up: Estimate, shaded: bool) -> None:
    """The ring reaches as far as each interval on its side (they are not symmetric at the edges)."""
    (left, top), (right, bottom) = sheet.at(across.low, up.high), sheet.at(across.high, up.low)
    points = ring((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2)
    path = "M" + "L".join(f"{px:.1f},{py:.1f}" for px, py in points) + "Z"
    sheet.path(path, fill="rgba(28,35,49,0.05)", layer="above", line={"color": palette.INK, "width": 5})
    told = words.say("spoken_balance", first=words.dimensions[0]["name"], second=words.dimensions[1]["name"],
                     **_ends(across, up))  # fmt: skip
    sheet.dots([across.value], [up.value], colour=palette.INK, size=26, names=[told], name=words.say("the_team"))
    sheet.text(*_name_place(sheet, across, up), words.say("the_team"), size=34, weight=700, anchor="center",
               ground="rgba(255,255,255,0.75)" if shaded else None)  # fmt: skip


def _name_place(sheet: Canvas, across: Estimate, up: Estimate) -> tuple[float, float]:
    """The middle of the team's name: under its ring, or above where there is more room."""
    (_, top), (_, bottom) = sheet.at(across.value, up.high), sheet.at(across.value, up.low)
    x, y = sheet.at(across.value, up.value)
    return min(max(x, NAME[0]), PLOT - NAME[0]), bottom + 34 if y <= PLOT * 0.62 else top - 34


def _ends(across: Estimate, up: Estimate) -> dict:
    return {
        "mean": round(across.value), "low": round(across.low), "high": round(across.high),
        "mean2": round(up.value), "low2": round(up.low), "high2": round(up.high),
    }  # fmt: skip


def _spoken(words: Words, across: Estimate, up: Estimate) -> str:
    first, second = (dimension["name"] for dimension in words.dimensions[:2])
    return words.say("spoken_balance", first=first, second=second, **_ends(across, up))


def _table(words: Words, lens: str, across: Estimate, up: Estimate, lean: Estimate) -> dict:
    names = [*(d["name"] for d in words.dimensions[:2]), words.say("column_lean")]
    rows = [
        [name, words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high)), e.n]
        for name, e in zip(names, (across, up, lean), strict=True)
        if e.known
    ]
    return {"columns": [words.say("column_dimension"), lens, words.say("column_n")], "rows": rows}
