"""What we bring: each facet by both lenses, compared with the team's own mean.

From ten people on a map, below that a list in words. Zone words are comparative (*play to it · grow it · costs us
more · cover it together*), and hold for a facet only where both its intervals stay clear of both lines.
"""

from dataclasses import dataclass
from html import escape

from ...measure.estimate import Estimate
from ...measure.order import Place, named
from .. import palette
from ..built import two_lenses
from ..canvas import Canvas, text_width
from ..labels import Spot, place
from ..picture import Picture, View
from ..sureness import IN_WORDS_UP_TO, ordered, people
from ..words import Words

WIDTH, HEIGHT = 1080, 880
BOX = (0, 0, 1080, 820)
INSIDE = (14, 14, 1066, 806)
VALUES = (24, 66, 1056, 754)  # bars end before the zone words
SIZE, LEADING = 27, 34
NARROWEST = 44  # points from edge to edge at least, so that small differences look small

# Zones by (energy above?, ability above?).
ZONES = {(True, True): "play", (True, False): "grow", (False, True): "costs", (False, False): "cover"}


@dataclass(frozen=True)
class Point:
    """One facet under both lenses, and the zone that it lies in beyond doubt (None: cannot be placed)."""

    facet: str
    energy: Estimate
    ability: Estimate
    zone: str | None


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    ((activity, tally),) = tallies.items()
    words = Words(document, activity)
    lenses = words.activity["blocks"][0]["lenses"][:2]
    points, centre = _points(tally, words, [one["id"] for one in lenses])
    orders = [ordered(tally, [f"{p.facet}.{one['id']}" for p in points]) for one in lenses]
    found = _found(points, *orders)
    in_words = people(tally) <= IN_WORDS_UP_TO or not points
    figure = _list(words, lenses, points, orders) if in_words else _map(words, lenses, points, centre)
    finding = _finding(words, found)
    note = words.note(tally, *([] if in_words else ["note_bars"]), "note_bring")
    sub = _sub(words, points, found, in_words)
    table = _table(words, lenses, points, orders, in_words)
    return Picture(
        figure=figure,
        finding=finding,
        alternative=" ".join([finding, sub, _spoken(words, lenses, points, orders, in_words), note + "."]),
        table=table,
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.say("kicker_bring"),
        marks=words.marks(facet for _, facets in found for facet in facets),
    )


VIEW = View("energy_and_ability", ("self",), draw, fits=two_lenses)


def _points(tally, words: Words, lenses: list[str]) -> tuple[list[Point], tuple[float, float]]:
    """Facets that are shown under both lenses, and the team's own mean over them under each."""
    known = []
    for dimension in words.dimensions:
        for facet in dimension["facets"]:
            both = [tally.estimate(f"{facet}.{lens}") for lens in lenses]
            if all(one.known for one in both):
                known.append((facet, *both))
    if not known:
        return [], (50.0, 50.0)
    centre = tuple(sum(one[i].value for one in known) / len(known) for i in (1, 2))
    return [Point(facet, e, a, _zone(e, a, centre)) for facet, e, a in known], centre


def _zone(energy: Estimate, ability: Estimate, centre: tuple[float, float]) -> str | None:
    sides = [_side(one, line) for one, line in zip((energy, ability), centre, strict=True)]
    return None if None in sides else ZONES[tuple(sides)]


def _side(estimate: Estimate, line: float) -> bool | None:
    """Above the line, below it, or (None) an interval that touches it."""
    return True if estimate.low > line else False if estimate.high < line else None


# the finding -------------------------------------------------------------------------------------------------


def _found(points: list[Point], by_energy: dict[str, Place], by_ability: dict[str, Place]) -> list[tuple]:
    """At most two things that may be said: (message key, facets), the most useful for a talk first."""
    high, low = ([_facets(by, side) for by in (by_energy, by_ability)] for side in ("highest", "lowest"))
    zone = {p.facet: p.zone for p in points}
    rules = [
        ("find_costs", [f for f in high[1] if f in low[0] or zone[f] == "costs"]),
        ("find_grow", [f for f in high[0] if f in low[1] or zone[f] == "grow"]),
        ("find_play", [f for f in high[0] if f in high[1]]),
        ("find_cover", [f for f in low[0] if f in low[1]]),
        ("find_energy", high[0]),
        ("find_ability", high[1]),
        ("find_drain", low[0]),
        ("find_weak", low[1]),
    ]
    said, found = set(), []
    for key, facets in rules:
        fresh = [facet for facet in facets if facet not in said][:2]
        if fresh and len(found) < 2:
            found.append((key, fresh))
            said |= set(fresh)
    return found


