"""What was written and let through, as cards; what most dots went to comes first, the team's action stands below.

A dot-vote is a choice, not a measurement: what it names is what was chosen, without how sure that is.
"""

from dataclasses import dataclass, replace

from .. import palette
from ..built import picks_from, texts
from ..canvas import Canvas, clipped, wrapped
from ..picture import Picture, View
from ..sureness import published
from ..words import Words

WIDTH, HEIGHT, EDGE = 1080, 880, 36
SHOWN, WHOLE = 24, 9  # cards at most; so many are shown whole rather than more of them cut off
NAMED = 2


@dataclass(frozen=True)
class Card:
    """A text; `voted` if three or more gave it a dot, with their number where it may be seen."""

    id: str
    text: str
    voted: bool
    votes: int | None


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    activities = {one["id"]: one for one in document["activities"]}
    wall = next(id for id in tallies if texts(activities[id]))
    vote = next((id for id in tallies if picks_from(activities[id])), None)
    words = Words(document, wall)
    cards = _cards(document.get("walls", {}).get(wall, []), tallies.get(vote), vote and activities[vote])
    action = document.get("action") or {}
    finding, sub = _said(words, cards, vote is not None)
    tally = tallies[vote or wall]
    counted = any(card.votes for card in cards)
    note = words.note(tally, *(["note_dots_counted" if counted else "note_dots"] if vote else ["note_wall"]))
    return Picture(
        figure=_figure(words, cards, action),
        finding=finding,
        alternative=" ".join(filter(None, [finding, sub, _spoken(words, cards), _agreed(words, action), note + "."])),
        table=_table(words, cards, vote is not None, counted),
        n=tally.n,
        sub=sub,
        note=note,
        kicker=_question(words),
    )


def _within(view: View, activities: dict[str, dict]) -> View | None:
    """The texts that a vote takes its options from, with the vote once it is there; else any texts."""
    votes = {wall: id for id, activity in activities.items() if (wall := picks_from(activity)) in activities}
    walls = [*votes, *(id for id, one in activities.items() if texts(one) and one.get("pooled", True))]
    if not walls:
        return None
    return replace(view, needs=(walls[0],), also=(votes[walls[0]],) if votes else ())


VIEW = View("wall", (), draw, within=_within)


def _cards(written: list[dict], vote, activity: dict | None) -> list[Card]:
    """Most dots first; those that are named without a number before the rest; else as they came."""
    item = activity["blocks"][0]["items"][0]["id"] if vote else None
    counts = (vote.counts(item) if vote and published(vote) else None) or {}
    named = vote.chosen(item) if vote else ()
    cards = [Card(one["id"], one["text"], one["id"] in named, counts.get(one["id"])) for one in written]
    return sorted(cards, key=lambda card: (-(card.votes or 0), not card.voted))


def _question(words: Words) -> str:
    return words.activity["blocks"][0]["items"][0]["text"]


# the finding -------------------------------------------------------------------------------------------------


def _said(words: Words, cards: list[Card], voted: bool) -> tuple[str, str]:
    if not cards:
        return words.say("find_wall_empty"), ""
    if not voted:
        return words.plural("find_wall", len(cards)), words.say("sub_wall")
    first = _first(cards)
    if not first:
        return words.say("find_wall_spread"), words.say("sub_wall_spread")
    quoted = [words.say("quoted", text=words.brief(card.text)) for card in first]
    return words.say("find_wall_voted", items=words.listed(quoted)), words.say("sub_wall_voted")


def _first(cards: list[Card]) -> list[Card]:
    """At most two that most dots went to; none where a third has as many."""
    named = [card for card in cards if card.voted]
    if not any(card.votes for card in named):
        return named[:NAMED]
    for number in range(NAMED, 0, -1):
        beyond = named[number].votes if len(named) > number else 0
        if len(named) >= number and named[number - 1].votes > beyond:
            return named[:number]
    return []


# the picture -------------------------------------------------------------------------------------------------


def _figure(words: Words, cards: list[Card], action: dict) -> dict:
    sheet = Canvas(WIDTH, HEIGHT)
    foot = _action(sheet, words, action) if action.get("what") else HEIGHT - 24
    if not cards:
        sheet.text(WIDTH / 2, foot / 2, wrapped(_question(words), WIDTH - 200, 40, 600), size=40, weight=600,
                   colour=palette.MUTED, anchor="center")  # fmt: skip
        return sheet.figure()
    room = (EDGE, 30, WIDTH - EDGE, foot - 20)
    shown, layout = _fitted(cards, room)
    if len(cards) > len(shown):
        sheet.text(WIDTH - EDGE, foot - 24, words.plural("more_cards", len(cards) - len(shown)), size=24,
                   colour=palette.MUTED, anchor="right")  # fmt: skip
    for card, box, lines, look in layout:
        _card(sheet, card, box, lines, look)
    return sheet.figure()


