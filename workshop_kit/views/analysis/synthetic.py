"""Made-up rooms, for whoever has no archive yet: from a fixed seed, marked as rehearsals, said to be synthetic."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ... import __version__
from ...instrument import Activity, Instrument, load_instrument
from ...instrument.days import again
from ...instrument.messages import voice
from ...pool import packing, privacy
from ...pool.manifest import FORMAT, RoomManifest
from ...pool.room_archive import Day, RoomArchive, Shown, files_of
from ...pool.tally import Tally
from ...questionnaire import document

ASKED, AGAIN = ("role", "self", "sorting", "our_month"), ("our_month",)
LEANS = {"vision": 0.5, "organisation": -0.7}  # of a point: what these people find more, and less, of than of the rest
SECOND_DAY = {"vision": 0.1, "organisation": 1.0}
TOLD = ("language", "direction", "words", "activities")


def synthetic_room(
    language: str = "en", *, people: int = 36, days: int = 2, seed: int = 7, title: str | None = None,
    groups: tuple[str, ...] = ("A", "B"), shift: Mapping[str, float] = LEANS,
) -> RoomArchive:  # fmt: skip
    """The archive of a room that was never held.

    Args:
        groups: their names; people are spread over them evenly.
        shift: by how many points of the scale people find more of a facet (the whole room the same).

    The same arguments give the same archive.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    loaded = load_instrument("mindset", language, "short")
    heads = {name: len(range(place, people, len(groups))) for place, name in enumerate(groups)}
    first = loaded.only(dict.fromkeys(ASKED))
    waves = [first, *(again(loaded.only(dict.fromkeys(AGAIN)), day) for day in range(2, days + 1))]
    shown = [
        one
        for wave, asked in enumerate(waves, start=1)
        for activity in asked.activities
        for one in _shown(asked, activity, wave, people, heads, _moved(shift, wave), chance)
    ]
    manifest = RoomManifest(
        format=FORMAT, kit=__version__, title=title or voice(language, "analysis").say("synthetic_title"),
        rehearsal=True, threshold=privacy.SMALLEST_THRESHOLD, seats=people, groups=heads, wave=days,
        agenda="60-minutes", languages=(language,), instruments={loaded.id: loaded.version},
    )  # fmt: skip
    past = [Day(wave=wave, agenda=manifest.agenda, form="short") for wave in range(1, days + 1)]
    files = files_of(manifest, {language: _document(waves, language)}, shown, {}, past)
    with tempfile.TemporaryDirectory(prefix="workshop-synthetic-") as folder:
        packing.write(Path(folder, "room"), files)
        return RoomArchive(Path(folder, "room"), _manifest(files), Path(manifest.title))


def _manifest(files: Mapping[str, bytes]) -> RoomManifest:
    """The manifest as it was laid out, with its list of tallies."""
    return msgspec.json.decode(files["archive.json"], type=RoomManifest)


def _document(waves: list[Instrument], language: str) -> dict:
    made = [document([asked], language=language) for asked in waves]
    activities = [{**one, "wave": wave} for wave, each in enumerate(made, start=1) for one in each["activities"]]
    return {**{name: made[0][name] for name in TOLD}, "activities": activities, "steps": []}


def _shown(asked: Instrument, activity: Activity, wave: int, people: int, heads: Mapping, shift, chance) -> list[Shown]:
    import pandas as pd

    answers = pd.DataFrame(_answers(activity, people, shift, chance))
    names = list(heads)
    groups = {
        name: Tally.of(answers.iloc[place :: len(names)], asked, activity.id, group=name)
        for place, name in enumerate(names)
    }
    released = privacy.release(
        Tally.of(answers, asked, activity.id), groups, privacy.SMALLEST_THRESHOLD, people, dict(heads)
    )
    return [Shown(activity.id, wave, group, tally.to_json()) for group, tally in released.items()]


def _answers(activity: Activity, people: int, shift: Mapping[str, float], chance) -> dict[str, list]:
    """`{key: answers}`: each person has a level, each facet of each person a bent, and each answer its noise."""
    import numpy as np

    facets = {item.id: item.facet for block in activity.blocks for item in block.items}
    level = chance.normal(0, 0.4, people)
    bents: dict[tuple, np.ndarray] = {}
    found = {}
    for key, admits in activity.keys.items():
        item, _, lens = key.partition(".")
        if admits["kind"] == "rating":
            facet = facets[item] or item
            bent = bents.setdefault((facet, lens), chance.normal(0, 0.8, people))
            middle = (admits["values"][0] + admits["values"][-1]) / 2
            raw = middle + shift.get(facet, 0) + level + bent + chance.normal(0, 0.4, people)
            found[key] = np.clip(np.rint(raw), admits["values"][0], admits["values"][-1]).astype(int).tolist()
        elif admits["kind"] in ("sort", "situation"):
            found[key] = chance.choice(admits["values"], people).tolist()
        elif admits["kind"] == "pick":
            found[key] = [[value] for value in chance.choice(admits["values"], people).tolist()]
    return found


def _moved(shift: Mapping[str, float], wave: int) -> dict[str, float]:
    if wave == 1:
        return dict(shift)
    return {id: shift.get(id, 0) + SECOND_DAY.get(id, 0) for id in {*shift, *SECOND_DAY}}


def synthetic_programme(language: str = "en", *, teams: int = 12, seed: int = 11) -> list[RoomArchive]:
    """Rooms that were never held, of 6 to 48 people, in four quarters of a year; half met twice. Teams differ in
    how their months were."""
    import numpy as np

    chance, said = np.random.default_rng(seed), voice(language, "analysis")
    sizes = np.linspace(6, 48, teams).round().astype(int)
    rooms = []
    for place, people in enumerate(chance.permutation(sizes)):
        shift = {facet: by + float(chance.normal(0, 0.45)) for facet, by in {**LEANS, "consistency": 0.5}.items()}
        title = f"2025Q{1 + place * 4 // teams} {said.say('synthetic_team', n=place + 1)}"
        days, own = 1 + place % 2, seed * 100 + place
        rooms.append(
            synthetic_room(language, people=int(people), days=days, seed=own, title=title, groups=("A",), shift=shift)
        )
    return rooms