def _facets(order: dict[str, Place], side: str) -> list[str]:
    return [id.rsplit(".", 1)[0] for id in named(order, side, "likely")]


def _finding(words: Words, found: list[tuple]) -> str:
    if not found:
        return words.say("find_bring_nothing")
    return " ".join(words.say(key, facets=words.series(words.name(f) for f in facets)) for key, facets in found)


def _sub(words: Words, points, found, in_words: bool) -> str:
    if not points:
        return words.say("too_few_for_facets")
    parts = [words.say("sub_likely" if found else "sub_bring_nothing")]
    if not in_words and not all(point.zone for point in points):
        parts.append(words.say("sub_pale"))
    if missing := sum(len(d["facets"]) for d in words.dimensions) - len(points):
        parts.append(words.plural("sub_missing", missing))
    return " ".join(parts)


# the map -----------------------------------------------------------------------------------------------------


def _map(words: Words, lenses, points: list[Point], centre) -> dict:
    sheet = Canvas(WIDTH, HEIGHT)
    sheet.area(VALUES, _range([p.energy for p in points], centre[0]), _range([p.ability for p in points], centre[1]))
    corners = _ground(sheet, words, points, centre)
    groups = _groups(points)
    spots = [_bars(sheet, words, group) for group in groups]
    for group in groups:
        _dot(sheet, words, lenses, group)
    for group, spot, label in zip(groups, spots, place(spots, INSIDE, corners), strict=True):
        _label(sheet, words, group, spot, label)
    _axes(sheet, words, lenses, centre)
    return sheet.figure()


def _axes(sheet: Canvas, words: Words, lenses, centre) -> None:
    left, _, right, bottom = BOX
    y = bottom + 34
    sheet.text(left + 24, y, words.say("axis_up", name=lenses[1]["name"]), size=28, weight=600)
    sheet.text(right - 24, y, words.say("axis_right", name=lenses[0]["name"]), size=28, weight=600, anchor="right")
    sheet.text(sheet.at(*centre)[0], y, words.say("our_average"), size=24, colour=palette.MUTED, anchor="center")


def _range(estimates: list[Estimate], line: float) -> tuple[float, float]:
    """The line and all intervals, with air around them."""
    low, high = min(e.low for e in estimates), max(e.high for e in estimates)
    reach = max(NARROWEST / 2, line - low, high - line)
    return round(line - reach, 2), round(line + reach, 2)


def _ground(sheet: Canvas, words: Words, points, centre) -> list[tuple]:
    """Zone words in the corners, the two lines; returns the boxes that labels keep out of."""
    left, top, right, bottom = BOX
    across, down = sheet.at(*centre)
    lit = {point.zone for point in points}
    boxes = []
    for (energetic, able), zone in ZONES.items():
        x = right - 22 if energetic else left + 22
        y = top + 34 if able else bottom - 34
        colour = palette.INK if zone in lit else palette.PALE[palette.BOTH]
        text = words.say(f"zone_{zone}")
        sheet.text(x, y, text, size=30, weight=700, colour=colour, anchor="right" if energetic else "left")
        width = text_width(text, 30, 700)
        boxes.append((x - width, y - 24, x, y + 24) if energetic else (x, y - 24, x + width, y + 24))
    for ends in ((across, top, across, bottom), (left, down, right, down)):
        sheet.line(*ends, colour=palette.AXIS)
    sheet.line(left, bottom, right, bottom, width=2)
    return boxes


def _groups(points: list[Point]) -> list[list[Point]]:
    """Facets on the same spot share a dot."""
    spots: dict[tuple, list[Point]] = {}
    for point in points:
        spots.setdefault((point.energy.value, point.ability.value), []).append(point)
    return list(spots.values())


