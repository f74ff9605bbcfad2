"""What we guessed beside what came: guesses are opinions, so they are counted; what came is ordered in words.

A guess is named where more than half of us made it; a mere first place among ten is often luck.
"""

from ...measure.order import named
from .. import palette
from ..canvas import Canvas, clipped, wrapped
from ..picture import Picture, View
from ..shelves import GAP, TALL, Chip, draw_chip, flowed
from ..sureness import ordered
from ..words import Words
from . import plain

WIDTH, COLUMN, TALLEST = 1080, 472, 892
LEFTS = (44, 564)
SHOWN = 5  # guesses drawn at most; the rest is in the table
ROW, BAR = 46, 27
HEADED, AIR = 30, 44  # from a heading to its names, and from these to the next


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    """Until what came is there, the guesses alone."""
    if "self" not in tallies:
        return plain.draw(tallies, document)
    guess, self_ = tallies["guess"], tallies["self"]
    words, own = Words(document, "guess"), Words(document, "self")
    asked = {item["id"]: item for item in words.activity["blocks"][0]["items"]}
    lenses = [one for one in own.activity["blocks"][0]["lenses"] if one["id"] in asked]
    facets = [facet for dimension in own.dimensions for facet in dimension["facets"]]
    columns = []
    for one in lenses:
        ranked = _ranked(asked[one["id"]], guess.figures.get(one["id"]))
        order = ordered(self_, [f"{facet}.{one['id']}" for facet in facets])
        columns.append((one, ranked, _places(order)))
    found = [_found(*column, guess) for column in columns]
    finding, sub = _finding(own, lenses, found), _sub(own, found)
    heads = dict.fromkeys([words.heads(guess), own.heads(self_)])
    note = words.say("dot").join([*heads, words.say("note_guess")])
    named_facets = [facet for key, mine, came in found for facet in ([mine] if mine else []) + came]
    return Picture(
        figure=_figure(own, columns),
        finding=finding,
        alternative=" ".join([finding, sub, *(_spoken(own, *column) for column in columns), note + "."]),
        table=_table(own, columns, guess),
        n=guess.n,
        sub=sub,
        note=note,
        kicker=words.title,
        marks=own.marks(dict.fromkeys(named_facets)),
    )


def _guesses_facets(guess: dict, self_: dict) -> bool:
    """The guess asks, lens by lens, for one facet of those that `self` rates."""
    lenses = {one["id"] for one in self_["blocks"][0]["lenses"]}
    facets = {item["facet"] for item in self_["blocks"][0]["items"]} - {None}
    block = guess["blocks"][0]
    if len(guess["blocks"]) != 1 or block["kind"] != "pick" or not lenses:
        return False
    return all(i["id"] in lenses and {o["id"] for o in i["options"]} == facets for i in block["items"])


def _within(view: View, activities: dict[str, dict]) -> View | None:
    both = [activities.get(id) for id in ("guess", "self")]
    return view if all(both) and _guesses_facets(*both) else None


VIEW = View("guess", ("guess",), draw, also=("self",), within=_within)


def _ranked(item: dict, figure) -> list[tuple[str, int | None]]:
    """The facets that were guessed, most often first; of a group the leading one alone, without a number."""
    counts = getattr(figure, "counts", None)
    if counts is None:
        leading = getattr(figure, "leading", None)
        return [(leading, None)] if leading else []
    pairs = [(option["id"], counts.get(option["id"], 0)) for option in item["options"]]
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1])


def _places(order: dict) -> dict[str, list[tuple[str, str]]]:
    """Facets on either side, surest first, each with how sure that is."""
    return {
        side: [(id.rsplit(".", 1)[0], order[id].sure) for id in named(order, side)] for side in ("highest", "lowest")
    }


def _found(lens: dict, ranked, places: dict, guess) -> tuple[str, str | None, list[str]]:
    """What may be said of one lens: (message, what most guessed, what likely came)."""
    n = guess.figures[lens["id"]].n if lens["id"] in guess.figures else 0
    mine = ranked[0][0] if ranked and (ranked[0][1] or 0) * 2 > n else None
    came = [facet for facet, sure in places["highest"] if sure == "likely"][:2]
    low = [facet for facet, sure in places["lowest"] if sure == "likely"]
    if mine in low:
        return "off", mine, came
    if not came:
        return "unordered" if mine else "nothing", mine, []
    if mine in came:
        return "right", mine, [mine]
    return ("other" if mine else "spread"), mine, came


def _finding(words: Words, lenses, found) -> str:
    if all(key == "nothing" for key, *_ in found):
        return words.say("find_guess_nothing")
    parts = []
    for lens, (key, mine, came) in zip(lenses, found, strict=True):
        if key != "nothing":
            guessed, came = words.name(mine) if mine else "", words.series(words.name(facet) for facet in came)
            parts.append(words.say(f"find_guess_{key}", lens=lens["name"], guessed=guessed, facets=came))
    return " ".join(parts)