def _fitted(cards: list[Card], room: tuple) -> tuple[list[Card], list[tuple]]:
    """As many cards as can be read: whole ones, unless these would be few; else each with as many of its lines as
    there is room for."""
    for least, whole in ((WHOLE, True), (1, False)):
        for count in range(min(SHOWN, len(cards)), min(least, len(cards)) - 1, -1):
            bottom = room[3] - (44 if count < len(cards) else 0)
            for look in _looks(count):
                layout = _columns(cards[:count], (*room[:3], bottom), look)
                if layout and not (whole and any(lines[-1].endswith(" …") for *_, lines, _ in layout)):
                    return cards[:count], layout
    return [], []


@dataclass(frozen=True)
class Look:
    """How cards are set: size of letters, room for a line, inside a card and between cards."""

    columns: int
    size: int
    leading: int
    pad: int
    gap: int
    lines: int


def _looks(count: int):
    """From roomy to dense."""
    if count <= 6:
        yield Look(2, 34, 43, 28, 24, 9)
    for lines in (9, 7, 5):
        yield Look(2 if count < 12 else 3, 27, 35, 20, 18, lines)
    for lines in (9, 6, 5, 4, 3, 2):
        yield Look(3, 24, 30, 14, 12, lines)


def _columns(cards: list[Card], room: tuple, look: Look) -> list | None:
    """Each card goes where the shortest column is; None where one runs out of the room."""
    left, top, right, bottom = room
    columns = min(look.columns, len(cards))
    width = (right - left - look.gap * (columns - 1)) / columns
    ends = [top] * columns
    layout = []
    for card in cards:
        column = min(range(columns), key=lambda i: (ends[i], i))
        inside = width - 2 * look.pad - (54 if card.voted else 0)
        lines = clipped(card.text, inside, look.size, 700 if card.voted else 400, most=look.lines)
        tall = len(lines) * look.leading + 2 * look.pad - 6
        x, y = left + column * (width + look.gap), ends[column]
        if y + tall > bottom:
            return None
        layout.append((card, (x, y, x + width, y + tall), lines, look))
        ends[column] = y + tall + look.gap
    spare = (bottom - max(ends) + look.gap) / 2
    return [(card, (x0, y0 + spare, x1, y1 + spare), lines, look) for card, (x0, y0, x1, y1), lines, look in layout]


def _card(sheet: Canvas, card: Card, box: tuple, lines: list[str], look: Look) -> None:
    left, top, right, bottom = box
    sheet.rounded(left, top, right, bottom, fill=palette.BAND if card.voted else palette.PAPER, radius=14)
    sheet.text(left + look.pad, (top + bottom) / 2, lines, size=look.size, weight=700 if card.voted else 400)
    if card.voted:
        x, y = right - 38, (top + bottom) / 2 if bottom - top < 76 else top + 38
        sheet.ellipse(x - 24, y - 24, x + 24, y + 24, colour=palette.INK, width=0, fill=palette.INK)
        said = str(card.votes) if card.votes else "●"
        sheet.text(x, y, said, size=24, weight=700, colour=palette.CARD, anchor="center")


def _action(sheet: Canvas, words: Words, action: dict) -> float:
    """The team's action along the foot; returns where it begins."""
    what = clipped(action["what"], WIDTH - 2 * EDGE - 60, 32, 700, most=3)
    whose = words.say("dot").join(filter(None, [action.get("who"), action.get("by")]))
    tall = 66 + 42 * len(what) + (44 if whose else 0)
    top = HEIGHT - 28 - tall
    sheet.rounded(EDGE, top, WIDTH - EDGE, top + tall, fill=palette.INK, radius=16)
    sheet.text(EDGE + 30, top + 36, words.say("our_action"), size=24, colour="#C9CED8")
    sheet.text(EDGE + 30, top + 56, what, size=32, weight=700, colour=palette.CARD, valign="top")
    if whose:
        sheet.text(EDGE + 30, top + tall - 32, clipped(whose, WIDTH - 140, 26)[0], size=26, colour=palette.CARD)
    return top - 6


# the same in words -------------------------------------------------------------------------------------------


def _spoken(words: Words, cards: list[Card]) -> str:
    told = [
        words.say("option_count", option=words.say("quoted", text=card.text.rstrip(".")), n=card.votes)
        if card.votes
        else words.say("quoted", text=card.text.rstrip("."))
        for card in cards
    ]
    return words.say("spoken_wall", texts=words.semicolons(told)) if told else ""


def _agreed(words: Words, action: dict) -> str:
    if not action.get("what"):
        return ""
    parts = [action["what"].rstrip("."), action.get("who"), action.get("by")]
    return words.say("spoken_action", action=words.semicolons(filter(None, parts)))


def _table(words: Words, cards: list[Card], voted: bool, counted: bool) -> dict:
    columns = [words.say("column_written"), *([words.say("column_dots")] if voted else [])]
    none = words.say("few_dots" if counted else "not_named")
    rows = [
        [card.text, *([card.votes or (words.say("most_dots") if card.voted else none)] if voted else [])]
        for card in cards
    ]
    return {"columns": columns, "rows": rows or [[words.say("find_wall_empty"), *([""] if voted else [])]]}