def _bars(sheet: Canvas, words: Words, group: list[Point]) -> Spot:
    """Both intervals of a dot (the widest of those who share it), and the room that its label needs."""
    first = group[0]
    energy = (min(p.energy.low for p in group), max(p.energy.high for p in group))
    ability = (min(p.ability.low for p in group), max(p.ability.high for p in group))
    colour = palette.SOFT[_role(words, group)] if any(p.zone for p in group) else palette.FAINT
    sheet.bar(energy, [first.ability.value] * 2, colour=colour, width=4)
    sheet.bar([first.energy.value] * 2, ability, colour=colour, width=4)
    x, y = sheet.at(first.energy.value, first.ability.value)
    (left, up), (right, down) = sheet.at(energy[0], ability[1]), sheet.at(energy[1], ability[0])
    return Spot(x, y, *_size(words, group), x - left, right - x, y - up, down - y, _diameter(group) / 2)


def _size(words: Words, group: list[Point]) -> tuple[float, float]:
    """Width and height in pixels of a label with one line for each facet."""
    widths = [text_width(words.short(p.facet), SIZE, 700 if p.zone else 500) for p in group]
    return max(widths) + 8, LEADING * len(group)


def _role(words: Words, group: list[Point]) -> str:
    roles = {words.role(point.facet) for point in group}
    return roles.pop() if len(roles) == 1 else palette.BOTH


def _diameter(group: list[Point]) -> int:
    return 24 + 5 * min(len(group) - 1, 3)


def _dot(sheet: Canvas, words: Words, lenses, group: list[Point]) -> None:
    role = _role(words, group)
    placed = any(point.zone for point in group)
    colour = (palette.COLOUR if placed else palette.PALE)[role]
    told = "<br>".join(_in_numbers(words, lenses, point) for point in group)
    sheet.dots([group[0].energy.value], [group[0].ability.value], colour=colour, size=_diameter(group),
               symbol=palette.SYMBOL[role], names=[told],
               name=words.series(words.short(point.facet) for point in group))  # fmt: skip


def _in_numbers(words: Words, lenses, point: Point) -> str:
    parts = [
        words.say("mean_of", name=lens["name"], mean=_whole(e.value), low=_whole(e.low), high=_whole(e.high), n=e.n)
        for lens, e in zip(lenses, (point.energy, point.ability), strict=True)
    ]
    return f"{escape(words.name(point.facet), quote=False)}: {words.say('comma').join(parts)}"


def _whole(value: float) -> int:
    return round(value)


def _label(sheet: Canvas, words: Words, group: list[Point], spot: Spot, label) -> None:
    left, top, right, bottom = label.box
    x = {"left": left, "right": right, "center": (left + right) / 2}[label.anchor]
    if label.led:
        near = min(max(spot.x, left), right), min(max(spot.y, top), bottom)
        sheet.line(spot.x, spot.y, *near, colour=palette.PALE[palette.BOTH], width=2, dash="dot")
    sheet.rich(x, (top + bottom) / 2, "<br>".join(_line(words, point) for point in group), size=SIZE,
               colour=palette.INK, weight=500, anchor=label.anchor, valign="middle",
               ground="rgba(255,255,255,0.78)")  # fmt: skip


def _line(words: Words, point: Point) -> str:
    role = words.role(point.facet)
    name = escape(words.short(point.facet), quote=False)
    if point.zone:
        return f'<b style="color:{palette.COLOUR[role]}">{name}</b>'
    return f'<span style="color:{palette.PALE[role]}">{name}</span>'


# the list in words -------------------------------------------------------------------------------------------


ENTRY = 440  # pixels that a name may take
SHELVES = (("highest", "likely"), ("highest", "hint"), (None, None), ("lowest", "hint"), ("lowest", "likely"))


def _list(words: Words, lenses, points: list[Point], orders) -> dict:
    """Two columns, one a lens; in each, what is surely high, what cannot be ordered, what is surely low."""
    sheet = Canvas(WIDTH, HEIGHT)
    if not points:
        sheet.text(
            WIDTH / 2,
            HEIGHT / 2,
            words.say("nothing_to_draw"),
            size=34,
            colour=palette.MUTED,
            anchor="center",
        )
        return sheet.figure()
    for column, (lens, order) in enumerate(zip(lenses, orders, strict=True)):
        _column(sheet, words, lens, order, [p.facet for p in points], 44 + column * 520)
    sheet.line(WIDTH / 2, 50, WIDTH / 2, HEIGHT - 50, width=2)
    return sheet.figure()


