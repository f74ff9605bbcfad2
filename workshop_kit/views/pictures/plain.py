"""The plain view of any activity: one part for each block, by its kind, one below the other."""

from ..canvas import Canvas
from ..picture import Picture, View
from ..words import Words
from . import energy_and_ability, plain_choice, plain_rating, plain_text, sorting

PARTS = {
    "rating": plain_rating.part,
    "situation": plain_choice.part,
    "pick": plain_choice.part,
    "text": plain_text.part,
}

WIDTH, LOWEST = 1080, 420


def view(activity: dict) -> View:
    """The plain view of an activity; its id is the activity's."""
    return View(activity["id"], (activity["id"],), _drawing(activity["blocks"]))


def _drawing(blocks: list[dict]):
    if {block["kind"] for block in blocks} == {"sort"}:
        return sorting.draw
    two_lenses = len(blocks) == 1 and len(blocks[0]["lenses"]) == 2
    return energy_and_ability.draw if two_lenses and any(i["facet"] for i in blocks[0]["items"]) else draw


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    (tally,) = tallies.values()
    words = Words(document, tally.activity)
    parts = [PARTS[block["kind"]](words, tally, block) for block in words.activity["blocks"] if block["kind"] in PARTS]
    sheet = Canvas(WIDTH, round(max(LOWEST, sum(part.height for part in parts) + 40)))
    top = (sheet.height - sum(part.height for part in parts)) / 2
    for part in parts:
        part.paint(sheet, top)
        top += part.height
    first = parts[0]
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    note = words.note(tally, *notes)
    spoken = [line for part in parts for line in part.spoken]
    return Picture(
        figure=sheet.figure(),
        finding=first.finding,
        alternative=" ".join(filter(None, [first.finding, first.sub, *spoken, note + "."])),
        table=_table(words, parts),
        n=tally.n,
        sub=first.sub,
        note=note,
        kicker=words.title,
        marks=first.marks,
    )


def _table(words: Words, parts) -> dict:
    columns = [words.say(key) for key in ("column_what", "column_mean", "column_said", "column_n")]
    return {"columns": columns, "rows": [row for part in parts for row in part.rows]}
