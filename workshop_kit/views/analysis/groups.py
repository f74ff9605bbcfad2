"""What differs between groups: by more than chance, or not to be told."""

from ...measure.estimate import Estimate
from ...measure.order import comparable
from ...measure.teams import chance_of_no_difference, hedges_g_from_moments, holm, icc_from_moments, moments_of
from .answered import nothing
from .chart import dots, interval, lined, spoken
from .source import Source
from .told import Choice, Told


def choices(source: Source, picked: dict) -> list[Choice]:
    """The activities that two groups show, and the figures of the chosen one."""
    activities = [(source.activity_name(id), id) for id in source.tallies if _compared(source, id)]
    activities.sort(key=lambda pair: source.about(pair[1]) == "self")  # what is shared comes first
    ids = [id for _, id in activities]
    chosen = picked.get("activity") if picked.get("activity") in ids else (ids[0] if ids else None)
    figures = [(source.figure_name(chosen, id), id) for id in _compared(source, chosen)] if chosen else []
    return [
        Choice("activity", source.voice.say("choose_activity"), tuple(activities)),
        Choice("figure", source.voice.say("choose_figure"), tuple(figures)),
    ]


def what_differs_between_groups(source: Source, *, activity: str | None = None, figure: str | None = None) -> Told:
    """Whether the groups that may be shown differ, figure by figure.

    The table has a row for each figure and group: `n`, `mean`, `low`, `high` as published, `p` of Cochran's Q over all
    groups (the rounding counted in), `differs` (p under 5 % after Holm, over all figures of the activity), and `g` with
    `g_low` and `g_high` where there are two groups. With rows, `icc1` and `icc2` of what people share.
    Groups stand in the order of their names; they are never ranked.
    """
    import pandas as pd

    if not source.shown:
        return nothing(source)
    there = {choice.id: [value for _, value in choice.options] for choice in choices(source, {"activity": activity})}
    voice = source.voice
    if not there["activity"]:
        key = "groups_none" if len(source.groups) < 2 else "groups_nothing_shared"
        return Told(voice, voice.say(key, k=source.threshold), pd.DataFrame(), direction=source.direction)
    activity = activity if activity in there["activity"] else there["activity"][0]
    chances = {id: _chance(source, activity, id) for id in there["figure"]}
    differing = holm({id: p for id, p in chances.items() if p is not None})
    rows = [row for id in there["figure"] for row in _rows(source, activity, id, chances[id], id in differing)]
    names = [source.figure_name(activity, id) for id in there["figure"] if id in differing]
    finding = voice.say("groups_differ", figures=voice.series(names)) if names else voice.say("groups_alike")
    figure = (
        figure
        if figure in there["figure"]
        else next(iter([*sorted(differing, key=there["figure"].index), *there["figure"]]))
    )
    said = [voice.say("groups_how", tried=len(chances)), *_shared(source, activity)]
    if source.about(activity) == "self":
        said.append(voice.say("groups_self"))
    shown = [{**row, "role": source.role(activity, figure)} for row in rows if row["id"] == figure]
    whole = source.tallies[activity].estimate(figure)
    lines = [lined(voice, row, "group", "mean", sure=row["differs"]) for row in shown]
    marks = [(float(whole.value), voice.say("mark_everybody", figure=source.figure_name(activity, figure)))]
    drawing = dots(lines, (0, 100), marks if whole.value is not None else [])
    table = pd.DataFrame(rows).drop(columns="id")
    numbers = {"p": 3, "g": 2, "g_low": 2, "g_high": 2, "mean": 0, "low": 0, "high": 0, "icc1": 2, "icc2": 2}
    return Told(voice, finding, table, tuple(said), drawing, spoken(finding, lines), source.direction, numbers)


def _compared(source: Source, activity: str) -> list[str]:
    """The figures that two groups or more show with an interval."""
    shown = [tallies[activity] for tallies in source.groups.values() if activity in tallies]
    return [id for id in source.means(activity) if sum(one.estimate(id).known for one in shown) > 1]


def _by_group(source: Source, activity: str, id: str) -> dict[str, object]:
    return {
        name: tallies[activity]
        for name, tallies in source.groups.items()
        if activity in tallies and tallies[activity].estimate(id).known
    }


def _chance(source: Source, activity: str, id: str) -> float | None:
    figures = {
        name: found[id]
        for name, tally in _by_group(source, activity, id).items()
        if id in (found := comparable(tally, [id]))
    }
    return chance_of_no_difference(figures)


def _rows(source: Source, activity: str, id: str, p: float | None, differs: bool) -> list[dict]:
    there = _by_group(source, activity, id)
    g = _effect(list(there.values()), id)
    shared = source.rows and source.about(activity) == "team"
    icc = icc_from_moments([moments_of(tally, id)[0] for tally in source.exact_groups.values()]) if shared else None
    rows = []
    for name, tally in there.items():
        found = tally.estimate(id)
        row = {"id": id, "figure": source.figure_name(activity, id), "group": name, "n": found.n, "mean": found.value}
        row |= {"low": found.low, "high": found.high, "p": p, "differs": differs}
        row |= {"g": g.value, "g_low": g.low, "g_high": g.high} if g else {}
        rows.append(row | ({"icc1": icc.first.value, "icc2": icc.second.value} if icc else {}))
    return rows


def _effect(tallies: list, id: str) -> Estimate | None:
    """The first group minus the second, in units of their spread, where there are two."""
    if len(tallies) != 2:
        return None
    (first, step), (second, other) = (moments_of(tally, id) for tally in tallies)
    return hedges_g_from_moments(first, second, step=max(step, other))


def _shared(source: Source, activity: str) -> list[str]:
    """With rows: how much of one person's rating comes from the group, and how sure a group's mean is."""
    if not source.rows or source.about(activity) != "team":
        return []
    voice, said = source.voice, []
    for id in source.means(activity):
        found = icc_from_moments([moments_of(tally, id)[0] for tally in source.exact_groups.values()])
        if found.first.known and found.second.known:
            said.append(
                voice.say(
                    "groups_icc", name=source.figure_name(activity, id), percent=voice.number(100 * found.first.value),
                    icc1=_ends(voice, found.first), icc2=_ends(voice, found.second),
                )
            )  # fmt: skip
    return said[:3]


def _ends(voice, found: Estimate) -> str:
    return interval(voice, found.value, found.low, found.high, 2)
