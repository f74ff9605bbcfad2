"""Two months beside each other: what moved by more than noise, and nothing else.

What moved is worked out by `measure.change.moved`. Below twenty people the picture is in words.
"""

from dataclasses import dataclass, replace

from ...instrument.days import parted
from ...measure.change import FELL, ROSE, moved
from ...pool.coarse import DETAILED_FROM
from .. import palette
from ..built import ideal_facets
from ..canvas import Canvas, clipped, wrapped
from ..picture import Picture, View
from ..shelves import Chip, Shelf, draw_shelves
from ..sureness import people
from ..words import Words
from .our_month import RIGHT_FROM, RIGHT_TO

WIDTH, LABELS, LEFT, RIGHT = 1080, 452, 496, 1030
HEAD, ROW, SIGN, FOOT = 108, 51, 60, 12
ACTIVITY = "our_month"


@dataclass(frozen=True)
class Step:
    """One figure on two days; `moved` is rose, fell, or None: cannot be said."""

    id: str
    name: str
    role: str
    before: object
    after: object
    moved: str | None
    facet: bool

    @property
    def closer(self) -> bool:
        return abs(self.after.value - 50) <= abs(self.before.value - 50)


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    days = sorted(tallies, key=_day)
    first, second = tallies[days[0]], tallies[days[-1]]
    words = Words(document, days[0])
    steps = _steps(words, first, second)
    in_words = min(people(first), people(second)) < DETAILED_FROM
    finding, sub = _said(words, steps)
    note = words.say(
        "note_two_days_words" if in_words else "note_two_days", before=words.heads(first), after=words.heads(second)
    )
    return Picture(
        figure=_list(words, steps) if in_words or not steps else _rows(words, steps),
        finding=finding,
        alternative=" ".join(filter(None, [finding, sub, *_spoken(words, steps), note + "."])),
        table=_table(words, steps, in_words),
        n=min(first.n, second.n),
        sub=sub,
        note=note,
        kicker=words.say("kicker_change"),
        marks=[{"text": step.name, "role": step.role} for step in _named(steps)],
    )


def _within(view: View, activities: dict[str, dict]) -> View | None:
    """The month and its latest repetition (`our_month@2`)."""
    days = sorted((id for id in activities if parted(id)[0] == ACTIVITY), key=_day)
    if len(days) < 2 or not ideal_facets(activities[days[0]]):
        return None
    return replace(view, needs=(days[0], days[-1]))


VIEW = View("change", (), draw, within=_within, across=True)


def _day(id: str) -> int:
    return parted(id)[1]


def _steps(words: Words, first, second) -> list[Step]:
    """Everything that both days show, in the instrument's order."""
    blocks = [block for block in words.activity["blocks"] if block["kind"] == "rating"]
    asked = [(item, block) for block in blocks for item in block["items"]]
    ids = [item["facet"] or item["id"] for item, _ in asked]
    moves = moved(first, second, ids)
    steps = []
    for (item, _), id in zip(asked, ids, strict=True):
        before, after = first.estimate(id), second.estimate(id)
        if id in moves and before.known and after.known:
            name = words.name(id) if item["facet"] else item["text"].rstrip(".")
            steps.append(Step(id, name, words.role(item["facet"]), before, after, moves[id], bool(item["facet"])))
    return steps


def _named(steps: list[Step]) -> list[Step]:
    """Facets that moved, the furthest first; at most three."""
    moved = [step for step in steps if step.moved and step.facet]
    return sorted(moved, key=lambda step: -abs(step.after.value - step.before.value))[:3]


def _said(words: Words, steps: list[Step]) -> tuple[str, str]:
    if not steps:
        return words.say("find_nothing_shown"), words.say("too_few_for_facets")
    named = _named(steps)
    parts = [
        words.say(key, facets=words.series(step.name for step in here))
        for key, here in (
            ("find_change_closer", [step for step in named if step.closer]),
            ("find_change_further", [step for step in named if not step.closer]),
        )
        if here
    ]
    if not parts and any(step.moved for step in steps):
        parts = [words.say("find_change_sign")]
    if not parts:
        return words.say("find_change_nothing"), words.say("sub_change_nothing")
    return " ".join(parts), words.say("sub_change")


# in words ----------------------------------------------------------------------------------------------------


def _list(words: Words, steps: list[Step]) -> dict:
    sheet = Canvas(WIDTH, 880)
    if not steps:
        sheet.text(WIDTH / 2, 440, words.say("nothing_to_draw"), size=34, colour=palette.MUTED, anchor="center")
    shelves = [
        Shelf(
            words.say(f"change_{way or 'none'}"),
            [
                Chip(step.name if way or not step.facet else words.short(step.id), step.role, way is not None)
                for step in steps
                if step.moved == way
            ],
            strong=way is not None,
        )
        for way in (ROSE, FELL, None)
    ]
    draw_shelves(sheet, shelves, (44, 30, WIDTH - 44, 850))
    return sheet.figure()


