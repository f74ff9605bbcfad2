"""Statements in bins: how the group sorted them, and where it split. Opinions on statements, so counts are shown.

Also the plain view of every activity of that kind.
"""

from ...measure.order import splits
from .. import palette
from ..built import sorts
from ..canvas import Canvas, clipped
from ..picture import Picture, View
from ..sureness import SEED
from ..words import Words

WIDTH, LEFT, RIGHT = 1080, 36, 1044
BARS = 560  # where bars begin when they stand beside their statements
# Mean share of the favourite bin from which we say "alike", and up to which we say "differently".
ALIKE, DIFFERENT = 0.8, 0.55


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    ((activity, tally),) = tallies.items()
    words = Words(document, activity)
    block = next(b for b in words.activity["blocks"] if b["kind"] == "sort")
    counts = {item["id"]: tally.counts(item["id"]) for item in block["items"]}
    counts = {id: row for id, row in counts.items() if row}
    if not counts:
        return _leading(words, tally, block)
    items = _sorted([item for item in block["items"] if item["id"] in counts], block["bins"], counts)
    split = splits(counts, seed=SEED)
    finding, sub = _said(words, items, counts, split)
    note = words.note(tally, "note_counts")
    return Picture(
        figure=_figure(words, block["bins"], items, counts, split),
        finding=finding,
        alternative=" ".join(
            [finding, sub, *(_spoken(words, block["bins"], i, counts[i["id"]]) for i in items), note + "."]
        ),
        table=_table(words, block["bins"], items, counts),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=words.title,
    )


VIEW = View("sorting", ("sorting",), draw, fits=sorts)


def _sorted(items: list[dict], bins: list[dict], counts: dict) -> list[dict]:
    """From the first bin to the last, by the mean position of the answers; equal ones as they were asked."""
    position = {one["id"]: number for number, one in enumerate(bins)}

    def mean(item: dict) -> float:
        row = counts[item["id"]]
        return sum(position[bin] * count for bin, count in row.items()) / max(1, sum(row.values()))

    return sorted(items, key=mean)


def _said(words: Words, items, counts: dict, split: set[str]) -> tuple[str, str]:
    if split:
        torn = [item for item in items if item["id"] in split]
        torn.sort(key=lambda item: _favourite(counts[item["id"]]))
        if len(torn) > 2:
            return words.say("find_split_many", n=len(torn)), words.say("sub_split")
        texts = [words.say("quoted", text=item["text"].rstrip(".")) for item in torn]
        return words.say("find_split", items=words.listed(texts)), words.say("sub_split")
    agreed = sum(_favourite(row) for row in counts.values()) / len(counts)
    if agreed >= ALIKE:
        return words.say("find_sort_alike"), words.say("sub_sort_alike")
    if agreed <= DIFFERENT:
        return words.say("find_sort_different"), words.say("sub_sort_different")
    return words.say("find_sort_nothing"), words.say("sub_sort_nothing")


def _favourite(row: dict[str, int]) -> float:
    return max(row.values()) / max(1, sum(row.values()))


def bin_colours(words: Words, bins: list[dict]) -> dict[str, str]:
    """Bins that bear the name of a dimension have its colour; "both" is grey-brown; others have none of the two."""
    named = {one["id"] for one in words.dimensions}
    if not any(one["id"] in named for one in bins):
        return {one["id"]: palette.OTHERS[i % len(palette.OTHERS)] for i, one in enumerate(bins)}
    return {one["id"]: palette.COLOUR[words.dimension_role(one["id"])] for one in bins}


