"""A room's archive: what the room has published, and nothing else; enough to draw every picture again.

    documents/en.json   what was asked and said, in each of the room's languages: the questionnaire's document
    tallies/ID.json     the published tally of an activity; ID.group-1.json that of a group; ID@2 of the second day
    walls.json          texts that were let through, by activity
    days.json           of each day: its agenda, the team's action, the facilitator's notes

`files_of` lays it out, `RoomArchive` reads it. In it is no code, no key, no address, no receipt and no time.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TypedDict

import msgspec

from ..instrument import Refused
from ..instrument.messages import preferred
from . import packing
from .documents import Document, Sentence
from .manifest import MANIFEST, RoomManifest, Stored, damaged, in_json, read_json, shaped
from .privacy import SMALLEST_THRESHOLD
from .published import PublishedTally
from .tally import Tally

DOCUMENTS, TALLIES, WALLS, DAYS = "documents", "tallies", "walls.json", "days.json"


class Note(msgspec.Struct, frozen=True):
    """What the facilitator wrote down for a step of the agenda."""

    step: str
    text: str


class Action(TypedDict):
    """What the team agreed to do."""

    what: str
    who: str
    by: str


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a room: its agenda, whether it asked in short or in full, what the team agreed to do, and the
    facilitator's notes."""

    wave: int
    agenda: str
    form: str = ""
    action: Action | None = None
    notes: tuple[Note, ...] = ()


class Shown(msgspec.Struct, frozen=True):
    """One published tally, as the store keeps it."""

    activity: str
    wave: int
    group: str | None
    content: dict


def files_of(
    manifest: RoomManifest,
    documents: Mapping[str, dict],
    shown: list[Shown],
    walls: Mapping[str, list],
    days: list[Day],
) -> dict[str, bytes]:
    """The files of a room's archive, but for README, codebook and instruments; `manifest` gets its list of tallies.

    Args:
        documents: `{language: document}`.
        shown: all published tallies, in the order of the room's activities, the whole before its groups.
    """
    groups = [*manifest.groups, *sorted({one.group for one in shown if one.group} - manifest.groups.keys())]
    stored = tuple(
        Stored(file=_file(one, groups), activity=one.activity, wave=one.wave, group=one.group, n=one.content["n"])
        for one in shown
    )
    mark = {"rehearsal": True} if manifest.rehearsal else {}
    files = {MANIFEST: in_json(msgspec.structs.replace(manifest, tallies=stored))}
    files |= {place.file: in_json({**mark, **one.content}) for place, one in zip(stored, shown, strict=True)}
    files |= {f"{DOCUMENTS}/{language}.json": in_json({**mark, **made}) for language, made in documents.items()}
    return files | {WALLS: in_json(walls), DAYS: in_json(days)}


def _file(one: Shown, groups: list[str]) -> str:
    """A group's name may be anything, so its file bears a number: the groups of the latest day come first."""
    return f"{TALLIES}/{one.activity}{f'.group-{groups.index(one.group) + 1}' if one.group else ''}.json"


class RoomArchive:
    """One opened archive of a room, read whole.

    `.tallies` are the published ones of the whole room, `{activity: tally}`; `.groups` those of the shown groups,
    `{group: {activity: tally}}`; `.walls` the texts that were let through; `.days` the days; `.document(language)`
    what was asked and said, as views take it.

    Raises:
        Refused: naming the file that is missing, damaged, or of another room.
    """

    def __init__(self, folder: Path, manifest: RoomManifest, said: Path):
        self.manifest, self.said = manifest, said
        self._folder = folder
        if not manifest.languages:
            raise damaged(said, MANIFEST, "it names no language")
        self._told: dict[str, Document] = {}
        self.documents = {language: self._document(language) for language in manifest.languages}
        self.walls: dict[str, list[dict]] = self._read(WALLS, dict[str, list[Sentence]])
        self.days: list[Day] = self._read(DAYS, list[Day])
        self.tallies: dict[str, PublishedTally] = {}
        self.groups: dict[str, dict[str, PublishedTally]] = {}
        if len({(place.activity, place.group) for place in manifest.tallies}) < len(manifest.tallies):
            raise damaged(said, MANIFEST, "it names a tally twice")
        for place in manifest.tallies:
            into = self.tallies if place.group is None else self.groups.setdefault(place.group, {})
            into[place.activity] = self._tally(place)

    @property
    def name(self) -> str:
        return self.said.resolve().name.removesuffix(".zip")

    @property
    def title(self) -> str:
        return self.manifest.title

    @cached_property
    def waves(self) -> list[int]:
        return sorted({1, self.manifest.wave, *(day.wave for day in self.days)})

    def day(self, wave: int) -> Day:
        found = next((day for day in self.days if day.wave == wave), None)
        return found or Day(wave=wave, agenda=self.manifest.agenda)

    def document(self, language: str | None = None) -> dict:
        """The document in the first language asked for (`es-MX,es,en`) that the room spoke, else in its own first."""
        chosen = preferred(self.manifest.languages, (language or "").split(","))
        actions = {day.wave: day.action for day in self.days}
        latest = self.manifest.wave
        return {
            **self.documents[chosen],
            "messages": {},  # views bring their own sentences
            "walls": self.walls,
            "wave": latest,
            "action": actions.get(latest),
            "actions": actions,
        }

    def _document(self, language: str) -> dict:
        name = f"{DOCUMENTS}/{language}.json"
        document = self._read(name, dict)
        self._told[language] = shaped(document, Document, self.said, name)
        if self._told[language].language != language:
            raise damaged(self.said, name, f"it is in `{document['language']}`")
        return document

    def _tally(self, place: Stored) -> PublishedTally:
        if not packing.inside(place.file):
            raise damaged(self.said, MANIFEST, f"`{place.file}` lies outside of the archive")
        content = self._read(place.file, dict)
        try:
            tally = Tally.from_json(content)
        except Refused as error:
            raise damaged(self.said, place.file, error) from None
        if content.get("rehearsal", False) != self.manifest.rehearsal:
            raise damaged(self.said, place.file, "it is a rehearsal's and the archive is none, or the other way round")
        self._check(place, tally)
        return tally

    def _check(self, place: Stored, tally: PublishedTally) -> None:
        """A tally stands with the questions that it counts the answers to."""
        if not isinstance(tally, PublishedTally):
            raise Refused(f"{self.said}: {place.file} holds exact sums, and a room's archive holds none. Leave it.")
        if (tally.activity, tally.group, tally.n) != (place.activity, place.group, place.n):
            raise Refused(f"{self.said}: {place.file} is not the tally that {MANIFEST} names. Take a whole copy.")
        if tally.n < SMALLEST_THRESHOLD or any(figure.n < SMALLEST_THRESHOLD for figure in tally.figures.values()):
            raise Refused(f"{self.said}: {place.file} tells of fewer than {SMALLEST_THRESHOLD} people. Leave it.")
        for language, document in self._told.items():
            asked = next((one for one in document.activities if one.id == place.activity), None)
            theirs = (asked.instrument, document.words[asked.instrument].version) if asked else None
            if theirs != (tally.instrument, tally.version):
                raise Refused(
                    f"{self.said}: two instruments are mixed in it: {place.file} counts answers to "
                    f"{tally.instrument} {tally.version}, and the questions are "
                    f"{'those of ' + ' '.join(theirs) if theirs else 'others'}."
                )
            if problem := asked.unfit(tally.figures):
                raise damaged(self.said, place.file, f"{problem}, as {DOCUMENTS}/{language}.json has it")

    def _read(self, name: str, kind: type):
        return read_json(self._folder, name, self.said, kind)
