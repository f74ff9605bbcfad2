"""How the last month was: ten facets from far too little to far too much, the signs below in words.

The only picture that speaks of chaos and of going through the motions. A facet is called too little or too much
where its interval lies outside *about right* altogether, and the title names it only if it is also likely among
the lowest or the highest.
"""

from ...measure.order import Place, named
from .. import palette
from ..built import ideal_facets
from ..canvas import Canvas, clipped, text_width
from ..picture import Picture, View
from ..sureness import ordered, published
from ..words import Words

WIDTH = 1080
LABELS, RIGHT = 490, 1030
HEAD, FOOT, TALLEST = 84, 16, 890
NAMED = 3  # options to work on that stand beside it where they are counted
# "About right": on balance fewer than a third of the people see it one step off (a step is 25 points).
RIGHT_FROM, RIGHT_TO = 50 - 25 / 3, 50 + 25 / 3
# A word of the scale stands for half a step to each side.
HALF_STEP = 12.5


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    tally = tallies["our_month"]
    words = Words(document, "our_month")
    month, often, pick = _blocks(words)
    facets = _sorted(tally, month)
    signs = [(item, _sign(words, tally, item, often["scale"]["labels"])) for item in often["items"]] if often else []
    chosen = _chosen(words, tally, pick)
    order = ordered(tally, facets)
    beyond = {facet: side_of_right(tally.estimate(facet)) for facet in facets}
    low, high = _named(order, beyond, "lowest"), _named(order, beyond, "highest")
    finding = _finding(words, beyond, low, high)
    asked = {item["facet"] or item["id"] for item in month["items"]} if month else set()
    sub = _sub(words, beyond, low, high, len(asked) - len(facets))
    note = words.note(tally, "note_bars", "note_month")
    spoken = [*(_sign_told(words, item, said) for item, said in signs), _chosen_told(words, chosen)]
    return Picture(
        figure=_figure(words, tally, month, facets, beyond, signs, chosen),
        finding=finding,
        alternative=" ".join(filter(None, [finding, sub, _spoken(words, beyond), *spoken, note + "."])),
        table=_table(words, tally, facets, beyond, signs, chosen),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.title,
        marks=words.marks([*low, *high]),
    )


VIEW = View("our_month", ("our_month",), draw, fits=ideal_facets)


def _blocks(words: Words) -> tuple[dict | None, dict | None, dict | None]:
    """The block on the ideal scale, the other ratings, and the pick; each may be absent in a part."""
    blocks = words.activity["blocks"]
    rating = [b for b in blocks if b["kind"] == "rating"]
    month = next((b for b in rating if b["scale"]["ideal"]), None)
    often = next((b for b in rating if not b["scale"]["ideal"]), None)
    return month, often, next((b for b in blocks if b["kind"] == "pick"), None)


def _sorted(tally, month: dict | None) -> list[str]:
    """Facets that are shown, from too little to too much; equal ones in the instrument's order."""
    ids = [item["facet"] or item["id"] for item in month["items"]] if month else []
    shown = [id for id in ids if tally.estimate(id).known]
    return sorted(shown, key=lambda id: tally.estimate(id).value)


def side_of_right(estimate) -> str | None:
    """little, much, or None: the interval touches *about right*."""
    return "little" if estimate.high < RIGHT_FROM else "much" if estimate.low > RIGHT_TO else None


def _named(order: dict[str, Place], beyond: dict, side: str) -> list[str]:
    wanted = "little" if side == "lowest" else "much"
    return [facet for facet in named(order, side, "likely") if beyond[facet] == wanted][:2]


def _sign(words: Words, tally, item: dict, labels: list[str]) -> str | None:
    """Where the mean stands, in a word of the scale, as far as its interval allows it; None where it allows none.

    "on average often" needs the whole interval where that word stands or beyond; "rather often" needs it on that
    side of the middle. (Never "most say": a mean does not tell that, and of two camps nobody says the word between.)
    """
    found = tally.estimate(item["id"])
    if not found.known:
        return None
    middle = len(labels) // 2
    if found.low > 50 or found.high < 50:
        word = labels[middle + 1 if found.low > 50 else middle - 1]
        clear = found.low > 50 + HALF_STEP or found.high < 50 - HALF_STEP
        return words.say("on_average" if clear else "rather", answer=word)
    if found.low >= 50 - HALF_STEP and found.high <= 50 + HALF_STEP:
        return words.say("on_average", answer=labels[middle])
    return None


