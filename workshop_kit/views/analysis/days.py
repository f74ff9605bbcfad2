"""What changed between the first day of a room and another."""

from dataclasses import replace

from ...instrument.days import on_day, parted
from .. import registry
from .answered import nothing
from .changes import beside
from .source import Source
from .told import Choice, Told


def choices(source: Source, picked: dict) -> list[Choice]:
    """The days that can be laid beside the first, and the activities that both asked."""
    days = [(source.voice.say("day", n=day), day) for day in source.waves[1:] if _asked_twice(source, day)]
    values = [day for _, day in days]
    day = picked.get("day") if picked.get("day") in values else (values[-1] if values else None)
    twice = [(source.activity(id)["title"], id) for id in _asked_twice(source, day)] if day else []
    twice = sorted(twice, key=lambda pair: parted(pair[1])[0] != "our_month")
    return [
        Choice("day", source.voice.say("choose_day"), tuple(reversed(days))),
        Choice("activity", source.voice.say("choose_activity"), tuple(twice)),
    ]


def what_changed(source: Source, *, day: int | None = None, activity: str | None = None) -> Told:
    """What was asked on the first day and again on another; the table is that of `changes.beside`.

    The same people may stand behind both days, but nobody knows who is who: the days are taken as two groups, which
    makes all of this too careful and never too bold.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    voice = source.voice
    there = {choice.id: [value for _, value in choice.options] for choice in choices(source, {"day": day})}
    if not there["activity"]:
        key = "change_rows" if source.rows else "change_one_day"
        return Told(voice, voice.say(key), pd.DataFrame(), direction=source.direction)
    day = day if day in there["day"] else there["day"][0]
    activity = activity if activity in there["activity"] else there["activity"][0]
    first, second = source.tallies[activity], source.tallies[on_day(activity, day)]
    told = beside(source, activity, first, second, _both(source, activity, day), [voice.say("change_same_people")])
    return _as_in_the_room(source, told) if activity == "our_month" and day == source.waves[-1] else told


def _as_in_the_room(source: Source, told: Told) -> Told:
    """With the sentence that the room's own picture of the two days has, where it has one."""
    if not any(one.anchor.endswith("change") for one in source.part.change):
        return told
    picture = registry.picture("change", source.tallies, source.part.document)
    return replace(told, finding=picture.finding, alternative=told.alternative.replace(told.finding, picture.finding))


def _asked_twice(source: Source, day: int) -> list[str]:
    """The activities of the first day that this day asked again and that show a mean on both."""
    ids = [id for id in source.tallies if parted(id)[1] == 1 and on_day(id, day) in source.tallies]
    return [id for id in ids if _both(source, id, day)]


def _both(source: Source, activity: str, day: int) -> list[str]:
    """The means that both days show."""
    again = source.means(on_day(activity, day))
    return [id for id in source.means(activity) if id in again]
