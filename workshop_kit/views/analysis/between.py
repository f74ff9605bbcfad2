"""How far teams differ in what they share: ICC(1) and ICC(2). Never self-ratings."""

from math import sqrt

from ...measure.describe import Moments
from ...measure.estimate import unknown
from ...measure.teams import icc_from_moments
from .chart import dots, lined, spoken
from .programme import LEVEL, Programme
from .standing import period_choice, said_of, standing
from .team import Asked, Team
from .told import Choice, Told, chosen


def choices(programme: Programme, picked: dict) -> list[Choice]:
    """What two teams were asked; self-ratings stand last, and are answered with a refusal."""
    activity = asked_of_two(programme)
    return [activity, period_choice(programme, chosen(activity, picked.get("activity")))]


def asked_of_two(programme: Programme) -> Choice:
    """What two teams were asked."""
    return programme.choice(
        [key for key, teams in programme.asked.items() if len(teams) > 1 and programme.figures(key)]
    )


def how_far_teams_differ(programme: Programme, *, activity: Asked | None = None, period: str | None = None) -> Told:
    """How much of one person's rating comes from their team, figure by figure.

    Each team counts once: with its latest archive, or with that of the `period` (`standing`).

    The table has `teams`, `people`, `sd_between` and `sd_within` in points, `icc1` and `icc2` with the ends of their
    intervals (`icc2` where `icc1` is above 0), and `differs`: beyond chance at 2 % over all figures together. From
    published means and spreads of rooms, from exact sums of imports.

    Raises:
        Refused: for self-ratings.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(asked_of_two(programme), activity)
    if key is None:
        return programme.nothing("between_none")
    programme.compared(key)
    teams = standing(programme, key, period)
    ids = programme.figures(key, teams)
    rows = [_icc(programme, key, teams, id, len(ids)) for id in ids]
    table = pd.DataFrame(rows)
    sure = [row["figure"] for row in rows if row["differs"]]
    finding = (
        voice.say("between_found", figures=voice.series(sure)) if sure else voice.say("between_alike", tried=len(rows))
    )
    lines = [
        lined(voice, row, "figure", "icc1", ends="icc1", places=2, sure=row["differs"])
        for row in rows
        if row["icc1_low"] is not None
    ]
    figure = dots(lines, (-0.2, 0.6), [(0, "0"), (0.2, voice.number(0.2, 1)), (0.4, voice.number(0.4, 1))])
    numbers = dict.fromkeys(("icc1", "icc1_low", "icc1_high", "icc2", "icc2_low", "icc2_high"), 2)
    numbers |= dict.fromkeys(("sd_between", "sd_within"), 1)
    return Told(
        voice, finding, table.drop(columns="role"),
        (*said_of(programme, key, teams), voice.say("between_how"), voice.say("between_rounded")),
        figure if lines else None, spoken(finding, lines), programme.direction, numbers,
    )  # fmt: skip


def _icc(programme: Programme, key: Asked, teams: list[Team], id: str, tried: int) -> dict:
    there = list(programme.moments(key, id, teams).values())
    step = sqrt(sum(step**2 for _, step in there) / len(there))
    found = icc_from_moments([one for one, _ in there], step=step)
    widest = [one for one, _ in programme.moments(key, id, teams, widest=True).values()]
    strict = icc_from_moments(widest, step=step, level=1 - LEVEL / tried).first
    within = within_teams([one for one, _ in there])
    first, between = found.first, max(found.first.value or 0, 0)
    second = found.second if between else unknown("teams do not differ more than people do", first.n)
    return {
        "figure": programme.figure_name(key, id), "teams": found.groups, "people": first.n,
        "sd_between": within * sqrt(between / (1 - between)) if between < 1 else None, "sd_within": within,
        "icc1": first.value, "icc1_low": first.low, "icc1_high": first.high,
        "icc2": second.value, "icc2_low": second.low, "icc2_high": second.high,
        "differs": strict.low is not None and strict.low > 0, "role": programme.role(key, id),
    }  # fmt: skip


def within_teams(moments: list[Moments]) -> float:
    """The standard deviation of people around the mean of their own team."""
    return sqrt(sum((one.n - 1) * one.sd**2 for one in moments) / sum(one.n - 1 for one in moments))
