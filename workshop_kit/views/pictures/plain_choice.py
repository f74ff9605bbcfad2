"""Any choices: the options that three or more took. In words for small groups, with counts from twenty people on and
for opinions on the world."""

from .. import palette
from ..canvas import Canvas, clipped, wrapped
from ..words import Words
from .part import Part

WIDTH, LEFT, RIGHT = 1080, 44, 1036
FULL_SCENES = 3  # scenes that stand there with their whole text
NAMED = 2  # options named of each of many scenes
SHOWN = 6  # options of a counted item at most; the rest is in the table


def part(words: Words, tally, block: dict) -> Part:
    """The picks or scenes of one block."""
    counted = [item for item in block["items"] if tally.counts(item["id"])]
    if counted and (tally.about == "world" or len(counted) <= FULL_SCENES):
        return _counted(words, tally, counted)
    return _chosen(words, tally, block)


# in words ----------------------------------------------------------------------------------------------------


def _chosen(words: Words, tally, block: dict) -> Part:
    answers = [(item, _texts(words, tally, item)) for item in block["items"] if item["id"] in tally.figures]
    if not answers:
        return Part.nothing(words)
    one = len(answers) == 1
    if len(answers) > FULL_SCENES:
        return _brief(words, tally, answers)
    sizes = [_height(item, texts, one) for item, texts in answers]

    def paint(sheet: Canvas, top: float) -> None:
        y = top
        for (item, texts), height in zip(answers, sizes, strict=True):
            _answer(sheet, words, item, texts, y, one)
            y += height

    return Part(
        height=sum(sizes) + 20,
        paint=paint,
        finding=_finding(words, answers, one),
        **_said(words, tally, answers),
    )


def _brief(words: Words, tally, answers) -> Part:
    """Many scenes: the most important line of each, so that all can be read from the last row."""
    step = 840 // len(answers)

    def paint(sheet: Canvas, top: float) -> None:
        for number, (item, texts) in enumerate(answers):
            y = top + 16 + step * number
            sheet.text(
                LEFT,
                y,
                clipped(item["text"], RIGHT - LEFT, 24)[0],
                size=24,
                colour=palette.MUTED,
                valign="top",
            )
            for line, text in enumerate(texts or [words.say("chosen_none")]):
                said = clipped(text, RIGHT - LEFT - 24, 24, 600)[0]
                sheet.text(LEFT + 24, y + 32 + 31 * line, said, size=24, weight=600 if texts else 400, valign="top",
                           colour=palette.INK if texts else palette.MUTED)  # fmt: skip

    return Part(
        height=840,
        paint=paint,
        finding=_finding(words, answers, False),
        **_said(words, tally, answers),
    )


def _said(words: Words, tally, answers) -> dict:
    counted = any(tally.counts(item["id"]) for item, _ in answers)
    return {
        "sub": words.say("sub_chosen_counted" if counted else "sub_chosen"),
        "spoken": _answers_spoken(words, answers),
        "rows": _answer_rows(words, tally, answers),
        "notes": ["note_some" if counted else "note_chosen"],
    }


def _answers_spoken(words: Words, answers) -> list[str]:
    return [words.say("spoken_sign", text=i["text"].rstrip("."), answer=_told(words, texts)) for i, texts in answers]


def _answer_rows(words: Words, tally, answers) -> list[list]:
    return [[item["text"], "", _told(words, texts), tally.figures[item["id"]].n] for item, texts in answers]


def _texts(words: Words, tally, item: dict) -> list[str]:
    """What may be named, as it was asked; where it is counted, the most chosen first and with its number."""
    texts = {option["id"]: option["text"] for option in item["options"]}
    counts = tally.counts(item["id"])
    if not counts:
        return [texts[id] for id in tally.chosen(item["id"])]
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return [words.say("option_count", option=texts[id].rstrip("."), n=n) for id, n in ranked[:NAMED]]


def _told(words: Words, texts: list[str]) -> str:
    return words.say("semicolon").join(texts) if texts else words.say("chosen_none")


def _finding(words: Words, answers, one: bool) -> str:
    texts = answers[0][1]
    if one and texts and sum(map(len, texts)) <= 40:
        return words.say("find_chosen_one", options=words.say("semicolon").join(text.rstrip(".") for text in texts))
    if not any(texts for _, texts in answers):
        return words.say("find_chosen_none")
    return words.say("find_chosen" if one else "find_chosen_many")


def _look(one: bool) -> tuple[int, int, int]:
    """Size of the question, size of an option, and the room between lines."""
    return (36, 38, 52) if one else (24, 25, 33)


