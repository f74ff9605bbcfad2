"""The plain view of any activity: one part for each block, by its kind, one below the other."""

from ..built import few_ratings, picks_from, sorts, texts
from ..canvas import Canvas
from ..picture import Picture, View
from ..words import Words
from . import circle, energy_and_ability, plain_choice, plain_rating, plain_text, sorting
from . import wall as on_wall

PARTS = {
    "rating": plain_rating.part,
    "situation": plain_choice.part,
    "pick": plain_choice.part,
    "text": plain_text.part,
}

WIDTH, LOWEST = 1080, 420


def view(activity: dict) -> View:
    """The plain view of an activity; its id is the activity's."""
    wall = picks_from(activity)
    if wall:
        return View(activity["id"], (wall, activity["id"]), on_wall.draw)
    return View(activity["id"], (activity["id"],), _drawing(activity))


def _drawing(activity: dict):
    blocks = activity["blocks"]
    if sorts(activity):
        return sorting.draw
    if texts(activity):
        return _texts
    if few_ratings(activity):
        return circle.draw
    two_lenses = len(blocks) == 1 and len(blocks[0]["lenses"]) == 2
    return energy_and_ability.draw if two_lenses and any(i["facet"] for i in blocks[0]["items"]) else draw


def _texts(tallies: dict, document: dict, lens=None) -> Picture:
    """The wall, once there is something on it."""
    (activity,) = tallies
    return (on_wall.draw if document.get("walls", {}).get(activity) else draw)(tallies, document)


def draw(tallies: dict, document: dict, lens=None) -> Picture:
    ((activity, tally),) = tallies.items()
    words = Words(document, activity)
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
