"""Where we see it alike, and where we are split: for what a team shares, never for what people say of themselves.

It takes whatever is there of sorting, scenes and the month. Alike is what most of us surely answer the same way; split
is what divides us more than one common spread over all questions would make anybody expect. Below ten people the month
says nothing here, below twenty the scenes.
"""

from dataclasses import dataclass, field

from ...measure.order import splits
from ...pool.coarse import APART, DETAILED_FROM, MIXED
from ...pool.figures import pooled_id
from .. import palette
from ..canvas import Canvas, clipped, text_width
from ..divided import POINTS, divided
from ..picture import Picture, View
from ..sureness import SEED, beyond_common_spread, people, published, surely_most
from ..words import Words
from .sorting import ALIKE, DIFFERENT, bin_colours

WIDTH, LEFT, RIGHT, STRIP = 1080, 44, 1036, 580
ROW, HEAD, WHOLE = 122, 70, 54
SAID = 30  # what is said of a source as a whole
NAMED = 2  # of each side on the sheet; the rest is in the table
LEVEL = 0.04  # of a false finding, for the questions of one source together
HALF_SD = 0.5  # half of the step that a figure's own spread is published in
TOGETHER, CAMPS = ("alike", "split"), -0.2


@dataclass(frozen=True)
class Question:
    """One question that a team shares: `call` is alike, split, or None (cannot be said)."""

    source: str
    text: str
    role: str
    n: int
    call: str | None
    camps: bool = False
    word: str | None = None
    parts: list[tuple[float, str, str]] = field(default_factory=list)  # (share, colour, label): a strip
    strength: float = 0.0

    @property
    def is_facet(self) -> bool:
        return self.role != palette.BOTH


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    voices = {id: Words(document, id) for id in tallies}
    questions = [one for id, tally in tallies.items() for one in _questions(voices[id], tally)]
    wholes = [(voices[id].title, whole) for id, tally in tallies.items() if (whole := _whole(voices[id], tally))]
    words = next(iter(voices.values()))
    found = {call: _strongest(questions, call) for call in TOGETHER}
    finding, sub = _said(words, found, wholes, questions)
    note = words.say("dot").join([*dict.fromkeys(words.heads(tally) for tally in tallies.values())])
    note = words.say("dot").join([note, words.say("note_shared")])
    return Picture(
        figure=_figure(words, found, wholes, len(questions)),
        finding=finding,
        alternative=" ".join(filter(None, [finding, sub, *_spoken(words, questions, wholes), note + "."])),
        table=_table(words, questions, wholes),
        n=min(tally.n for tally in tallies.values()),
        sub=sub,
        note=note,
        kicker=words.say("kicker_agreement"),
        marks=[{"text": one.text, "role": one.role} for here in found.values() for one in here[:2] if one.is_facet],
    )


VIEW = View("agreement", (), draw, any_of=("sorting", "situations", "our_month"))


# what each kind of question can say --------------------------------------------------------------------------


def _questions(words: Words, tally) -> list[Question]:
    found = []
    for number, block in enumerate(words.activity["blocks"]):
        if block["kind"] == "sort":
            found += _sorted(words, tally, block)
        elif block["kind"] == "situation" and people(tally) >= DETAILED_FROM and published(tally):
            found += _scenes(words, tally, block)
        elif block["kind"] == "rating" and not block["lenses"]:
            found += _rated(words, tally, block, number)
    return found


def _sorted(words: Words, tally, block: dict) -> list[Question]:
    rows = {item["id"]: tally.counts(item["id"]) for item in block["items"]}
    rows = {id: row for id, row in rows.items() if row}
    colours, names = bin_colours(words, block["bins"]), {one["id"]: one["name"] for one in block["bins"]}
    split = splits(rows, seed=SEED)
    questions = []
    for item in block["items"]:
        if row := rows.get(item["id"]):
            parts = [(n / sum(row.values()), colours[bin], f"{names[bin]} {n}") for bin, n in row.items() if n]
            call = _call(row, sum(row.values()), item["id"] in split, len(rows))
            text = words.say("quoted", text=item["text"].rstrip("."))
            questions.append(_counted(words, text, sum(row.values()), call, parts, row))
    return questions


def _scenes(words: Words, tally, block: dict) -> list[Question]:
    """Choices of three or more are counted; all the others are taken as one more option, which is on the safe side."""
    ids = [item["id"] for item in block["items"] if tally.counts(item["id"])]
    n = {id: tally.figures[id].n for id in ids}
    rows = {id: {**tally.counts(id), "": n[id] - sum(tally.counts(id).values())} for id in ids}
    split = splits(rows, seed=SEED)
    questions = []
    for item in block["items"]:
        if item["id"] in rows:
            row = rows[item["id"]]
            shown = sorted(((k, c) for k, c in row.items() if k), key=lambda pair: -pair[1])
            parts = [(c / n[item["id"]], palette.OTHERS[i % len(palette.OTHERS)], str(c)) for i, (_, c) in
                     enumerate(shown)]  # fmt: skip
            call = _call(row, n[item["id"]], item["id"] in split, len(rows))
            text = words.say("quoted", text=words.brief(item["text"], 60))
            questions.append(_counted(words, text, n[item["id"]], call, parts, row))
    return questions