def _chosen(words: Words, tally, pick: dict | None) -> tuple[dict, list[str], list[str]] | None:
    """The pick, the options that are named beside it, and all that may be named; the most chosen first where they are
    counted."""
    if not pick:
        return None
    item = pick["items"][0]
    texts = {option["id"]: option["text"] for option in item["options"]}
    counts = (tally.counts(item["id"]) or {}) if published(tally) else {}
    if not counts:
        named = [texts[id] for id in tally.chosen(item["id"])]
        return item, named, named
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    first = [
        (id, n) for id, n in ranked if sum(other >= n for _, other in ranked) <= NAMED
    ]  # no tie for the last place
    told = [[words.say("option_count", option=texts[id], n=n) for id, n in some] for some in (first, ranked)]
    return item, *told


# words -------------------------------------------------------------------------------------------------------


def _finding(words: Words, beyond: dict, low: list[str], high: list[str]) -> str:
    parts = [
        words.say(f"find_month_{key}", facets=words.series(words.name(f) for f in facets))
        for key, facets in (("little", low), ("much", high))
        if facets
    ]
    if parts:
        return " ".join(parts)
    if not beyond:
        return words.say("find_month_unknown")
    amounts = {key: sum(one == key for one in beyond.values()) for key in ("little", "much")}
    if any(amounts.values()):
        return " ".join(words.plural(f"find_month_some_{key}", n) for key, n in amounts.items() if n)
    return words.say("find_month_nothing")


def _sub(words: Words, beyond: dict, low, high, missing: int) -> str:
    if not beyond:
        return words.say("too_few_for_facets")
    clear = sum(one is not None for one in beyond.values())
    if clear and not (low or high):
        parts = [words.plural("sub_month_some", clear)]
    else:
        parts = [words.say("sub_month_named" if clear else "sub_month_nothing")]
    return " ".join([*parts, words.plural("sub_missing", missing)] if missing else parts)


def _sign_told(words: Words, item: dict, said: str | None) -> str:
    return words.say("spoken_sign", text=item["text"].rstrip("."), answer=said or words.say("sign_none"))


def _chosen_told(words: Words, chosen) -> str:
    if chosen is None:
        return ""
    return words.say("spoken_chosen", options=words.series(chosen[2])) if chosen[2] else words.say("spoken_chosen_none")


def _spoken(words: Words, beyond: dict) -> str:
    parts = []
    for key in ("little", "much", None):
        here = [words.name(facet) for facet, one in beyond.items() if one == key]
        if here:
            parts.append(words.say(f"spoken_month_{key or 'none'}", facets=words.series(here)))
    return " ".join(parts)


