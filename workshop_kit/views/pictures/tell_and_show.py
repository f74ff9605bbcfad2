"""The scenes on the line from telling to showing: what three or more chose, at its place, and the mean of all scenes.

A scene does not offer every place, so that choosing without a thought has a mean of its own, which is not always the
middle: we tell more, or show more, only where the interval lies beyond both.
"""

from ...measure.estimate import Estimate
from .. import palette
from ..built import scenes
from ..canvas import Canvas, clipped, wrapped
from ..picture import Picture, View
from ..sureness import published
from ..words import Words

WIDTH, LEFT, RIGHT = 1080, 120, 960
PLACES = ("orders", "explains", "asks", "alongside", "first")
TOP = 196  # where the scenes begin
LINE = 128  # the team's own line
WORDED = 3  # scenes up to this number stand there with the words of what was chosen
NAMED = 2
EDGE = 20  # pixels that words keep from the edge
EVEN = 12.5  # half a step


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    tally = tallies["situations"]
    words = Words(document, "situations")
    items = [i for block in words.activity["blocks"] for i in block["items"] if i["id"] in tally.figures]
    mean = tally.estimate("tell_show")
    call = _call(mean, _middle(items)) if mean.known and items else "unknown"
    chosen = {item["id"]: _chosen(tally, item) for item in items}
    counted = any(tally.counts(item["id"]) for item in items)
    finding, sub = words.say(f"find_tell_{call}"), _sub(words, call, mean)
    note = words.note(tally, "note_bars", "note_some" if counted else "note_chosen")
    return Picture(
        figure=_figure(words, mean, items, chosen),
        finding=finding,
        alternative=" ".join([finding, sub, *(_spoken(words, i, chosen[i["id"]]) for i in items), note + "."]),
        table=_table(words, tally, mean, items, chosen),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.title,
    )


VIEW = View("tell_and_show", ("situations",), draw, fits=scenes)


def _middle(items: list[dict]) -> float:
    """The mean of somebody who takes any option of each scene."""
    places = [[option["place"] for option in item["options"]] for item in items]
    return sum(sum(row) / len(row) for row in places) / len(places)


def _call(mean: Estimate, middle: float) -> str:
    if mean.low > max(50, middle):
        return "show"
    if mean.high < min(50, middle):
        return "tell"
    return "even" if mean.low >= 50 - EVEN and mean.high <= 50 + EVEN else "close"


def _sub(words: Words, call: str, mean: Estimate) -> str:
    if call == "unknown":
        return words.say("too_few_for_facets")
    key = "sub_tell_found" if call in ("tell", "show") else "sub_tell_even"
    return words.say(key, mean=round(mean.value), low=round(mean.low), high=round(mean.high))


def _chosen(tally, item: dict) -> list[tuple[dict, int | None]]:
    """The options that may be named, most chosen first where that is known."""
    options = {option["id"]: option for option in item["options"]}
    counts = tally.counts(item["id"]) if published(tally) else None
    if not counts:
        return [(options[id], None) for id in tally.chosen(item["id"])]
    return [(options[id], n) for id, n in sorted(counts.items(), key=lambda pair: -pair[1])]


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, mean: Estimate, items: list[dict], chosen: dict) -> dict:
    worded = len(items) <= WORDED
    heights = [_height(item, chosen[item["id"]], worded, len(items)) for item in items]
    sheet = Canvas(WIDTH, round(max(420, TOP + sum(heights) + 12)))
    sheet.area((LEFT, 0, RIGHT, sheet.height), (0, 100), (sheet.height, 0))
    _places(sheet, words)
    if mean.known:
        _mean(sheet, words, mean)
    y = TOP
    for item, height in zip(items, heights, strict=True):
        _scene(sheet, item, chosen[item["id"]], y, worded)
        y += height
    return sheet.figure()


def _places(sheet: Canvas, words: Words) -> None:
    for number, place in enumerate(PLACES):
        x = sheet.at(25 * number, 0)[0]
        sheet.text(x, 52, wrapped(words.say(f"place_{place}"), 206, 26, 700), size=26, weight=700, anchor="center")


def _mean(sheet: Canvas, words: Words, mean: Estimate) -> None:
    sheet.line(sheet.at(0, 0)[0], LINE, sheet.at(100, 0)[0], LINE, width=6)
    for number in range(len(PLACES)):
        x = sheet.at(25 * number, 0)[0]
        sheet.line(x, LINE - 10, x, LINE + 10, width=4, colour=palette.AXIS)
    sheet.bar([mean.low, mean.high], [LINE] * 2, colour=palette.SOFT[palette.BOTH], width=20)
    told = words.say("mean_of", name=words.say("the_team"), mean=round(mean.value), low=round(mean.low),
                     high=round(mean.high), n=mean.n)  # fmt: skip
    sheet.dots([mean.value], [LINE], colour=palette.INK, size=36, names=[told], name=words.say("the_team"))
    x = min(max(sheet.at(mean.value, 0)[0], 120), WIDTH - 120)
    sheet.text(x, LINE + 42, words.say("the_team"), size=26, weight=700, anchor="center")


