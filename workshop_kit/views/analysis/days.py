"""What changed between two days: how much, in points and as an effect with its interval, from published figures."""

from ...instrument.days import on_day, parted
from ...measure.change import moved
from ...measure.teams import hedges_g_from_moments, moments_of
from .. import registry
from .answered import nothing
from .chart import Line, dots
from .source import Source
from .told import Choice, Told

SHOWN = 2.0  # units of spread, on either side


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
    """What was asked on the first day and again on another.

    The table has a row for each figure that both days show: `before` and `after` with the ends of their intervals,
    `difference` in points, Hedges' `g` (after − before) with `g_low` and `g_high`, and `moved`: `rose`, `fell`, or
    empty where chance may have done it (5 % over all figures together).

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
    table = pd.DataFrame(_rows(source, activity, day))
    finding, said = _said(source, activity, day, table)
    lines = [
        Line(row.figure, row.g, row.g_low, row.g_high, _effect(voice, row), row.role, bool(row.moved))
        for row in table.itertuples() if row.g == row.g and row.g is not None
    ]  # fmt: skip
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    numbers = dict.fromkeys(("g", "g_low", "g_high"), 2)
    drawing = dots(lines, (-SHOWN, SHOWN), [(0, voice.say("mark_no_change"))]) if lines else None
    return Told(voice, finding, table.drop(columns="role"), tuple(said), drawing, spoken, source.direction, numbers)


def _asked_twice(source: Source, day: int) -> list[str]:
    """The activities of the first day that this day asked again and that show a mean on both."""
    ids = [id for id in source.tallies if parted(id)[1] == 1 and on_day(id, day) in source.tallies]
    return [id for id in ids if source.means(id).keys() & source.means(on_day(id, day)).keys()]


def _rows(source: Source, activity: str, day: int) -> list[dict]:
    first, second = source.tallies[activity], source.tallies[on_day(activity, day)]
    both = [id for id in source.means(activity) if id in source.means(on_day(activity, day))]
    moves = moved(first, second, both)
    rows = []
    for id in both:
        before, after = first.estimate(id), second.estimate(id)
        (old, step), (new, other) = moments_of(first, id), moments_of(second, id)
        g = hedges_g_from_moments(new, old, step=max(step, other))
        rows.append(
            {
                "figure": source.figure_name(activity, id),
                "before": before.value, "before_low": before.low, "before_high": before.high, "n_before": before.n,
                "after": after.value, "after_low": after.low, "after_high": after.high, "n_after": after.n,
                "difference": after.value - before.value,
                "g": g.value, "g_low": g.low, "g_high": g.high, "moved": moves.get(id) or "",
                "role": source.role(activity, id),
            }
        )  # fmt: skip
    return rows


def _said(source: Source, activity: str, day: int, table) -> tuple[str, list[str]]:
    voice = source.voice
    how = [voice.say("change_how"), voice.say("change_same_people")]
    if (
        activity == "our_month"
        and day == source.waves[-1]
        and any(one.anchor.endswith("change") for one in source.part.change)
    ):
        picture = registry.picture("change", source.tallies, source.part.document)
        return picture.finding, [picture.sub, picture.note, *how]
    names = [row.figure for row in table.itertuples() if row.moved]
    if not names:
        return voice.say("change_none", tried=len(table)), how
    return voice.say("change_some", figures=voice.series(names)), how


def _effect(voice, row) -> str:
    return voice.say("interval", mean=voice.number(row.g, 1), low=voice.number(row.g_low, 1),
                     high=voice.number(row.g_high, 1))  # fmt: skip