# from dot to dot ---------------------------------------------------------------------------------------------


def _rows(words: Words, steps: list[Step]) -> dict:
    month = next(b for b in words.activity["blocks"] if b["kind"] == "rating" and b["scale"]["ideal"])
    facets = sorted((step for step in steps if step.facet), key=_side)
    signs = [step for step in steps if not step.facet]
    middle = HEAD + ROW * len(facets)
    gap = 70 if signs else 0
    bottom = middle + gap + SIGN * len(signs)
    sheet = Canvas(WIDTH, bottom + FOOT)
    sheet.area((LEFT, HEAD, RIGHT, bottom), (0, 100), (bottom - HEAD, 0))
    left, right = (sheet.at(end, 0)[0] for end in (RIGHT_FROM, RIGHT_TO))
    sheet.rect(left, HEAD - 10, right, middle + 4, fill=palette.BAND)
    _ends(sheet, month["scale"]["labels"], 48, middle_too=True)
    for number, step in enumerate(facets):
        _row(sheet, words, step, (number + 0.5) * ROW)
    if signs:
        often = next(b for b in words.activity["blocks"] if b["kind"] == "rating" and not b["scale"]["ideal"])
        sheet.line(44, middle + 18, WIDTH - 44, middle + 18, width=2)
        _ends(sheet, often["scale"]["labels"], middle + 46)
    for number, step in enumerate(signs):
        _row(sheet, words, step, middle - HEAD + gap + (number + 0.5) * SIGN)
    return sheet.figure()


def _side(step: Step) -> int:
    """The first dimension's before the second's, and each as it was asked."""
    return palette.ROLES.index(step.role) if step.role in palette.ROLES else len(palette.ROLES)


def _ends(sheet: Canvas, labels: list[str], y: float, *, middle_too: bool = False) -> None:
    words = [(LEFT - 10, labels[0], "left"), (RIGHT + 24, labels[-1], "right")]
    if middle_too:
        words.append((sheet.at(50, 0)[0], labels[len(labels) // 2], "center"))
    for x, label, anchor in words:
        sheet.text(x, y, wrapped(label, 190, 24), size=24, colour=palette.MUTED, anchor=anchor)


def _row(sheet: Canvas, words: Words, step: Step, depth: float) -> None:
    colour = (palette.COLOUR if step.moved else palette.PALE)[step.role]
    weight = 700 if step.moved else 400
    y = sheet.at(0, depth)[1]
    lines = [step.name] if step.facet else clipped(step.name, LABELS - 36, 24, weight, most=2)
    sheet.text(LABELS, y, lines, size=26 if step.facet else 24, weight=weight, colour=colour, anchor="right")
    sheet.bar([step.after.low, step.after.high], [depth] * 2, colour=palette.SOFT[step.role] if step.moved
              else palette.FAINT, width=8)  # fmt: skip
    if step.moved:
        sheet.bar([step.before.value, step.after.value], [depth] * 2, colour=colour, width=4)
    told = [words.say("mean_of", name=words.say(day), mean=round(e.value), low=round(e.low), high=round(e.high), n=e.n)
            for day, e in (("first_time", step.before), ("this_time", step.after))]  # fmt: skip
    x, _ = sheet.at(step.before.value, depth)
    sheet.ellipse(x - 10, y - 10, x + 10, y + 10, colour=colour, width=4, fill=palette.CARD)
    sheet.dots([step.after.value], [depth], colour=colour, size=26, symbol=palette.SYMBOL[step.role],
               names=["<br>".join(told)], name=step.name)  # fmt: skip


# the same in words and numbers -------------------------------------------------------------------------------


def _spoken(words: Words, steps: list[Step]) -> list[str]:
    told = []
    for way in (ROSE, FELL, None):
        if here := [step.name for step in steps if step.moved == way]:
            names = words.semicolons(here)
            told.append(words.say("spoken_change", what=words.say(f"change_{way or 'none'}"), facets=names))
    return told


def _table(words: Words, steps: list[Step], in_words: bool) -> dict:
    cells = [words.say(key) for key in ("column_before", "column_after")]
    columns = [words.say("column_what"), *([] if in_words else cells), words.say("column_said")]
    rows = [
        [
            step.name,
            *([] if in_words else [_cell(words, step.before), _cell(words, step.after)]),
            words.say(f"change_{step.moved or 'none'}"),
        ]
        for step in steps
    ]
    return {"columns": columns, "rows": rows or [[words.title, *([""] * (len(columns) - 1))]]}


def _cell(words: Words, e) -> str:
    return words.say("interval", mean=round(e.value), low=round(e.low), high=round(e.high))