def _table(words: Words, tally, facets, beyond, signs, chosen) -> dict:
    rows = []
    for facet in facets:
        e = tally.estimate(facet)
        cell = words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high))
        rows.append([words.name(facet), cell, words.say(f"month_{beyond[facet] or 'none'}"), e.n])
    for item, said in signs:
        e = tally.estimate(item["id"])
        rows.append([item["text"], "", said or words.say("sign_none"), e.n])
    if chosen:
        rows.append(
            [
                chosen[0]["text"],
                "",
                words.series(chosen[2]) if chosen[2] else words.say("chosen_none"),
                tally.n,
            ]
        )
    columns = [words.say(key) for key in ("column_what", "column_month", "column_said", "column_n")]
    return {"columns": columns, "rows": rows}


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, tally, month, facets, beyond, signs, chosen) -> dict:
    named = _chosen_lines(words, chosen[1]) if chosen else []
    each = 74 if any(len(_sign_lines(item["text"])) > 1 for item, _ in signs) else 64
    below = each * len(signs) + (68 + 34 * (len(named) - 1) if chosen else 0)
    row = min(50, (TALLEST - HEAD - FOOT - below - 14) // max(len(facets), 3))
    bottom = HEAD + row * max(len(facets), 3)
    sheet = Canvas(WIDTH, bottom + FOOT + below + (14 if below else 0))
    sheet.area((LABELS, HEAD, RIGHT, bottom), (0, 100), (bottom - HEAD, 0))
    if facets:
        _scale(sheet, month["scale"]["labels"], bottom)
    else:
        sheet.text(
            WIDTH / 2,
            HEAD + row,
            words.say("nothing_to_draw"),
            size=34,
            colour=palette.MUTED,
            anchor="center",
        )
    for number, facet in enumerate(facets):
        _row(sheet, words, tally.estimate(facet), facet, (number + 0.5) * row, beyond[facet] is not None)
    y = bottom + FOOT
    if below:
        sheet.line(36, y, WIDTH - 36, y, width=2)
    for item, said in signs:
        y += each
        _sign_drawn(sheet, words, item["text"], said, y - each / 2 + 5)
    if chosen:
        _chosen_drawn(sheet, words, named, bool(chosen[1]), y + 38 + 17 * (len(named) - 1))
    return sheet.figure()


def _scale(sheet: Canvas, labels: list[str], bottom: float) -> None:
    left, right = (sheet.at(end, 0)[0] for end in (RIGHT_FROM, RIGHT_TO))
    sheet.rect(left, HEAD - 14, right, bottom + 6, fill=palette.BAND)
    middle = sheet.at(50, 0)[0]
    third = (RIGHT - LABELS + 62) / 3 - 12
    for x, label, anchor in (
        (LABELS - 34, labels[0], "left"),
        (middle, labels[2], "center"),
        (RIGHT + 28, labels[-1], "right"),
    ):
        lines = clipped(label, third, 25, most=2)
        y = HEAD - 44 if len(lines) == 1 else HEAD - 47
        sheet.text(x, y, lines, size=25, colour=palette.MUTED, anchor=anchor)


def _row(sheet: Canvas, words: Words, estimate, facet: str, depth: float, sure: bool) -> None:
    role = words.role(facet)
    colour = (palette.COLOUR if sure else palette.PALE)[role]
    soft = palette.SOFT[role] if sure else palette.AXIS
    sheet.text(
        LABELS - 42,
        HEAD + depth,
        words.name(facet),
        size=26,
        weight=700 if sure else 400,
        colour=colour,
        anchor="right",
    )
    sheet.bar([estimate.low, estimate.high], [depth, depth], colour=soft, width=8)
    told = words.say("mean_of", name=words.name(facet), mean=round(estimate.value), low=round(estimate.low),
                     high=round(estimate.high), n=estimate.n)  # fmt: skip
    sheet.dots([estimate.value], [depth], colour=colour, size=24, symbol=palette.SYMBOL[role], names=[told],
               name=words.name(facet))  # fmt: skip


def _sign_lines(text: str) -> list[str]:
    return clipped(text, 700, 25, most=2)


def _sign_drawn(sheet: Canvas, words: Words, text: str, said: str | None, y: float) -> None:
    sheet.text(36, y, _sign_lines(text), size=25, colour=palette.INK)
    answer = said or words.say("sign_none")
    colour, weight = (palette.INK, 700) if said else (palette.MUTED, 400)
    sheet.text(WIDTH - 36, y, answer, size=27, weight=weight, colour=colour, anchor="right")


def _chosen_lines(words: Words, options: list[str]) -> list[str]:
    """What was chosen, in as many lines as it takes beside the words in front of it."""
    answer = words.series(options) if options else words.say("chosen_none")
    return clipped(answer, WIDTH - 96 - text_width(words.say("work_on"), 25), 27, 700, most=4)


def _chosen_drawn(sheet: Canvas, words: Words, lines: list[str], any_chosen: bool, y: float) -> None:
    sheet.text(36, y, words.say("work_on"), size=25, colour=palette.INK)
    sheet.text(WIDTH - 36, y, lines, size=27, weight=700 if any_chosen else 400,
               colour=palette.INK if any_chosen else palette.MUTED, anchor="right")  # fmt: skip
