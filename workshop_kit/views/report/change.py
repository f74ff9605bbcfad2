"""What two archives that asked the same say of each other: the first of them is before, the second after.

before, after → ChangePart → change.html.j2
"""

from dataclasses import replace
from functools import cached_property

from ...instrument.messages import voice
from ...pool.archive import Archive, RoomArchive
from ...pool.tally import Tally
from ..analysis.changes import all_but_a_few, asked_in_both, what_changed_between
from ..analysis.source import Source
from ..analysis.told import Told
from ..showing import Shown
from . import answers
from .contents import Chapter, Entry, entries
from .sources import Reported


class ChangePart:
    """`shown` has a picture for each activity that both hold; `why` says why there is none."""

    template = "change.html.j2"
    prefix = ""
    analyst = None

    def __init__(self, before: Source, after: Source, why: str = ""):
        self.before, self.after, self.why = before, after, why
        self.language, self.direction = after.voice.language, after.direction
        self._voice = voice(self.language, "report")

    def say(self, key: str, **fill) -> str:
        return self._voice.say(key, **fill)

    @property
    def rehearsal(self) -> bool:
        return self.before.rehearsal and self.after.rehearsal

    @property
    def title(self) -> str:
        return self.say("change_title")

    @cached_property
    def _told(self) -> dict[str, Told]:
        """The answer for each activity that both hold."""
        if self.why:
            return {}
        both = asked_in_both(self.before, self.after)
        found = {activity: what_changed_between(self.before, self.after, activity=activity) for activity in both}
        finer = dict.fromkeys(("before", "after", "difference"), 1)
        return {
            activity: replace(told, decimals={**told.decimals, **finer}) if self._exact(activity) else told
            for activity, told in found.items()
        }

    @property
    def shared(self) -> list[str]:
        """What is to be said of every activity."""
        first, *others = self._told.values()
        return [said for said in first.said if all(said in told.said for told in others)]

    @cached_property
    def shown(self) -> list[Shown]:
        both = asked_in_both(self.before, self.after)
        return [
            answers.shown(
                told,
                f"change-{activity}",
                self.after.activity_name(both[activity][1]),
                self.shared,
            )
            for activity, told in self._told.items()
        ]

    def _exact(self, activity: str) -> bool:
        ids = asked_in_both(self.before, self.after)[activity]
        counted = [source.counted(id) for source, id in zip((self.before, self.after), ids, strict=True)]
        return all(isinstance(tally, Tally) for tally in counted)

    @property
    def contents(self) -> list[Chapter]:
        return [Chapter(Entry("changes", self.say("change_each")), entries(self.shown))]


def change_of(archives: list[Archive | RoomArchive], language: str | None) -> ChangePart | None:
    """What changed between two archives; None where they asked nothing in common, or these are not two.

    Raises:
        Refused: if both hold the very same answers, or all but those of a few.
    """
    if len(archives) != 2:
        return None
    before, after = (Reported(archive, language or _first(archive)) for archive in archives)
    if before.rehearsal != after.rehearsal:
        names = {"before": before.name, "after": after.name}
        return ChangePart(before, after, after.voice.say("changed_mixed", **names))
    if before.shown and (before.content == after.content or all_but_a_few(before, after)):
        what_changed_between(before, after)  # refuses, and says why
    return ChangePart(before, after) if asked_in_both(before, after) else None


def _first(archive: Archive | RoomArchive) -> str:
    return archive.instrument.language if isinstance(archive, Archive) else archive.manifest.languages[0]