def _column(sheet: Canvas, words: Words, lens: dict, order: dict[str, Place], facets: list[str], x: float) -> None:
    sheet.text(x, 58, lens["name"], size=38, weight=700)
    shelves = [(s, [f for f in facets if _shelf(order.get(f"{f}.{lens['id']}")) == s]) for s in SHELVES]
    y, roomy = 106.0, len([1 for _, here in shelves if here]) == 1
    for (side, sure), here in shelves:
        if not here:
            continue
        heading = words.say(f"shelf_{side}_{sure}" if side else "shelf_none")
        sheet.text(x, y + 18, heading, size=24, colour=palette.MUTED)
        y += 70 if roomy else 52
        for facet in here:
            _entry(sheet, words, facet, x, y, side is not None, sure)
            y += 66 if roomy else 47 if side else 43
        y += 10


def _entry(sheet: Canvas, words: Words, facet: str, x: float, y: float, stands_out: bool, sure: str | None) -> None:
    role = words.role(facet)
    colour = (palette.COLOUR if stands_out else palette.PALE)[role]
    weight = 700 if sure == "likely" else 600 if stands_out else 400  # one size for all: only sureness differs
    name = words.name(facet)
    size = min(28, int(28 * ENTRY / text_width(name, 28, 700)))
    mark = {palette.FIRST: "●", palette.SECOND: "◆"}.get(role, "■")
    sheet.text(x - 2, y, mark, size=24, colour=colour)
    sheet.text(x + 34, y, name, size=size, weight=weight, colour=colour)


def _shelf(place_: Place | None) -> tuple[str | None, str | None]:
    return (place_.side, place_.sure) if place_ else (None, None)


# the same in words and numbers -------------------------------------------------------------------------------


def _table(words: Words, lenses, points: list[Point], orders, in_words: bool) -> dict:
    names = [lens["name"] for lens in lenses]
    if in_words:
        rows = [[words.name(p.facet), *(_order_word(words, o.get(f"{p.facet}.{lens['id']}")) for o, lens in
                                        zip(orders, lenses, strict=True))] for p in points]  # fmt: skip
        return {"columns": [words.say("column_facet"), *names], "rows": rows}
    rows = [
        [words.name(p.facet), _cell(words, p.energy), _cell(words, p.ability),
         words.say(f"zone_{p.zone}" if p.zone else "zone_none"), min(p.energy.n, p.ability.n)]
        for p in points
    ]  # fmt: skip
    return {
        "columns": [words.say("column_facet"), *names, words.say("column_zone"), words.say("column_n")],
        "rows": rows,
    }


def _cell(words: Words, e: Estimate) -> str:
    return words.say("interval", mean=_whole(e.value), low=_whole(e.low), high=_whole(e.high))


def _order_word(words: Words, found: Place | None) -> str:
    side, sure = _shelf(found)
    return words.say(f"shelf_{side}_{sure}" if side else "shelf_none")


def _spoken(words: Words, lenses, points: list[Point], orders, in_words: bool) -> str:
    """Everything that the picture shows, as sentences."""
    if in_words:
        parts = []
        for lens, order in zip(lenses, orders, strict=True):
            for side, sure in SHELVES:
                here = [
                    words.name(p.facet) for p in points if _shelf(order.get(f"{p.facet}.{lens['id']}")) == (side, sure)
                ]
                if here:
                    heading = words.say(f"shelf_{side}_{sure}" if side else "shelf_none")
                    parts.append(words.say("spoken_shelf", lens=lens["name"], shelf=heading, facets=words.series(here)))
        return " ".join(parts)
    parts = []
    for zone in (*ZONES.values(), None):
        here = [words.name(p.facet) for p in points if p.zone == zone]
        if here:
            parts.append(words.say("spoken_zone", zone=words.say(f"zone_{zone or 'none'}"), facets=words.series(here)))
    return " ".join(parts)
