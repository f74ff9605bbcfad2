"""A room's archive: what it has published so far, as the files of `pool.room_archive`.

`gathered` reads the store, inside a transaction; `archived` lays out what it read. What goes in is what everybody
in the room may see, and what the facilitator wrote: nothing of an activity that is not revealed but its questions, no
text that was not let through, no code, key, receipt, address or time. The same room gives the same bytes.
"""

import msgspec
import sqlalchemy as sa

from .. import __version__
from ..codebook.variables import Variable, variables_of
from ..codebook.writing import WRITERS
from ..instrument import load_instrument
from ..instrument.load import find
from ..pool import packing
from ..pool.archive import natural
from ..pool.manifest import CODEBOOK, FORMAT, README, RoomManifest, instrument_files
from ..pool.room_archive import Day, Note, Shown, files_of
from ..pool.store import TALLIES
from .asked import INSTRUMENT as MADE
from .options import offered, threshold
from .plan import Choice, Plan, make_plan, plan_of

TOLD = ("language", "direction", "words", "activities")  # of the document; views bring their own messages


class Gathered(msgspec.Struct, frozen=True):
    """A room's row, and its published tallies as they are kept: (activity, group, content)."""

    row: object
    tallies: list[tuple[str, str, dict]]


def gathered(connection: sa.Connection, row) -> Gathered:
    """All that the store holds of a room and the archive takes."""
    kept = sa.select(TALLIES.c.activity, TALLIES.c.group, TALLIES.c.content).where(TALLIES.c.room == row.id)
    return Gathered(row, [tuple(each) for each in connection.execute(kept).all()])


def archived(room: Gathered) -> bytes:
    """The archive as a zip."""
    row, plan = room.row, plan_of(room.row)
    plans = {language: plan_of(row, language) for language in plan.choice.languages}
    days = _days(row, plan)
    shown = _shown(room.tallies, plan)
    manifest = RoomManifest(
        format=FORMAT,
        kit=__version__,
        title=row.title,
        rehearsal=row.options["rehearsal"],
        threshold=threshold(row.options),
        seats=row.seats,
        groups=offered(row),
        wave=plan.extras.wave,
        agenda=plan.agenda.id,
        languages=tuple(plans),
        instruments={each.id: each.version for each in plan.instruments},
    )
    documents = {language: _document(each) for language, each in plans.items()}
    walls = {wall.activity: msgspec.to_builtins(wall.texts) for wall in plan.extras.walls}
    files = files_of(manifest, documents, shown, walls, days)
    files |= _instruments(plan) | {CODEBOOK: WRITERS[".csv"](_codebook(plans))}
    return packing.packed(files | {README: _readme(manifest, shown, walls, days).encode()})


def _shown(kept: list[tuple], plan: Plan) -> list[Shown]:
    """In the order of the room's activities, the whole before its groups: never in that of the reveals."""
    found = {(activity, group): content for activity, group, content in kept}
    order = {id: place for place, id in enumerate(plan.activities)}
    return [
        Shown(activity, plan.wave_of(activity), group or None, found[activity, group])
        for activity, group in sorted(found, key=lambda key: (order[key[0]], key[1] != "", natural(key[1])))
    ]


def _days(row, plan: Plan) -> list[Day]:
    """Each day with its agenda; notes go by the steps of their day."""
    actions = {**plan.extras.actions, plan.extras.wave: row.action}
    return [
        Day(
            wave=day,
            agenda=agenda.id,
            form=plan.choice.form or agenda.form,
            action=actions.get(day),
            notes=tuple(Note(step.id, row.notes[step.id]) for step in agenda.steps if step.id in (row.notes or {})),
        )
        for day, agenda in _agendas(plan)
    ]


def _agendas(plan: Plan) -> list[tuple[int, object]]:
    """The agenda of each day, as it was when that was the present one."""
    past = (msgspec.structs.replace(plan.extras, days=plan.extras.days[:day]) for day in range(plan.extras.wave))
    return [(day, make_plan(plan.choice, plan.language, extras).agenda) for day, extras in enumerate(past, start=1)]


def _document(plan: Plan) -> dict:
    """What was asked and said, in one language, with the titles of the agenda's steps."""
    steps = [
        {"id": step.id, "title": step.words.title, "wave": day}
        for day, agenda in _agendas(plan)
        for step in agenda.steps
    ]
    return {**{name: plan.document[name] for name in TOLD}, "steps": steps}