SAID, SAID_LEADING = 24, 30
SAID_NARROW, SAID_WIDE = 204, 340  # pixels that the words of an option may take


def _height(item: dict, chosen: list, worded: bool, scenes_: int) -> float:
    if not worded:
        return max(84.0, min(150.0, 672 / scenes_))
    lines = max([1, *(len(said) for *_, said in _said(chosen))])
    return 34 * len(_question(item, True)) + 88 + SAID_LEADING * lines


def _question(item: dict, worded: bool) -> list[str]:
    return clipped(item["text"], WIDTH - 88, 26 if worded else 24, most=2 if worded else 1)


def _said(chosen: list) -> list[tuple[float, str, list[str]]]:
    """(x, anchor, lines) of the words of what was chosen: as wide as the other one leaves room for, and at an end of
    the line flush with their dot."""
    places = [LEFT + (RIGHT - LEFT) * option["place"] / 100 for option, _ in chosen[:NAMED]]
    apart = max(places) - min(places) if len(places) > 1 else WIDTH
    wide = min(SAID_WIDE, apart - 6)
    at_an_end = [x - wide / 2 < EDGE or x + wide / 2 > WIDTH - EDGE for x in places]
    if any(at_an_end):
        wide = min(SAID_WIDE, (apart - 20) / 1.5)
    flush = wide >= SAID_NARROW
    found = []
    for (option, _), x, end in zip(chosen, places, at_an_end, strict=False):
        lines = clipped(option["text"], max(SAID_NARROW, wide), SAID, most=7)
        if end and flush:
            found.append((x - 14, "left", lines) if x < WIDTH / 2 else (x + 14, "right", lines))
        else:
            found.append((min(max(x, SAID_NARROW / 2 + EDGE), WIDTH - SAID_NARROW / 2 - EDGE), "center", lines))
    return found


def _scene(sheet: Canvas, item: dict, chosen: list, top: float, worded: bool) -> None:
    sheet.line(44, top, WIDTH - 44, top, width=2)
    question = _question(item, worded)
    size = 26 if worded else 24
    above = 12 if worded else 7
    sheet.text(44, top + above, question, size=size, colour=palette.INK if worded else palette.MUTED, valign="top")
    y = top + above + 34 * len(question) + (26 if worded else 18)
    counts = {option["id"]: n for option, n in chosen}
    for option in item["options"]:
        x = sheet.at(option["place"], 0)[0]
        if option["id"] not in counts:
            sheet.ellipse(x - 8, y - 8, x + 8, y + 8, colour=palette.AXIS, width=3)
        elif (n := counts[option["id"]]) is None:
            sheet.ellipse(x - 14, y - 14, x + 14, y + 14, colour=palette.INK, width=0, fill=palette.INK)
        else:
            half = 18 + 8 * (len(str(n)) - 1)
            sheet.rounded(x - half, y - 17, x + half, y + 17, fill=palette.INK, radius=17)
            sheet.text(x, y, str(n), size=24, weight=700, colour=palette.CARD, anchor="center")
    for x, anchor, lines in _said(chosen) if worded else ():
        sheet.text(x, y + 30, lines, size=SAID, anchor=anchor, valign="top")


# the same in words and numbers -------------------------------------------------------------------------------


def _told(words: Words, chosen: list) -> str:
    parts = [
        option["text"].rstrip(".") if n is None else words.say("option_count", option=option["text"].rstrip("."), n=n)
        for option, n in chosen
    ]
    return words.say("semicolon").join(parts) if parts else words.say("chosen_none")


def _spoken(words: Words, item: dict, chosen: list) -> str:
    return words.say("spoken_sign", text=item["text"].rstrip("."), answer=_told(words, chosen))


def _table(words: Words, tally, mean: Estimate, items: list[dict], chosen: dict) -> dict:
    rows = [[item["text"], _told(words, chosen[item["id"]]), tally.figures[item["id"]].n] for item in items]
    if mean.known:
        cell = words.say("interval", mean=round(mean.value), low=round(mean.low), high=round(mean.high))
        rows.insert(0, [words.say("tell_to_show"), cell, mean.n])
    return {"columns": [words.say(key) for key in ("column_what", "column_said", "column_n")],
            "rows": rows or [[words.title, words.say("chosen_none"), tally.n]]}  # fmt: skip
