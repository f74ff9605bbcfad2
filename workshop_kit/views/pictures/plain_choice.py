"""Any choices: the options that three or more took. In words for small groups, with counts from twenty people on and
for opinions on the world."""

from dataclasses import dataclass

from ...instrument.block import TEAM_ACTION
from .. import palette
from ..canvas import Canvas, clipped, wrapped
from ..words import Words
from .part import Part

WIDTH, LEFT, RIGHT = 1080, 44, 1036
FULL_SCENES = 3  # scenes that stand there with their whole text
NAMED = 2  # options named of each of many scenes
SHOWN = 6  # options of a counted item at most; the rest is in the table
BRIEF = 40  # characters of an option that can be set large


@dataclass(frozen=True)
class Look:
    """How large a question and its options are set, and the room around them, in pixels."""

    asks: int
    says: int
    leading: int
    above: int
    between: int
    pad: int
    gap: int
    indent: int
    bar: int
    foot: int
    colour: str = palette.INK
    weight: int = 600


ALONE = Look(36, 38, 52, above=50, between=40, pad=24, gap=20, indent=40, bar=8, foot=20)
FEW = Look(
    30, 34, 46, above=36, between=18, pad=14, gap=14, indent=32, bar=7, foot=18, colour=palette.MUTED, weight=400
)
LONG = Look(24, 25, 33, above=22, between=6, pad=2, gap=6, indent=24, bar=5, foot=0, colour=palette.MUTED, weight=400)


def part(words: Words, tally, block: dict) -> Part:
    """The picks or scenes of one block."""
    block = {**block, "items": [_with_what_it_recalls(words, item) for item in block["items"]]}
    counted = [item for item in block["items"] if tally.counts(item["id"])]
    if counted and (tally.about == "world" or len(counted) <= FULL_SCENES):
        return _counted(words, tally, counted)
    return _chosen(words, tally, block)


def _with_what_it_recalls(words: Words, item: dict) -> dict:
    """A question about the team's action of the day before, with that action."""
    day = words.activity.get("wave", 1)
    action = (words.document.get("actions") or {}).get(day - 1)
    if item.get("recalls") != TEAM_ACTION or not action:
        return item
    return {**item, "text": words.say("question_about", question=item["text"], what=action["what"])}


# in words ----------------------------------------------------------------------------------------------------


def _chosen(words: Words, tally, block: dict) -> Part:
    answers = [(item, _texts(words, tally, item)) for item in block["items"] if item["id"] in tally.figures]
    if not answers:
        return Part.nothing(words)
    if len(answers) > FULL_SCENES:
        return _brief(words, tally, block, answers)
    brief = all(len(text) <= BRIEF for _, texts in answers for text in texts)
    look = ALONE if len(answers) == 1 else FEW if brief else LONG
    sizes = [_height(item, texts, look) for item, texts in answers]

    def paint(sheet: Canvas, top: float) -> None:
        y = top
        for (item, texts), height in zip(answers, sizes, strict=True):
            _answer(sheet, words, item, texts, y, look)
            y += height

    return Part(
        height=sum(sizes) + 20,
        paint=paint,
        finding=_finding(words, block, answers),
        **_said(words, tally, answers),
    )


def _brief(words: Words, tally, block: dict, answers) -> Part:
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
        finding=_finding(words, block, answers),
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


def _finding(words: Words, block: dict, answers) -> str:
    texts, one = answers[0][1], len(answers) == 1
    if one and texts and sum(map(len, texts)) <= BRIEF:
        return words.say("find_chosen_one", options=words.say("semicolon").join(text.rstrip(".") for text in texts))
    if not any(texts for _, texts in answers):
        return words.say("find_chosen_none")
    scenes = block["kind"] == "situation"
    return words.say("find_chosen" if one else "find_chosen_many" if scenes else "find_chosen_several")


def _height(item: dict, texts: list[str], look: Look) -> float:
    lines = len(wrapped(item["text"], RIGHT - LEFT, look.asks, look.weight))
    options = sum(_option_height(_set(text, look), look) + look.gap for text in texts) or look.leading
    return look.above + lines * look.asks * 1.3 + look.between + options + look.foot


def _answer(sheet: Canvas, words: Words, item: dict, texts: list[str], top: float, look: Look) -> None:
    lines = wrapped(item["text"], RIGHT - LEFT, look.asks, look.weight)
    y = top + look.above
    sheet.text(LEFT, y, lines, size=look.asks, weight=look.weight, colour=look.colour, valign="top")
    y += lines_height(lines, look.asks) + look.between
    if not texts:
        sheet.text(LEFT, y, words.say("chosen_none"), size=look.says, colour=palette.MUTED, valign="top")
    for text in texts:
        said = _set(text, look)
        height = _option_height(said, look)
        sheet.rect(LEFT, y, LEFT + look.bar, y + height, fill=palette.INK)
        sheet.text(LEFT + look.indent, y + height / 2, said, size=look.says, weight=600)
        y += height + look.gap


def _set(text: str, look: Look) -> list[str]:
    return wrapped(text, RIGHT - LEFT - 76, look.says)


def _option_height(lines: list[str], look: Look) -> float:
    return len(lines) * look.leading + look.pad


def lines_height(lines: list[str], size: int) -> float:
    return len(lines) * size * 1.3


# counted -----------------------------------------------------------------------------------------------------


def _counted(words: Words, tally, items: list[dict]) -> Part:
    tables = [(item, _ranked(item, tally.counts(item["id"]))) for item in items]
    sizes = [_counted_height(item, ranked) for item, ranked in tables]

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


def _counted_height(item: dict, ranked) -> float:
    return 62 + 38 * len(_asked(item)) + sum(_row(_option(option)) for option, _ in _voted(ranked)[:SHOWN])


def _asked(item: dict) -> list[str]:
    return clipped(item["text"], RIGHT - LEFT, 29, 600, most=2)


def _option(option: dict) -> list[str]:
    return clipped(option["text"], 416, 26, most=2)


def _row(lines: list[str]) -> float:
    return 52 if len(lines) == 1 else 78


def _bars(sheet: Canvas, words: Words, item: dict, ranked, top: float) -> None:
    asked = _asked(item)
    sheet.text(LEFT, top + 34, asked, size=29, weight=600, valign="top")
    voted = _voted(ranked)[:SHOWN]
    most = max(count for _, count in voted) if voted else 1
    y = top + 42 + 38 * len(asked)
    for option, count in voted:
        lines, role = _option(option), words.role(option["id"])
        y += _row(lines) / 2
        end = 480 + (RIGHT - 540) * count / most
        sheet.text(460, y, lines, size=26, colour=palette.INK, anchor="right")
        sheet.rounded(480, y - 17, end, y + 17, fill=palette.COLOUR[role], ends="right")
        sheet.text(end + 14, y, str(count), size=27, weight=700)
        y += _row(lines) / 2


def _spoken(words: Words, item: dict, ranked) -> str:
    parts = [words.say("count_of", name=option["text"], n=count) for option, count in _voted(ranked)]
    return words.say("spoken_counts", text=item["text"].rstrip("."), counts=words.say("comma").join(parts))