def _figure(words: Words, bins, items, counts, split) -> dict:
    many = len(items) > 7
    head, row = 84, (64 if many else 780 // max(len(items), 4) if len(items) > 4 else 168)
    sheet = Canvas(WIDTH, head + row * len(items) + 20)
    sheet.area((LEFT, head, RIGHT, head + row * len(items)), (0, 1), (row * len(items), 0))
    colours = bin_colours(words, bins)
    _names(sheet, bins, colours, BARS if many else LEFT)
    draw_row = _narrow if many else _tall
    for number, item in enumerate(items):
        draw_row(sheet, bins, colours, item, counts[item["id"]], head + number * row, row, item["id"] in split)
    return sheet.figure()


def _names(sheet: Canvas, bins: list[dict], colours: dict, left: float) -> None:
    """The bins' names over the bars, in their colours and their order: no legend needed."""
    last = len(bins) - 1
    for number, one in enumerate(bins):
        x = left + (RIGHT - left) * (number / last if last else 0)
        anchor = "left" if number == 0 else "right" if number == last else "center"
        sheet.text(
            x,
            42,
            one["name"],
            size=30 if left == LEFT else 24,
            weight=700,
            colour=colours[one["id"]],
            anchor=anchor,
        )


def _tall(sheet: Canvas, bins, colours, item, row, top: float, height: float, split: bool) -> None:
    weight, size = (700, 30) if split else (400, 29)
    sheet.text(
        LEFT,
        top + 28,
        clipped(item["text"].rstrip("."), RIGHT - LEFT, size, weight)[0],
        size=size,
        weight=weight,
    )
    _bar(sheet, bins, colours, row, (LEFT, top + 54, RIGHT, top + height - 18), 27)


def _narrow(sheet: Canvas, bins, colours, item, row, top: float, height: float, split: bool) -> None:
    weight, size = (700, 24) if split else (400, 24)
    text = clipped(item["text"].rstrip("."), 500, size, weight, most=2)
    sheet.text(LEFT, top + height / 2, text, size=size, weight=weight)
    _bar(sheet, bins, colours, row, (BARS, top + 9, RIGHT, top + height - 9), 24)


def _bar(sheet: Canvas, bins, colours, row: dict[str, int], box, size: int) -> None:
    left, top, right, bottom = box
    total = max(1, sum(row.values()))
    filled = [(one["id"], row.get(one["id"], 0)) for one in bins if row.get(one["id"], 0)]
    x = left
    for number, (bin, count) in enumerate(filled):
        end = x + (right - left) * count / total
        ends = {(True, True): "both", (True, False): "left", (False, True): "right"}.get(
            (number == 0, number == len(filled) - 1), "none"
        )
        sheet.rounded(x, top, end - (0 if number == len(filled) - 1 else 3), bottom, fill=colours[bin], ends=ends)
        if end - x > size * 0.66 * len(str(count)) + 4:
            sheet.text((x + end) / 2, (top + bottom) / 2, str(count), size=size, weight=700, colour=palette.CARD,
                       anchor="center")  # fmt: skip
        x = end


def _spoken(words: Words, bins, item: dict, row: dict) -> str:
    parts = [words.say("count_of", name=one["name"], n=row.get(one["id"], 0)) for one in bins]
    return words.say("spoken_counts", text=item["text"].rstrip("."), counts=words.say("comma").join(parts))


def _table(words: Words, bins, items, counts) -> dict:
    rows = [[i["text"], *(counts[i["id"]].get(b["id"], 0) for b in bins), sum(counts[i["id"]].values())] for i in items]
    return {
        "columns": [words.say("column_statement"), *(b["name"] for b in bins), words.say("column_n")],
        "rows": rows,
    }


def _leading(words: Words, tally, block: dict) -> Picture:
    """A group, whose counts are not shown: the leading bin of each statement in words."""
    names = {one["id"]: one["name"] for one in block["bins"]}
    rows, sheet = [], Canvas(WIDTH, 60 + 66 * max(1, len(block["items"])))
    colours = bin_colours(words, block["bins"])
    for number, item in enumerate(block["items"]):
        bin = getattr(tally.figures.get(item["id"]), "leading", None)
        y = 60 + 66 * number
        sheet.text(LEFT, y, clipped(item["text"].rstrip("."), 700, 26)[0], size=26)
        said = names.get(bin, words.say("no_leading"))
        sheet.text(RIGHT, y, said, size=28, weight=700, colour=colours.get(bin, palette.MUTED), anchor="right")
        rows.append([item["text"], said])
    finding, note = words.say("find_leading"), words.note(tally, "note_counts")
    spoken = [words.say("spoken_counts", text=text.rstrip("."), counts=said) for text, said in rows]
    table = {"columns": [words.say("column_statement"), words.say("column_leading")], "rows": rows}
    return Picture(sheet.figure(), finding, " ".join([finding, *spoken]), table, tally.n, "", note, words.title)
