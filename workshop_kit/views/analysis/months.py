"""What the months of a programme's teams had too little and too much of."""

from ...measure.shrinking import random_effects
from ...measure.teams import error_of
from ..pictures.our_month import RIGHT_FROM, RIGHT_TO, side_of_right
from .chart import dots, lined, spoken
from .programme import Asked, Programme
from .told import Choice, Told, chosen


def choices(programme: Programme, picked: dict) -> list[Choice]:
    return [programme.choice([key for key in programme.asked if ideals_of(programme, key)])]


def what_the_months_had(programme: Programme, *, activity: Asked | None = None) -> Told:
    """What the months of the teams had too little and too much of.

    The table has a row for each facet: `teams`, the `mean` over teams with `low` and `high` (random effects), `little`
    and `much`: the teams whose own interval lies outside of *about right*, and `tau`: how far teams differ beyond
    chance.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(choices(programme, {})[0], activity)
    if key is None:
        return programme.nothing("months_none")
    rows = [_month(programme, key, id) for id in ideals_of(programme, key)]
    table = pd.DataFrame(rows)
    finding = _too(programme, rows)
    lines = [lined(voice, row, "figure", "mean", sure=bool(row["side"])) for row in rows]
    labels = labels_of(programme, key)
    marks = [(0, labels[0]), (50, labels[1]), (100, labels[2])]
    return Told(
        voice, finding, table.drop(columns=["role", "side"]), (voice.say("months_how"),),
        dots(lines, (0, 100), marks, (RIGHT_FROM, RIGHT_TO)), spoken(finding, lines), programme.direction, {"tau": 1},
    )  # fmt: skip


def ideals_of(programme: Programme, key: Asked) -> list[str]:
    """The facets that were asked on a scale from too little to too much."""
    if programme.about(key) == "self":
        return []
    team = programme.asked[key][0]
    means = team.source.means(team.shown[key].activity, team.shown[key])
    return [id for id in programme.figures(key) if id in means and means[id].ideal and means[id].facet]


def _month(programme: Programme, key: Asked, id: str) -> dict:
    figures = {team: (one.mean, error_of(one, step)) for team, (one, step) in programme.moments(key, id).items()}
    found = random_effects(figures)
    own = [side_of_right(e) for team in programme.asked[key] if (e := team.shown[key].estimate(id)).known]
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
    blocks = team.source.activity(team.shown[key].activity)["blocks"]
    labels = next(block["scale"]["labels"] for block in blocks if block["kind"] == "rating" and block["scale"]["ideal"])
    return labels[0], labels[len(labels) // 2], labels[-1]
