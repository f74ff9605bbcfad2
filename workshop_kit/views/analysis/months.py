"""What the months of a programme's teams had too little and too much of."""

from collections.abc import Sequence

from ...measure.shrinking import random_effects
from ...measure.teams import error_of
from ..pictures.our_month import RIGHT_FROM, RIGHT_TO, side_of_right
from .chart import dots, lined, spoken
from .programme import Programme
from .standing import period_choice, said_of, standing
from .team import Asked, Team
from .told import Choice, Told, chosen


def choices(programme: Programme, picked: dict) -> list[Choice]:
    activity = _asked(programme)
    return [activity, period_choice(programme, chosen(activity, picked.get("activity")))]


def _asked(programme: Programme) -> Choice:
    return programme.choice([key for key in programme.asked if ideals_of(programme, key)])


def what_the_months_had(programme: Programme, *, activity: Asked | None = None, period: str | None = None) -> Told:
    """What the months of the teams had too little and too much of: one month of each team, its latest or that of the
    `period` (`standing`). Two months of one team are no two teams.

    The table has a row for each facet: `teams`, the `mean` over teams with `low` and `high` (random effects), `little`
    and `much`: the teams whose own interval lies outside of *about right*, and `tau`: how far teams differ beyond
    chance.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(_asked(programme), activity)
    if key is None:
        return programme.nothing("months_none")
    teams = standing(programme, key, period)
    rows = [_month(programme, key, teams, id) for id in ideals_of(programme, key, teams)]
    table = pd.DataFrame(rows)
    finding = _too(programme, rows)
    lines = [lined(voice, row, "figure", "mean", sure=bool(row["side"])) for row in rows]
    labels = labels_of(programme, key)
    marks = [(0, labels[0]), (50, labels[1]), (100, labels[2])]
    return Told(
        voice, finding, table.drop(columns=["role", "side"]),
        (*said_of(programme, key, teams), voice.say("months_how")),
        dots(lines, (0, 100), marks, (RIGHT_FROM, RIGHT_TO)), spoken(finding, lines), programme.direction, {"tau": 1},
    )  # fmt: skip


def ideals_of(programme: Programme, key: Asked, among: Sequence[Team] | None = None) -> list[str]:
    """The facets that were asked on a scale from too little to too much; `among` as in `Programme.moments`."""
    if programme.about(key) == "self":
        return []
    team = programme.asked[key][0]
    means = team.source.means(team.id(key), team.shown[key])
    return [id for id in programme.figures(key, among) if id in means and means[id].ideal and means[id].facet]


def _month(programme: Programme, key: Asked, teams: Sequence[Team], id: str) -> dict:
    there = programme.moments(key, id, teams)
    figures = {name: (one.mean, error_of(one, step)) for name, (one, step) in there.items()}
    found = random_effects(figures)
    own = [side_of_right(e) for team in teams if (e := team.shown[key].estimate(id)).known]
    return {
        "figure": programme.figure_name(key, id), "teams": len(figures), "mean": found.mean.value,
        "low": max(found.mean.low, 0.0), "high": min(found.mean.high, 100.0),
        "little": own.count("little"), "much": own.count("much"),
        "tau": found.tau, "role": programme.role(key, id), "side": side_of_right(found.mean),
    }  # fmt: skip


def _too(programme: Programme, rows: list[dict]) -> str:
    voice = programme.voice
    parts = [
        voice.say(f"months_{side}", figures=voice.series(row["figure"] for row in rows if row["side"] == side))
        for side in ("little", "much")
        if any(row["side"] == side for row in rows)
    ]
    return " ".join(parts) or voice.say("months_right")


def labels_of(programme: Programme, key: Asked) -> tuple[str, str, str]:
    """What that scale calls its two ends and its middle: lowest, middle, highest."""
    team = programme.asked[key][0]
    blocks = team.source.activity(team.id(key))["blocks"]
    labels = next(block["scale"]["labels"] for block in blocks if block["kind"] == "rating" and block["scale"]["ideal"])
    return labels[0], labels[len(labels) // 2], labels[-1]
