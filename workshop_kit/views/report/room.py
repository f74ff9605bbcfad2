"""What a report says of a room: the pictures of each day, what the team agreed, what to talk about.

    RoomArchive → RoomPart → DayPart (one for each day) → Shown (one for each picture) → room.html.j2

It reads nothing but the archive: published tallies, sentences that were let through, action and notes.
"""

from functools import cached_property

from ...instrument.messages import voice
from ...pool.archive import RoomArchive, natural
from .. import registry
from ..built import texts
from ..insights import told
from ..showing import Showing, Shown
from .contents import Chapter, Entry, entries


class RoomPart(Showing):
    """One room; `days` are its days, `change` what lies between them, `analyst` what only an analyst reads."""

    template = "room.html.j2"

    def __init__(self, archive: RoomArchive, language: str, *, notes: bool = True, prefix: str = "", analyst=None):
        super().__init__(archive, language, prefix)
        self.manifest, self.notes, self.analyst = archive.manifest, notes, analyst
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

    @property
    def agreed(self) -> list["DayPart"]:
        return [day for day in self.days if day.action]

    @cached_property
    def contents(self) -> list[Chapter]:
        """What stands in this part, in the order of the page."""
        chapters = [day.chapter for day in self.days if day.pictures or day.notes]
        if self.change:
            changed = Entry(f"{self.prefix}changed", self.say("change_title"))
            chapters.insert(0, Chapter(changed, entries(self.change)))
        if self.analyst:
            chapters.append(self.analyst.chapter)
        about = [Entry(f"{self.prefix}{id}", self.say(f"{id}_title")) for id in ("method", "privacy")]
        return [*chapters, *(Chapter(entry) for entry in about)]


class DayPart:
    """One day of a room."""

    def __init__(self, part: RoomPart, wave: int):
        self.part, self.wave = part, wave
        self.day = part.archive.day(wave)

    @property
    def anchor(self) -> str:
        return f"{self.part.prefix}day-{self.wave}"

    @property
    def title(self) -> str:
        return self.part.say("day", n=self.wave) if self.part.several else self.part.say("kicker")

    @property
    def chapter(self) -> Chapter:
        more = {"groups": "groups_room_title", "insights": "insights_title", "notes": "notes_title"}
        there = [
            Entry(f"{self.anchor}-{name}", self.part.say(key)) for name, key in more.items() if getattr(self, name)
        ]
        return Chapter(Entry(self.anchor, self.title), (*entries(self.pictures), *there))

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
