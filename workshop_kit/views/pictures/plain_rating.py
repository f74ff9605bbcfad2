"""Any ratings: each mean with its interval on its own scale. One row is drawn large, more stand in a list."""

from html import escape

from ...measure.order import named
from .. import palette
from ..canvas import Canvas, wrapped
from ..sureness import ordered
from ..words import Words
from .part import Part

WIDTH, LEFT, RIGHT, LABELS = 1080, 60, 1020, 470
NAMES_FROM = 4  # rows from which "highest" and "lowest" mean anything


def part(words: Words, tally, block: dict) -> Part:
    """The ratings of one block; figures that may not be shown are left out."""
    rows = [row for row in _rows(words, block) if tally.estimate(row[0]).known]
    if not rows:
        return Part.nothing(words)
    if len(rows) == 1:
        return _large(words, tally, block, *rows[0])
    return _list(words, tally, block, rows)


def _rows(words: Words, block: dict) -> list[tuple[str, str, str]]:
    """(figure id, its name, its role), in the instrument's order; facets stand for their items."""
    found: dict[str, tuple] = {}
    for lens in block["lenses"] or [None]:
        for item in block["items"]:
            facet = item["facet"]
            id = (facet or item["id"]) + (f".{lens['id']}" if lens else "")
            name = words.name(facet) if facet else item["text"]
            name = words.say("with_lens", name=name, lens=lens["name"]) if lens else name
            found.setdefault(id, (id, name, words.role(facet)))
    return list(found.values())


def labels_of(block: dict) -> list[str]:
    return (block["scale"]["labels"] if not block["lenses"] else block["lenses"][0]["labels"]) or []


def _said(words: Words, labels: list[str], estimate) -> str:
    """Where a mean lies, in the words of the scale: between the labels nearest to the interval's ends."""
    low, high = (labels[round(end / 100 * (len(labels) - 1))] for end in (estimate.low, estimate.high))
    return words.say("around", label=low) if low == high else words.say("between", low=low, high=high)


def _told(words: Words, name: str, e) -> str:
    return words.say(
        "mean_of",
        name=escape(name, quote=False),
        mean=round(e.value),
        low=round(e.low),
        high=round(e.high),
        n=e.n,
    )


def _large(words: Words, tally, block: dict, id: str, name: str, role: str) -> Part:
    estimate, labels = tally.estimate(id), labels_of(block)
    said = _said(words, labels, estimate)

    def paint(sheet: Canvas, top: float) -> None:
        lines = wrapped(name, RIGHT - LEFT, 36, 600)
        sheet.text(WIDTH / 2, top + 60 + 22 * len(lines), lines, size=36, weight=600, anchor="center")
        y = top + 300
        scale = lambda value: LEFT + 50 + (RIGHT - LEFT - 100) * value / 100  # noqa: E731
        sheet.line(scale(0), y, scale(100), y, width=10)
        for number, label in enumerate(labels):
            x = scale(100 * number / (len(labels) - 1))
            sheet.line(x, y - 14, x, y + 14, width=4, colour=palette.PALE[palette.BOTH])
            sheet.text(
                x,
                y + 56,
                wrapped(label, 184, 27),
                size=27,
                colour=palette.MUTED,
                anchor="center",
                valign="top",
            )
        sheet.area((scale(0), y - 40, scale(100), y + 40), (0, 100), (0, 1))
        sheet.bar([estimate.low, estimate.high], [0.5, 0.5], colour=palette.SOFT[role], width=26)
        sheet.dots(
            [estimate.value],
            [0.5],
            colour=palette.COLOUR[role],
            size=48,
            names=[_told(words, name, estimate)],
        )

    return Part(
        height=560,
        paint=paint,
        finding=words.say("find_rating_one", said=said),
        sub=words.say("sub_rating_one"),
        spoken=[words.say("spoken_rating", name=name.rstrip("."), said=said)],
        rows=[_row(words, name, estimate, said)],
        notes=["note_bars"],
    )


def _row(words: Words, name: str, e, said: str) -> list:
    return [name, words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high)), said, e.n]


def _list(words: Words, tally, block: dict, rows: list[tuple]) -> Part:
    labels = labels_of(block)
    step = min(110, max(56, 760 // len(rows)))
    order = _order(tally, block, rows) if len(rows) >= NAMES_FROM else {}
    high, low = (named(order, side, "likely")[:2] for side in ("highest", "lowest"))
    stands_out = {*high, *low}
    names = {id: name for id, name, _ in rows}

    def paint(sheet: Canvas, top: float) -> None:
        head = top + 96
        bottom = head + step * len(rows)
        sheet.area((LABELS + 50, head, RIGHT - 10, bottom), (0, 100), (bottom - head, 0))
        for number, anchor in ((0, "left"), (len(labels) - 1, "right")):
            x = (LABELS + 10) if anchor == "left" else RIGHT + 30
            sheet.text(x, top + 46, wrapped(labels[number], 300, 25), size=25, colour=palette.MUTED, anchor=anchor)
        for number in range(len(labels)):
            x, _ = sheet.at(100 * number / (len(labels) - 1), 0)
            sheet.line(x, head, x, bottom, width=2)
        for number, (id, name, role) in enumerate(rows):
            estimate, depth = tally.estimate(id), (number + 0.5) * step
            out = id in stands_out
            sheet.text(LEFT - 24, head + depth, wrapped(name.rstrip("."), LABELS - LEFT + 10, 26, 700 if out else 400),
                       size=26, weight=700 if out else 400)  # fmt: skip
            sheet.bar([estimate.low, estimate.high], [depth] * 2, colour=palette.SOFT[role], width=10)
            sheet.dots([estimate.value], [depth], colour=palette.COLOUR[role], size=26, symbol=palette.SYMBOL[role],
                       names=[_told(words, name, estimate)], name=name)  # fmt: skip

    said = {id: _said(words, labels, tally.estimate(id)) for id, *_ in rows}
    finding, sub = _finding(words, names, high, low, len(rows))
    return Part(
        height=110 + step * len(rows),
        paint=paint,
        finding=finding,
        sub=sub,
        spoken=[words.say("spoken_rating", name=name.rstrip("."), said=said[id]) for id, name, _ in rows],
        rows=[_row(words, name, tally.estimate(id), said[id]) for id, name, _ in rows],
        notes=["note_bars"],
        marks=[{"text": names[id].rstrip("."), "role": role} for id, _, role in rows if id in stands_out],
    )


def _order(tally, block: dict, rows: list[tuple]) -> dict:
    """Places within each lens: means under different lenses are not compared."""
    found = {}
    for lens in block["lenses"] or [None]:
        found |= ordered(tally, [id for id, *_ in rows if not lens or id.endswith(f".{lens['id']}")])
    return found


def _finding(words: Words, names: dict, high: list[str], low: list[str], rows: int) -> tuple[str, str]:
    parts = [
        words.say(
            f"find_rating_{key}",
            items=words.listed([words.say("quoted", text=names[id].rstrip(".")) for id in ids]),
        )
        for key, ids in (("high", high), ("low", low))
        if ids
    ]
    if parts:
        return " ".join(parts), words.say("sub_likely")
    if rows < NAMES_FROM:
        return words.say("find_rating_few"), words.say("sub_rating_one")
    return words.say("find_rating_nothing"), words.say("sub_rating_nothing")
