"""What a report says of a room: the pictures of each day, what the team agreed, what to talk about.

    RoomArchive → RoomPart → DayPart (one for each day) → Shown (one for each picture) → room.html.j2

It reads nothing but the archive: published tallies, sentences that were let through, action and notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...instrument.days import parted
from ...instrument.messages import voice
from ...pool.archive import RoomArchive, natural
from .. import registry
from ..built import texts
from ..insights import told
from ..picture import Picture
from ..svg import drawn


@dataclass(frozen=True)
class Shown:
    """One picture: its place in the page, its name in the table of contents, the picture, and its drawing."""

    anchor: str
    name: str
    picture: Picture
    svg: str = ""


class RoomPart:
    """One room; `days` are its days, `change` what lies between them."""

    template = "room.html.j2"

    def __init__(self, archive: RoomArchive, language: str, *, notes: bool = True, prefix: str = ""):
        self.archive, self.manifest = archive, archive.manifest
        self.document = archive.document(language)
        self.language, self.direction = self.document["language"], self.document["direction"]
        self.notes, self.prefix = notes, prefix
        self._voice = voice(self.language, "report")

    def say(self, key: str, **fill) -> str:
        return self._voice.say(key, **fill)

    def plural(self, key: str, n: int) -> str:
        return self._voice.plural(key, n)

    @property
    def title(self) -> str:
        return self.manifest.title

    @property
    def rehearsal(self) -> bool:
        return self.manifest.rehearsal

    @cached_property
    def days(self) -> list["DayPart"]:
        return [DayPart(self, wave) for wave in self.archive.waves]

    @property
    def several(self) -> bool:
        return len(self.days) > 1

    @property
    def empty(self) -> bool:
        return not self.archive.tallies

    @cached_property
    def change(self) -> list[Shown]:
        """The pictures that lay days beside each other."""
        across = [id for id, view in registry.VIEWS.items() if view.across and id in registry.offered(self.document)]
        return [self.shown(id) for id in across if self.can_show(id, self.archive.tallies)]

    @property
    def agreed(self) -> list["DayPart"]:
        return [day for day in self.days if day.action]

    # pictures

    @cached_property
    def activities(self) -> dict[str, dict]:
        return {activity["id"]: activity for activity in self.document["activities"]}

    def can_show(self, view: str, tallies: dict) -> bool:
        """Whether all that a view takes was published; sentences on which nobody has decided were not."""
        needed = registry.needs(view, self.document, tallies)
        walls = self.document["walls"]
        waiting = any(texts(self.activities[id]) and id not in walls for id in needed)
        return set(needed) <= tallies.keys() and not waiting

    def shown(self, view: str, tallies: dict | None = None) -> Shown:
        """A view of the whole room, drawn; or of some of its tallies, in words."""
        picture = registry.picture(view, tallies or self.archive.tallies, self.document)
        first = self.activities[registry.needs(view, self.document, tallies or self.archive.tallies)[0]]
        name = first["title"] if texts(first) else picture.kicker
        svg = "" if tallies else drawn(picture.figure, picture.alternative)
        return Shown(f"{self.prefix}{view}", name, picture, svg)

    def views(self, wave: int, tallies: dict) -> list[str]:
        """The views of a day that can be shown, in the order in which the room came to them."""
        there = [id for id in registry.offered(self.document) if self._of_day(id, wave)]
        own = [each for id in there if parted(id)[0] in registry.VIEWS for each in self._lenses(id)]
        own = [id for id in own if self.can_show(id, tallies)]
        seen = {activity for id in own for activity in registry.needs(id, self.document, tallies)}
        plain = [id for id in there if id in self.activities and id not in seen and self.can_show(id, tallies)]
        place = {id: number for number, id in enumerate(self.activities)}
        return sorted([*own, *plain], key=lambda id: max(place[a] for a in registry.needs(id, self.document, tallies)))

    def _of_day(self, view: str, wave: int) -> bool:
        across = view in registry.VIEWS and registry.VIEWS[view].across
        wave_of = self.activities[view].get("wave", parted(view)[1]) if view in self.activities else parted(view)[1]
        return not across and wave_of == wave

    def _lenses(self, view: str) -> Iterator[str]:
        """A view under each of its lenses; of one that shows several activities, each by itself."""
        lenses = registry.find(view, self.document)[0].lenses
        yield from (f"{view}.{lens}" for lens in lenses) if lenses else (view,)


class DayPart:
    """One day of a room."""

    def __init__(self, part: RoomPart, wave: int):
        self.part, self.wave = part, wave
        self.day = part.archive.day(wave)

    @property
    def anchor(self) -> str:
        return f"{self.part.prefix}day-{self.wave}"

    @property
    def action(self) -> dict | None:
        return self.day.action

    @cached_property
    def pictures(self) -> list[Shown]:
        return [self.part.shown(view) for view in self.part.views(self.wave, self.part.archive.tallies)]

    @cached_property
    def insights(self) -> list[dict]:
        """What to say and ask about this very team; the open round where nothing is likely."""
        found = told(self.part.archive.tallies, {**self.part.document, "wave": self.wave})
        return [*found["insights"], *([found["open_round"]] if found["open_round"] and self.pictures else [])]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """(the step's title, what was noted), in the order of the agenda."""
        titles = {step["id"]: step["title"] for step in self.part.document.get("steps", [])}
        noted = self.day.notes if self.part.notes else ()
        return [(titles.get(note.step, note.step), note.text) for note in noted]

    @cached_property
    def groups(self) -> list[tuple[str, list[Shown]]]:
        """(group, its findings): in words, without pictures, in the natural order of their names."""
        found = []
        for name in sorted(self.part.archive.groups, key=natural):
            tallies = self.part.archive.groups[name]
            views = [view for view in self.part.views(self.wave, tallies) if not self._of_texts(view)]
            shown = [self.part.shown(view, tallies) for view in views]
            found += [(name, shown)] if shown else []
        return found

    def _of_texts(self, view: str) -> bool:
        """Sentences are nobody's: they belong to no group."""
        needed = registry.needs(view, self.part.document)
        return any(texts(self.part.activities[id]) for id in needed)