def _height(item: dict, texts: list[str], one: bool) -> float:
    asks, says, leading = _look(one)
    lines = len(wrapped(item["text"], RIGHT - LEFT, asks, 600))
    options = (
        sum(len(wrapped(text, RIGHT - LEFT - 76, says)) * leading + (44 if one else 8) for text in texts) or leading
    )
    return lines * asks * 1.3 + options + (110 if one else 26)


def _answer(sheet: Canvas, words: Words, item: dict, texts: list[str], top: float, one: bool) -> None:
    asks, says, leading = _look(one)
    lines = wrapped(item["text"], RIGHT - LEFT, asks, 600)
    y = top + (50 if one else 22)
    colour = palette.INK if one else palette.MUTED
    sheet.text(LEFT, y, lines, size=asks, weight=600 if one else 400, colour=colour, valign="top")
    y += lines_height(lines, asks) + (40 if one else 6)
    if not texts:
        sheet.text(LEFT, y, words.say("chosen_none"), size=says, colour=palette.MUTED, valign="top")
    for text in texts:
        said = wrapped(text, RIGHT - LEFT - 76, says)
        height = len(said) * leading + (24 if one else 2)
        sheet.rect(LEFT, y, LEFT + (8 if one else 5), y + height, fill=palette.INK)
        sheet.text(LEFT + (40 if one else 24), y + height / 2, said, size=says, weight=600)
        y += height + (20 if one else 6)


def lines_height(lines: list[str], size: int) -> float:
    return len(lines) * size * 1.3


# counted -----------------------------------------------------------------------------------------------------


def _counted(words: Words, tally, items: list[dict]) -> Part:
    tables = [(item, _ranked(item, tally.counts(item["id"]))) for item in items]
    sizes = [100 + 52 * min(SHOWN, len(_voted(ranked))) for _, ranked in tables]

    def paint(sheet: Canvas, top: float) -> None:
        y = top
        for (item, ranked), height in zip(tables, sizes, strict=True):
            _bars(sheet, words, item, ranked, y)
            y += height

    world = tally.about == "world"
    rows = [
        [item["text"], option["text"], count, tally.figures[item["id"]].n]
        for item, ranked in tables
        for option, count in (ranked if world else _voted(ranked))
    ]
    finding, marks = _majority(words, tally, tables)
    return Part(
        height=sum(sizes) + 10,
        paint=paint,
        finding=finding,
        sub=words.say("sub_counted"),
        spoken=[_spoken(words, item, ranked) for item, ranked in tables],
        rows=rows,
        notes=["note_counts" if world else "note_some"],
        marks=marks,
    )


def _ranked(item: dict, counts: dict[str, int]) -> list[tuple[dict, int]]:
    """Options with their counts, most chosen first; equal ones as they were asked."""
    pairs = [(option, counts.get(option["id"], 0)) for option in item["options"]]
    return sorted(pairs, key=lambda pair: -pair[1])


def _voted(ranked: list[tuple[dict, int]]) -> list[tuple[dict, int]]:
    return [(option, count) for option, count in ranked if count]


def _majority(words: Words, tally, tables) -> tuple[str, list[dict]]:
    """Only what more than half of the people say is named: a mere first place is often luck."""
    parts, marks = [], []
    for item, ranked in tables:
        option, count = ranked[0]
        if count * 2 > tally.figures[item["id"]].n:
            parts.append(words.say("find_majority", text=item["text"], option=option["text"]))
            marks.append({"text": option["text"], "role": words.role(option["id"])})
    return (" ".join(parts), marks) if parts else (words.say("find_majority_none"), [])


def _bars(sheet: Canvas, words: Words, item: dict, ranked, top: float) -> None:
    sheet.text(LEFT, top + 52, clipped(item["text"], RIGHT - LEFT, 29, 600)[0], size=29, weight=600)
    voted = _voted(ranked)[:SHOWN]
    most = max(count for _, count in voted) if voted else 1
    for number, (option, count) in enumerate(voted):
        y = top + 106 + 52 * number
        role = words.role(option["id"])
        end = 480 + (RIGHT - 540) * count / most
        sheet.text(460, y, clipped(option["text"], 416, 26)[0], size=26, colour=palette.INK, anchor="right")
        sheet.rounded(480, y - 17, end, y + 17, fill=palette.COLOUR[role], ends="right")
        sheet.text(end + 14, y, str(count), size=27, weight=700)


def _spoken(words: Words, item: dict, ranked) -> str:
    parts = [words.say("count_of", name=option["text"], n=count) for option, count in _voted(ranked)]
    return words.say("spoken_counts", text=item["text"].rstrip("."), counts=words.say("comma").join(parts))
