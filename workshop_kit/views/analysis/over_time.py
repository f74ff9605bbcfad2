"""How it went over time: what teams share, period by period, where the names of archives tell when they are from."""

from collections.abc import Mapping

from ...measure.teams import error_of, holm
from ...measure.trend import Slope, means_by, slope
from .chart import interval
from .months import ideals_of, labels_of
from .periods import UNITS
from .programme import LEVEL, Programme
from .same_team import by_team
from .team import Asked
from .time_chart import drawn
from .timeline import FEWEST_PERIODS, FEWEST_TEAMS, Timeline, timeline
from .told import Choice, Told, chosen

MOST_COUNTED = 12  # periods, whose teams are told one by one


def choices(programme: Programme, picked: dict) -> list[Choice]:
    """What teams share, and the figures of what is chosen. Self-ratings are not among them."""
    keys = [key for key in programme.asked if programme.about(key) != "self" and _figures(programme, key)]
    keys.sort(key=lambda key: not timeline(programme, key).enough)
    activity = programme.choice(keys)
    key = chosen(activity, picked.get("activity"))
    figures = tuple((programme.figure_name(key, id), id) for id in _figures(programme, key)) if key else ()
    return [activity, Choice("figure", programme.voice.say("choose_figure"), figures)]


def how_it_went_over_time(programme: Programme, *, activity: Asked | None = None, figure: str | None = None) -> Told:
    """Whether what teams share rises or falls from period to period.

    The table has a row for each figure and period: `teams`, the `mean` over them with `low` and `high` (random
    effects, `trend.means_by`); and of the figure `slope` (points for one period) with `slope_low` and `slope_high`,
    its `p`, and `trend`: `rose`, `fell`, or empty where chance may have done it (Holm at 2 % over all figures).
    Self-ratings are left out: other people answer in each period, and nobody is to be measured by how they see
    themselves.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(choices(programme, {})[0], activity)
    if key is None:
        return programme.nothing("between_none")
    line = timeline(programme, key)
    if not line.enough:
        return _not_yet(programme, line)
    ids = _figures(programme, key)
    slopes = {id: found for id in ids if (found := _slope(programme, key, id, line)).known}
    sure = holm({id: found.p for id, found in slopes.items()}, LEVEL)
    rows = [row for id in slopes for row in _rows(programme, key, id, line, slopes[id], id in sure)]
    if not rows:
        return _not_yet(programme, line)
    finding = _finding(programme, key, line, {id: slopes[id] for id in slopes if id in sure}, len(slopes))
    said = [_counted(programme, line), voice.say("time_how"), voice.say("time_who"), *_left_out(programme, line)]
    first = next((id for id in slopes if id in sure), next(iter(slopes)))
    figure = figure if figure in slopes else first
    shown = [row for row in rows if row["id"] == figure]
    right = labels_of(programme, key)[1] if figure in ideals_of(programme, key) else None
    drawing = drawn(voice, shown, slopes[figure] if figure in sure else None, right)
    told = [f"{row['period']}: {interval(voice, row['mean'], row['low'], row['high'])}." for row in shown]
    spoken = " ".join([finding, f"{shown[0]['figure']}.", *told])
    table = pd.DataFrame(rows).drop(columns=["id", "place"])
    numbers = dict.fromkeys(("slope", "slope_low", "slope_high"), 2) | {"p": 3}
    return Told(voice, finding, table, tuple(said), drawing, spoken, programme.direction, numbers)


def _figures(programme: Programme, key: Asked) -> list[str]:
    return programme.figures(key, programme.every_asked[key])


def _slope(programme: Programme, key: Asked, id: str, line: Timeline) -> Slope:
    """In points for one period of the line's unit."""
    there = programme.moments(key, id, programme.every_asked[key])
    whose = {
        team.name: number for number, several in enumerate(by_team(programme.every_asked[key])) for team in several
    }
    found = [
        (period.middle / UNITS[line.unit], there[team.name][0].mean, error_of(*there[team.name]), whose[team.name])
        for period, teams in line.teams.items()
        for team in teams
        if team.name in there
    ]
    return slope(*zip(*found, strict=True)) if found else slope([], [], [], [])


def _rows(programme: Programme, key: Asked, id: str, line: Timeline, found: Slope, sure: bool) -> list[dict]:
    there = programme.moments(key, id, programme.every_asked[key])
    means = means_by(
        {
            period: {t.name: (there[t.name][0].mean, error_of(*there[t.name])) for t in teams if t.name in there}
            for period, teams in line.teams.items()
        }
    )
    of_all = {"slope": found.value, "slope_low": found.low, "slope_high": found.high, "p": found.p}
    of_all["trend"] = ("rose" if found.value > 0 else "fell") if sure else ""
    return [
        {
            "id": id, "place": period.middle / UNITS[line.unit], "figure": programme.figure_name(key, id),
            "period": period.label, "teams": mean.n, "mean": mean.value, "low": max(mean.low, 0.0),
            "high": min(mean.high, 100.0), **of_all,
        }
        for period, mean in means.items() if mean.known
    ]  # fmt: skip


def _finding(programme: Programme, key: Asked, line: Timeline, sure: dict[str, Slope], tried: int) -> str:
    voice = programme.voice
    said = []
    for word, rises in (("time_rose", True), ("time_fell", False)):
        names = [
            voice.say(
                f"time_per_{line.unit}", figure=programme.figure_name(key, id),
                slope=interval(voice, found.value, found.low, found.high, 1),
            )
            for id, found in sure.items() if (found.value > 0) == rises
        ]  # fmt: skip
        said += [voice.say(word, figures=voice.series(names))] if names else []
    return " ".join(said) or voice.say("time_still", tried=tried)


def _counted(programme: Programme, line: Timeline) -> str:
    voice, counts = programme.voice, {period.label: len(teams) for period, teams in line.teams.items()}
    if len(counts) > MOST_COUNTED:
        first, *_, last = counts
        return voice.say("time_span", periods=len(counts), first=first, last=last, teams=sum(counts.values()))
    return voice.say("time_teams", counts=_listed(programme, counts))


def _listed(programme: Programme, counts: Mapping[str, int]) -> str:
    """How many teams each period has; each set apart where the language runs from right to left."""
    apart = "\u2066{}: {}\u2069" if programme.direction == "rtl" else "{}: {}"
    return programme.voice.series(apart.format(label, n) for label, n in counts.items())


def _left_out(programme: Programme, line: Timeline) -> list[str]:
    voice = programme.voice
    thin = sum(len(teams) for period, teams in line.found.items() if period not in line.teams)
    said = [voice.say("time_undated", n=line.undated)] if line.undated else []
    return said + ([voice.say("time_thin", n=thin, fewest=FEWEST_TEAMS)] if thin else [])


def _not_yet(programme: Programme, line: Timeline) -> Told:
    """Why there is no trend, and how to get one."""
    needed = {"periods": FEWEST_PERIODS, "teams": FEWEST_TEAMS}
    if not line.found:
        return programme.nothing("time_no_dates", **needed)
    return programme.nothing("time_too_few", counts=_listed(programme, line.counts), **needed)