def _sub(words: Words, found) -> str:
    keys = {key for key, *_ in found}
    if keys <= {"nothing", "unordered"}:
        return words.say("sub_guess_unordered")
    return words.say("sub_guess")


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, columns) -> dict:
    rows = max([2, *(min(SHOWN, len(ranked)) for _, ranked, _ in columns)])
    below = 166 + ROW * rows
    shelves = [_shelves(words, places) for *_, places in columns]
    needed = max((sum(HEADED + AIR + (TALL + 2) * len(lines) for *_, lines in one) for one in shelves), default=0)
    sheet = Canvas(WIDTH, min(TALLEST, below + 98 + max(90, needed)))
    air = AIR - max(0, below + 98 + needed - TALLEST) / max(1, *(len(one) for one in shelves))
    for left, (lens, ranked, places), came in zip(LEFTS, columns, shelves, strict=False):
        sheet.text(left, 50, lens["name"], size=36, weight=700)
        sheet.text(left, 104, words.say("guessed"), size=26, colour=palette.MUTED)
        _guesses(sheet, words, ranked, left, 130, places)
        sheet.line(left, below, left + COLUMN, below, width=2)
        sheet.text(left, below + 40, words.say("what_came"), size=26, colour=palette.MUTED)
        _came(sheet, words, came, left, below + 98, air)
    return sheet.figure()


def _guesses(sheet: Canvas, words: Words, ranked, left: float, top: float, places: dict) -> None:
    most = max((n or 1 for _, n in ranked), default=1)
    high = {facet for facet, _ in places["highest"]}
    for number, (facet, n) in enumerate(ranked[:SHOWN]):
        y, role = top + ROW * number + ROW / 2, words.role(facet)
        weight = 700 if facet in high else 400
        sheet.text(left, y, clipped(words.short(facet), 210, 26, weight)[0], size=26, weight=weight,
                   colour=palette.COLOUR[role] if facet in high else palette.INK)  # fmt: skip
        if n is None:
            continue
        end = left + 226 + (COLUMN - 290) * n / most
        sheet.rounded(left + 226, y - BAR / 2, end, y + BAR / 2, fill=palette.COLOUR[role], ends="right")
        sheet.text(end + 12, y, str(n), size=27, weight=700)


def _shelves(words: Words, places: dict) -> list[tuple[str, str, list[list[Chip]]]]:
    """What came: (side, how sure, names in lines), without a mere hint of low."""
    found = []
    for side, sure in (("highest", "likely"), ("highest", "hint"), ("lowest", "likely")):
        if here := [facet for facet, one in places[side] if one == sure]:
            chips = [Chip(words.short(facet), words.role(facet), True) for facet in here]
            found.append((side, sure, flowed(chips, COLUMN)))
    return found


def _came(sheet: Canvas, words: Words, shelves: list, left: float, top: float, air: float) -> None:
    y = top
    for side, sure, lines in shelves:
        weight = 600 if sure == "likely" else 400
        sheet.text(left, y - 14, words.say(f"shelf_{side}_{sure}"), size=24, weight=weight)
        y += HEADED
        for line in lines:
            x = left
            for chip in line:
                x = draw_chip(sheet, chip, x, y + 12, COLUMN, 26) + GAP
            y += TALL + 2
        y += air
    if not shelves:
        sheet.text(left, y, wrapped(words.say("came_unordered"), COLUMN, 26), size=26, colour=palette.MUTED)


# the same in words and numbers -------------------------------------------------------------------------------


def _came_words(words: Words, places: dict) -> str:
    parts = []
    for side, sure in (("highest", "likely"), ("highest", "hint"), ("lowest", "likely")):
        if here := [words.name(facet) for facet, one in places[side] if one == sure]:
            parts.append(words.say("name_is", name=words.say(f"shelf_{side}_{sure}"), what=words.series(here)))
    return words.say("semicolon").join(parts) or words.say("came_unordered")


def _guessed(words: Words, facet: str, n: int | None) -> str:
    return words.name(facet) if n is None else words.say("count_of", name=words.name(facet), n=n)


def _spoken(words: Words, lens: dict, ranked, places: dict) -> str:
    counts = words.say("comma").join(_guessed(words, facet, n) for facet, n in ranked)
    counts = counts or words.say("no_leading")
    return words.say("spoken_guess", lens=lens["name"], counts=counts, came=_came_words(words, places))


def _table(words: Words, columns, guess) -> dict:
    rows = []
    for lens, ranked, places in columns:
        of = {facet: words.say(f"shelf_{side}_{sure}") for side in places for facet, sure in places[side]}
        counted = dict(ranked)
        for facet in dict.fromkeys([*counted, *of]):
            order = of.get(facet, words.say("shelf_none"))
            n = counted.get(facet, 0)
            rows.append([lens["name"], words.name(facet), words.say("column_leading") if n is None else n, order])
        if not counted and not of:
            rows.append([lens["name"], words.say("no_leading"), "", words.say("came_unordered")])
    keys = ("column_lens", "column_facet", "column_guessed", "column_order")
    return {"columns": [words.say(key) for key in keys], "rows": rows}