def _counted(words: Words, text: str, n: int, call, parts, row: dict) -> Question:
    return Question(words.title, text, palette.BOTH, n, call, parts=parts, strength=_distance(row, n, call))


def _call(row: dict[str, int], n: int, split: bool, tried: int) -> str | None:
    if split:
        return "split"
    most = max(row.values())
    return "alike" if most >= ALIKE * n and surely_most(most, n, LEVEL / tried) else None


def _distance(row: dict[str, int], n: int, call: str | None) -> float:
    share = max(row.values()) / max(1, n)
    return share if call == "alike" else 1 - share


def _rated(words: Words, tally, block: dict, number: int) -> list[Question]:
    """Spread of people around a mean: in a word from ten people on, in points from twenty."""
    pooled = tally.figures.get(pooled_id(number, None))
    items = [item for item in block["items"] if getattr(tally.figures.get(item["facet"] or item["id"]), "spread", None)]
    if pooled is None or not hasattr(pooled, "spread"):
        return []
    labels = block["scale"]["labels"]
    as_told = block["scale"]["ideal"] and len(labels) == len(POINTS)  # by the rule of the facilitator's sentence
    split = divided({item["facet"]: tally.figures[item["facet"]] for item in items if as_told and item["facet"]})
    questions = []
    for item in items:
        figure = tally.figures[item["facet"] or item["id"]]
        call = None if pooled.assumed else _spread_call(figure, pooled, len(items))
        if as_told and item["facet"] and call != "alike":
            call = "split" if item["facet"] in split else None
        text = words.name(item["facet"]) if item["facet"] else words.say("quoted", text=item["text"].rstrip("."))
        questions.append(
            Question(
                words.title,
                text,
                words.role(item["facet"]),
                figure.n,
                call,
                camps=call == "split" and _in_camps(figure, len(labels)),
                word=words.say(f"spread_{figure.spread}"),
                parts=_strip(figure),
                strength=_spread(figure) / 50 if call == "split" else 1 - _spread(figure) / 50,
            )
        )
    return questions


def _spread(figure) -> float:
    """In points; where only a word is published, the end of it that says least."""
    return figure.sd if figure.sd is not None else {"alike": MIXED, "mixed": 20, "apart": APART}[figure.spread]


def _spread_call(figure, pooled, tried: int) -> str | None:
    spread, half = _spread(figure), HALF_SD if figure.sd is not None else 0
    if figure.spread == "apart" and beyond_common_spread(
        spread - half, figure.n, pooled.spread + pooled.step / 2, above=True, level=LEVEL / tried
    ):
        return "split"
    if figure.spread == "alike" and beyond_common_spread(
        spread + half, figure.n, pooled.spread - pooled.step / 2, above=False, level=LEVEL / tried
    ):
        return "alike"
    return None


def _in_camps(figure, points: int) -> bool:
    """Van der Eijk's A, where there is one bar a point."""
    from ...measure.polarity import agreement_a_from_counts  # needs pandas

    counts = [bar.n for bar in figure.bars if bar.first == bar.last]
    if len(counts) != points:
        return False
    return agreement_a_from_counts(counts).value <= CAMPS


def _strip(figure) -> list[tuple[float, str, str]]:
    """From far too little to far too much, darker the further from the middle."""
    shades = ["#8A6A4F", "#BFA88F", "#DCD5C8", "#A9B9B3", "#5C7F75"]
    total = sum(bar.n for bar in figure.bars)
    return [(bar.n / total, shades[min(4, round((bar.first + bar.last) / 2))], str(bar.n)) for bar in figure.bars]


def _whole(words: Words, tally) -> str | None:
    """How one source as a whole is answered: alike, mixed, apart; None where that cannot be said."""
    block = words.activity["blocks"][0]
    if block["kind"] == "sort":
        rows = [row for item in block["items"] if (row := tally.counts(item["id"]))]
        agreed = sum(max(row.values()) / max(1, sum(row.values())) for row in rows) / len(rows) if rows else None
        return None if agreed is None else "alike" if agreed >= ALIKE else "apart" if agreed <= DIFFERENT else "mixed"
    pooled = tally.figures.get(pooled_id(0, None))
    if block["kind"] != "rating" or not hasattr(pooled, "spread") or pooled.assumed:
        return None
    least, most = pooled.spread - pooled.step / 2, pooled.spread + pooled.step / 2
    return "alike" if most < MIXED else "apart" if least >= APART else "mixed"


# the finding -------------------------------------------------------------------------------------------------


def _strongest(questions: list[Question], call: str) -> list[Question]:
    return sorted((one for one in questions if one.call == call), key=lambda one: -one.strength)


