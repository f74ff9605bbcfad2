"""What two archives that asked the same say of each other: the first of them is before, the second after.

before, after → ChangePart → change.html.j2
"""

from functools import cached_property

from ...instrument.messages import voice
from ...pool.archive import Archive, RoomArchive
from ..analysis.changes import asked_in_both, what_changed_between
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
        return {activity: what_changed_between(self.before, self.after, activity=activity) for activity in both}

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
                self._table(activity, told),
                self.shared,
            )
            for activity, told in self._told.items()
        ]

    def _table(self, activity: str, told: Told) -> dict:
        """The answer's table, each interval behind its value."""
        places = 1 if self._exact(activity) else 0
        named = dict(zip(told.table.columns, told.headings, strict=True))
        columns = ("figure", "before", "after", "difference", "g", "moved", "n_before", "n_after")
        rows = [
            [
                row["figure"],
                *(self._with_interval(row, name, places) for name in ("before", "after")),
                self._voice.number(row["difference"], places),
                self._with_interval(row, "g", 2),
                told.voice.texts.get(f"cell_{row['moved']}", ""),
                row["n_before"],
                row["n_after"],
            ]
            for row in told.table.to_dict("records")
        ]
        return {"columns": [named[name] for name in columns], "rows": rows}

    def _exact(self, activity: str) -> bool:
        ids = asked_in_both(self.before, self.after)[activity]
        counted = [source.counted(id) for source, id in zip((self.before, self.after), ids, strict=True)]
        return all(getattr(tally, "published", None) is not True for tally in counted)

    def _with_interval(self, row: dict, name: str, places: int) -> str:
        value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
        if value is None or value != value:
            return ""
        low, high = (self._voice.number(end, places) for end in (low, high))
        return f"{self._voice.number(value, places)} ({self.say('between', low=low, high=high)})"

    @property
    def contents(self) -> list[Chapter]:
        return [Chapter(Entry("changes", self.say("change_each")), entries(self.shown))]


def change_of(archives: list[Archive | RoomArchive], language: str | None) -> ChangePart | None:
    """What changed between two archives; None where they asked nothing in common, or these are not two.

    Raises:
        Refused: if both hold the very same answers.
    """
    if len(archives) != 2:
        return None
    before, after = (Reported(archive, language or _first(archive)) for archive in archives)
    if before.rehearsal != after.rehearsal:
        names = {"before": before.name, "after": after.name}
        return ChangePart(before, after, after.voice.say("changed_mixed", **names))
    if before.shown and before.content == after.content:
        what_changed_between(before, after)  # refuses, and says why
    return ChangePart(before, after) if asked_in_both(before, after) else None


def _first(archive: Archive | RoomArchive) -> str:
    return archive.instrument.language if isinstance(archive, Archive) else archive.manifest.languages[0]
