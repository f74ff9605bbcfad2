"""An archive of either kind, as the analyst's questions ask it: published tallies, and what only rows can tell."""

from functools import cached_property
from pathlib import Path

import msgspec

from ...instrument.days import parted
from ...instrument.messages import Voice, preferred, spoken_languages, voice
from ...pool import privacy
from ...pool.archive import Archive, RoomArchive, natural, read
from ...pool.figures import Mean
from ...pool.published import PublishedTally
from ...pool.tally import Tally
from ...questionnaire import document
from ..showing import Showing

FEWEST_OF_A_SCALE = 30  # people, from whom on a reliability is printed


class Source:
    """One archive. `rows` tells whether single people's answers stand in it; `synthetic`, that nobody ever answered.

    `tallies` are the published ones of everybody, `{activity: tally}`, `groups` those of the groups that may be shown,
    `{group: {activity: tally}}`. With rows they are made here, by the same rules as in a room.

    Args:
        archive: a path, or an archive opened already.
        language: the reader's; the archive's own where it does not speak that.

    Raises:
        Refused: as `pool.archive.read`.
    """

    def __init__(self, archive: Path | str | Archive | RoomArchive, language: str = "en", *, synthetic: bool = False):
        opened = read(archive) if isinstance(archive, Path | str) else archive
        self.rows = isinstance(opened, Archive)
        self.archive = opened.spoken_in(preferred(opened.languages, [language])) if self.rows else opened
        self.synthetic, self._wanted = synthetic, language

    @property
    def name(self) -> str:
        return self.archive.name

    @property
    def manifest(self):
        return self.archive.manifest

    @property
    def title(self) -> str:
        return self.archive.instrument.activity(self.manifest.activity).title if self.rows else self.archive.title

    @property
    def rehearsal(self) -> bool:
        return not self.rows and self.manifest.rehearsal

    @property
    def threshold(self) -> int:
        return privacy.SMALLEST_THRESHOLD if self.rows else max(self.manifest.threshold, privacy.SMALLEST_THRESHOLD)

    @cached_property
    def language(self) -> str:
        offered = [self.archive.instrument.language] if self.rows else self.manifest.languages
        return preferred(offered, [self._wanted])

    @cached_property
    def voice(self) -> Voice:
        return voice(preferred(spoken_languages(), [self.language]), "analysis")

    # what was asked, as `Showing` takes it of a room

    def document(self, language: str | None = None) -> dict:
        if not self.rows:
            return self.archive.document(language or self._wanted)
        asked = self.archive.instrument.only({self.manifest.activity: None})
        made = document([asked], language=preferred(spoken_languages(), [self.language]))
        return {**made, "messages": {}, "walls": {}, "wave": 1, "action": None, "actions": {}}

    @property
    def waves(self) -> list[int]:
        return [1] if self.rows else self.archive.waves

    def day(self, wave: int):
        return None if self.rows else self.archive.day(wave)

    @cached_property
    def part(self) -> Showing:
        """Which views there are, and how they are drawn."""
        return Showing(self, self._wanted)

    @property
    def direction(self) -> str:
        return self.part.direction

    # what came out

    @cached_property
    def _released(self) -> dict[str | None, PublishedTally]:
        return privacy.release(self.archive.tally, self.archive.groups, self.threshold, None, {})

    @cached_property
    def tallies(self) -> dict[str, PublishedTally]:
        if not self.rows:
            return self.archive.tallies
        return {self.manifest.activity: self._released[None]} if None in self._released else {}

    @cached_property
    def groups(self) -> dict[str, dict[str, PublishedTally]]:
        if self.rows:
            found = {name: {self.manifest.activity: one} for name, one in self._released.items() if name is not None}
        else:
            found = self.archive.groups
        return {name: found[name] for name in sorted(found, key=natural)}

    @property
    def exact_groups(self) -> dict[str, Tally]:
        """With rows: exact sums of the groups that may be shown. Of a room: none."""
        return {name: self.archive.groups[name] for name in self.groups} if self.rows else {}

    def counted(self, activity: str) -> PublishedTally | Tally:
        """The tally that scales are looked at with: exact where there are rows."""
        return self.archive.tally if self.rows else self.tallies[activity]

    @property
    def shown(self) -> bool:
        """Whether there is anything that may be seen."""
        return bool(self.tallies)

    @cached_property
    def content(self) -> bytes:
        """What is shown, as bytes: two copies of one archive, such as a folder and its zip, have the same."""
        return msgspec.json.encode([self.title, *(tally.to_json() for tally in self.tallies.values())])

    # names

    def activity(self, id: str) -> dict:
        return self.part.activities[id]

    def about(self, id: str) -> str:
        return self.activity(id)["about"]

    def activity_name(self, id: str) -> str:
        """Its title, with the day where there are several."""
        title, day = self.activity(id)["title"], parted(id)[1]
        return self.voice.say("on_day", name=title, day=day) if len(self.waves) > 1 else title

    def figure_name(self, activity: str, id: str) -> str:
        """A figure as people know it: the facet, or the question; with its lens."""
        asked = self.activity(activity)
        words = self.part.document["words"][asked["instrument"]]
        base, _, lens = id.partition(".")
        texts = {item["id"]: item["text"] for block in asked["blocks"] for item in block["items"]}
        dimensions = {one["id"]: one["name"] for one in words["dimensions"]}
        facet = words["facets"].get(base)
        name = facet["name"] if facet else dimensions.get(base) or texts.get(base, base).rstrip(".")
        return f"{name} · {self.lens_name(asked, lens)}" if lens else name

    @staticmethod
    def lens_name(asked: dict, lens: str) -> str:
        there = {one["id"]: one["name"] for block in asked["blocks"] for one in block["lenses"]}
        return there.get(lens, lens)

    def questions(self, activity: str, id: str) -> list[tuple[str, str]]:
        """The questions behind a mean, in the order of its sums: [(id, wording)]."""
        figure, base = self.tallies[activity].figures[id], id.partition(".")[0]
        items = self.activity(activity)["blocks"][figure.block]["items"]
        own = [item for item in items if base in (item["facet"], item["id"])]
        return [
            (item["id"], item["text"]) for item in own or items
        ]  # how scenes are told has the whole block behind it

    def means(self, activity: str, tally=None) -> dict[str, Mean]:
        """The published means of scales and questions, in the order of the instrument; dimensions left out."""
        tally = tally or self.tallies[activity]
        return {id: figure for id, figure in tally.figures.items() if isinstance(figure, Mean)}

    def role(self, activity: str, id: str) -> str:
        """Which of the two dimensions a figure belongs to, as the palette names it."""
        from .. import palette

        words = self.part.document["words"][self.activity(activity)["instrument"]]
        base = id.partition(".")[0]
        for role, dimension in zip(palette.ROLES, words["dimensions"], strict=False):
            if base == dimension["id"] or base in dimension["facets"]:
                return role
        return palette.BOTH