def _instruments(plan: Plan) -> dict[str, bytes]:
    """The files of the instruments that the room takes something from, in the room's languages."""
    used = {each.id for each in plan.instruments} - {MADE}
    names = dict.fromkeys(name for _, agenda in _agendas(plan) for name in (*agenda.instruments, *_chosen(plan.choice)))
    files: dict[str, bytes] = {}
    for source in dict.fromkeys(find(name) for name in names):
        id = load_instrument(source, plan.language).id
        files |= instrument_files(id, source.parent, plan.choice.languages) if id in used else {}
    return files


def _chosen(choice: Choice) -> tuple[str, ...]:
    return (choice.instrument,) if choice.instrument else ()


def _codebook(plans: dict[str, Plan]) -> list[Variable]:
    """Every variable of what the room asks, as it asks it: its items, its walls, its own questions."""
    first = next(iter(plans.values()))
    rows = []
    for place, instrument in enumerate(first.instruments):
        found = variables_of({language: plan.instruments[place] for language, plan in plans.items()}, instrument)
        rows += [msgspec.structs.replace(row, form=instrument.form) for row in found]
    return rows


# for whoever finds it ----------------------------------------------------------------------------------------


def _readme(manifest: RoomManifest, shown: list[Shown], walls: dict, days: list[Day]) -> str:
    return "\n".join([*_head(manifest), *_contents(manifest, shown), *_texts(walls, days), *_use(manifest)])


def _head(manifest: RoomManifest) -> list[str]:
    several = f", on {manifest.wave} days" if manifest.wave > 1 else ""
    mark = (
        ["**Rehearsal: everything in it was answered by simulated people.** It says nothing about any team.", ""]
        if manifest.rehearsal
        else []
    )
    return [
        f"# {_plain(manifest.title)}",
        "",
        *mark,
        f"What came out of a workshop on how a team leads and manages{several}, held with the workshop kit",
        f"{manifest.kit}. It holds what the room saw on its screen, and what was agreed; it holds no single person's",
        "answers, for those were deleted the moment each picture was shown. When it was held stands nowhere in it.",
        "",
    ]


def _contents(manifest: RoomManifest, shown: list[Shown]) -> list[str]:
    whole = [f"`{one.activity}` ({one.content['n']} people)" for one in shown if one.group is None]
    days = (
        ["", "`@2` behind a name means the second day: `our_month@2` is `our_month`, asked again."]
        if manifest.wave > 1
        else []
    )
    return [
        "## What is in it",
        "",
        "- `archive.json`: which room this was, for programs, and the list of the tallies.",
        "- `tallies/`: one file for each activity that was shown, and one for each group that could be shown beside",
        "  it (`.group-1`; the file says which). `n` is how many people stand behind a figure; means run from 0 to",
        "  100, `low` and `high` are the ends of their interval. In groups under 20 they are rounded to 5 or 10, and",
        f"  nothing stands here that rests on fewer than {manifest.threshold} people. Rounded figures are all that was",
        "  ever kept.",
        "- `documents/`: what was asked, word for word, in each language of the room.",
        "- `instruments/`: the same as the kit's own files, with how it is scored.",
        "- `codebook.csv`: every variable with its wording, range and missing rule.",
        "- `walls.json`: the sentences that the facilitator let through; the others were deleted.",
        "- `days.json`: what the team agreed to do, and the facilitator's notes, in their own words.",
        *days,
        "",
        f"Shown were: {', '.join(whole) or 'nothing yet'}.",
        "",
    ]


def _texts(walls: dict, days: list[Day]) -> list[str]:
    agreed = [day for day in days if day.action]
    said = [f"- day {day.wave}: {_plain('; '.join(filter(None, day.action.values())))}" for day in agreed]
    return ["## What the team agreed", "", *said, ""] if said else []


def _use(manifest: RoomManifest) -> list[str]:
    return [
        "## How to read it",
        "",
        "    workshop report FOLDER -o report.html",
        "",
        "makes a page of it with all pictures. In Python:",
        "",
        "    import json, workshop_kit as wk",
        '    tally = wk.Tally.from_json(json.load(open("FOLDER/tallies/self.json")))',
        '    tally.estimate("vision.energy")',
        "",
        "Small differences between figures are mostly chance: look at the intervals. Nothing here is a measure of a",
        "person, and nothing here is fit to judge one.",
        "",
    ]


def _plain(text: str) -> str:
    """One line of somebody's own words, which must not become a heading or a link."""
    return " ".join(text.split()).replace("<", "&lt;").replace("[", "\\[").replace("`", "'").lstrip("#")