def _said(words: Words, found: dict, wholes: list[tuple[str, str]], questions: list) -> tuple[str, str]:
    if not questions:
        return words.say("find_agree_unknown"), words.say("sub_agree_unknown")
    parts = [
        words.say(f"find_agree_{call}", items=words.series(one.text for one in found[call][:most]))
        for call, most in (("split", NAMED), ("alike", 1 if found["split"] else NAMED))
        if found[call]
    ]
    if parts:
        return " ".join(parts), words.say("sub_agree_split" if found["split"] else "sub_agree_alike")
    said = {whole for _, whole in wholes}
    if said == {"alike"} or said == {"apart"}:
        return words.say(f"find_agree_all_{said.pop()}"), words.say("sub_agree_nothing")
    return words.say("find_agree_nothing"), words.say("sub_agree_nothing")


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, found: dict, wholes: list, asked: int) -> dict:
    here = [(call, found[call][:NAMED]) for call in TOGETHER if found[call]]
    rest = asked - sum(len(rows) for _, rows in here)
    tall = sum(HEAD + ROW * len(rows) for _, rows in here) + HEAD + WHOLE * (len(wholes) + (1 if rest else 0)) + 40
    sheet = Canvas(WIDTH, round(max(340, tall)))
    y = (sheet.height - tall) / 2 + 20
    for call, rows in here:
        sheet.text(LEFT, y + HEAD / 2, words.say(f"agree_{call}"), size=32, weight=700)
        y += HEAD
        for one in rows:
            _question_row(sheet, words, one, y)
            y += ROW
    if not asked:
        sheet.text(WIDTH / 2, y + 30, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
        return sheet.figure()
    _as_a_whole(sheet, words, wholes, rest, y, bool(here))
    return sheet.figure()


def _as_a_whole(sheet: Canvas, words: Words, wholes: list, rest: int, y: float, below: bool) -> None:
    if below:
        sheet.line(LEFT, y + 4, RIGHT, y + 4, width=2)
    sheet.text(LEFT, y + HEAD / 2 + 4, words.say("agree_whole"), size=26, colour=palette.MUTED)
    y += HEAD
    for title, whole in wholes:
        said = words.say(f"whole_{whole}")
        room = RIGHT - LEFT - 24 - text_width(said, SAID, 700)
        size = next((size for size in (SAID, 28, 26) if text_width(title, size) <= room), 24)
        sheet.text(LEFT, y + WHOLE / 2 - 8, clipped(title, room, size)[0], size=size)
        sheet.text(RIGHT, y + WHOLE / 2 - 8, said, size=SAID, weight=700, anchor="right")
        y += WHOLE
    if rest:
        sheet.text(LEFT, y + WHOLE / 2 - 8, words.plural("agree_rest", rest), size=26, colour=palette.MUTED)


def _question_row(sheet: Canvas, words: Words, one: Question, top: float) -> None:
    colour = palette.COLOUR[one.role] if one.is_facet else palette.INK
    sheet.text(LEFT, top + 16, clipped(one.source, 500, 24)[0], size=24, colour=palette.MUTED)
    sheet.text(LEFT, top + 38, clipped(one.text, STRIP - LEFT - 30, 26, 700, most=2), size=26, weight=700,
               colour=colour, valign="top")  # fmt: skip
    if not one.parts:
        sheet.text(RIGHT, top + 46, one.word, size=28, weight=700, anchor="right")
        return
    x, total = float(STRIP), sum(share for share, *_ in one.parts)
    for share, fill, label in one.parts:
        end = x + (RIGHT - STRIP) * share / max(1, total)
        sheet.rect(x, top + 24, end - 3, top + 76, fill=fill)
        fits = [said for said in (label, label.rsplit(" ", 1)[-1]) if text_width(said, 24, 700) < end - x - 8]
        if fits:
            light = fill in ("#DCD5C8", "#BFA88F", "#A9B9B3")
            sheet.text((x + end) / 2, top + 50, fits[0], size=24, weight=700, anchor="center",
                       colour=palette.INK if light else palette.CARD)  # fmt: skip
        x = end
    if one.camps:
        sheet.text(RIGHT, top + 4, words.say("two_camps"), size=24, weight=700, anchor="right")


# the same in words -------------------------------------------------------------------------------------------


def _spoken(words: Words, questions: list[Question], wholes: list) -> list[str]:
    told = [
        words.say("spoken_agree", what=words.say(f"agree_{call}"), items=words.semicolons(one.text for one in here))
        for call in TOGETHER
        if (here := _strongest(questions, call))
    ]
    return told + [words.say("spoken_whole", title=title, what=words.say(f"whole_{whole}")) for title, whole in wholes]


def _table(words: Words, questions: list[Question], wholes: list) -> dict:
    rows = [[title, words.say("agree_whole"), words.say(f"whole_{whole}"), ""] for title, whole in wholes]
    for one in questions:
        said = words.say("two_camps" if one.camps else f"agree_{one.call or 'none'}")
        rows.append([one.source, one.text, words.semicolons(filter(None, [said, one.word])), one.n])
    columns = [words.say(key) for key in ("column_where", "column_what", "column_said", "column_n")]
    return {"columns": columns, "rows": rows or [["", "", words.say("nothing_to_draw"), ""]]}
