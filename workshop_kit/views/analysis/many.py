"""What the teams of a programme have in common: their months, what moved between days, how far the scales carry."""

from math import sqrt

from ...measure.order import coarse_error
from ...measure.shrinking import random_effects
from ...measure.teams import moments_of
from ..pictures.our_month import RIGHT_FROM, RIGHT_TO, side_of_right
from . import scales
from .chart import Line, dots
from .programme import Asked, Programme, Team
from .source import FEWEST_OF_A_SCALE
from .told import Choice, Told

FARTHEST = 40  # points, on either side


def error_of(moments, step: float) -> float:
    """The standard error of a team's mean, rounding counted in; as of a sample, for other months are like this one."""
    return max(coarse_error(moments.sd, moments.n, step=step, spread_step=0), 1e-6)


# months ---------------------------------------------------------------------------------------------------------


def choices_of_months(programme: Programme, picked: dict) -> list[Choice]:
    return [_choice(programme, [key for key in programme.asked if _ideal(programme, key)])]


def what_the_months_had(programme: Programme, *, activity: Asked | None = None) -> Told:
    """What the months of the teams had too little and too much of.

    The table has a row for each facet: `teams`, the `mean` over teams with `low` and `high` (random effects), `little`
    and `much`: the teams whose own interval lies outside of *about right*, and `tau`: how far teams differ beyond
    chance.
    """
    import pandas as pd

    voice = programme.voice
    (choice,) = choices_of_months(programme, {})
    keys = [key for _, key in choice.options]
    if not keys:
        return Told(voice, voice.say("months_none"), pd.DataFrame(), direction=programme.direction)
    key = activity if activity in keys else keys[0]
    rows = [_month(programme, key, id) for id in _ideal(programme, key)]
    table = pd.DataFrame(rows)
    finding = _too(programme, rows)
    lines = [
        Line(row["figure"], row["mean"], row["low"], row["high"], _interval(voice, row), row["role"], bool(row["side"]))
        for row in rows
    ]
    labels = _labels(programme, key)
    marks = [(0, labels[0]), (50, labels[1]), (100, labels[2])]
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    return Told(
        voice, finding, table.drop(columns=["role", "side"]), (voice.say("months_how"),),
        dots(lines, (0, 100), marks, (RIGHT_FROM, RIGHT_TO)), spoken, programme.direction, {"tau": 1},
    )  # fmt: skip


def _ideal(programme: Programme, key: Asked) -> list[str]:
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


def _labels(programme: Programme, key: Asked) -> tuple[str, str, str]:
    team = programme.asked[key][0]
    blocks = team.source.activity(team.shown[key].activity)["blocks"]
    labels = next(block["scale"]["labels"] for block in blocks if block["kind"] == "rating" and block["scale"]["ideal"])
    return labels[0], labels[len(labels) // 2], labels[-1]


# trends ---------------------------------------------------------------------------------------------------------


def choices_of_trends(programme: Programme, picked: dict) -> list[Choice]:
    return [_choice(programme, [key for key, teams in programme.asked.items() if _twice(teams, key)])]


def what_moved(programme: Programme, *, activity: Asked | None = None) -> Told:
    """What moved between the first and the last day, over all teams that were asked twice.

    The table has a row for each figure: `teams`, the mean `difference` over teams in points (random effects) with `low`
    and `high`, and `moved`: whether that interval, widened for as many figures as there are, leaves 0 out.
    """
    import pandas as pd

    voice = programme.voice
    (choice,) = choices_of_trends(programme, {})
    keys = [key for _, key in choice.options]
    if not keys:
        return Told(voice, voice.say("trends_none"), pd.DataFrame(), direction=programme.direction)
    key = activity if activity in keys else keys[0]
    teams = _twice(programme.asked[key], key)
    ids = [id for id in programme.figures(key) if len(_differences(teams, key, id)) > 1]
    rows = [_trend(programme, key, teams, id, len(ids)) for id in ids]
    names = [row["figure"] for row in rows if row["moved"]]
    finding = (
        voice.say("trends_moved", figures=voice.series(names)) if names else voice.say("trends_still", tried=len(rows))
    )
    lines = [
        Line(row["figure"], row["difference"], row["low"], row["high"],
             _interval(voice, {**row, "mean": row["difference"]}), row["role"], bool(row["moved"]))
        for row in rows
    ]  # fmt: skip
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    table = pd.DataFrame(rows).drop(columns="role")
    figure = dots(lines, (-FARTHEST, FARTHEST), [(0, voice.say("mark_no_change"))])
    numbers = dict.fromkeys(("difference", "low", "high"), 1)
    said = (voice.say("trends_how", teams=len(teams)),)
    return Told(voice, finding, table, said, figure, spoken, programme.direction, numbers)


def _twice(teams: list[Team], key: Asked) -> list[Team]:
    """The teams that were asked again; none where only one was."""
    found = [team for team in teams if key in team.later]
    return found if len(found) > 1 else []


def _differences(teams: list[Team], key: Asked, id: str) -> dict[str, tuple[float, float]]:
    found = {}
    for team in teams:
        pair = [moments_of(tally, id) for tally in (team.shown[key], team.later[key])]
        if all(one.n > 1 and one.mean is not None and one.sd is not None for one, _ in pair):
            (before, _), (after, _) = pair
            found[team.name] = (after.mean - before.mean, sqrt(sum(error_of(one, step) ** 2 for one, step in pair)))
    return found


def _trend(programme: Programme, key: Asked, teams: list[Team], id: str, tried: int) -> dict:
    differences = _differences(teams, key, id)
    found, strict = random_effects(differences).mean, random_effects(differences, level=1 - 0.05 / tried).mean
    moved = "rose" if strict.low > 0 else "fell" if strict.high < 0 else ""
    return {
        "figure": programme.figure_name(key, id), "teams": len(differences), "difference": found.value,
        "low": found.low, "high": found.high, "moved": moved, "role": programme.role(key, id),
    }  # fmt: skip


# reliability ----------------------------------------------------------------------------------------------------


def how_reliable(programme: Programme) -> Told:
    """Alpha, omega and item–rest of each scale, over all rooms of thirty and more and all imports together.

    The table is that of one archive, with `teams`: how many were added up. Groups under the threshold are not in it.
    """
    import pandas as pd

    voice = programme.voice
    rows = [row for key, teams in programme.asked.items() for row in _scales(programme, key, teams)]
    if not rows:
        said = voice.say("reliable_none", fewest=FEWEST_OF_A_SCALE)
        return Told(voice, said, pd.DataFrame(), direction=programme.direction)
    words = [row["word"] for row in rows]
    counts = {word: words.count(word) for word in (scales.HOLDS, scales.OPEN, scales.FALLS)}
    finding = " ".join(voice.say(f"scales_{word}", n=n, total=len(rows)) for word, n in counts.items() if n)
    lines = [
        Line(row["scale"], row["alpha"], row["low"], row["high"], _interval(voice, {**row, "mean": row["alpha"]}, 2),
             row["role"], row["word"] != scales.OPEN)
        for row in rows if row["alpha"] is not None
    ]  # fmt: skip
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    numbers = dict.fromkeys(("alpha", "low", "high", "omega", "spearman_brown", "item_rest"), 2)
    return Told(
        voice, finding, pd.DataFrame(rows).drop(columns="role"),
        (voice.say("reliable_how", fewest=FEWEST_OF_A_SCALE), voice.say("scales_what")),
        dots(lines, (0, 1), [(scales.GOOD, voice.number(scales.GOOD, 1))]), spoken, programme.direction, numbers,
    )  # fmt: skip


def _scales(programme: Programme, key: Asked, teams: list[Team]) -> list[dict]:
    sums: dict[str, list] = {}
    for team in teams:
        for id, figure in team.counted[key].figures.items():
            products = getattr(figure, "products", None)
            if products is not None and len(products.sums) > 1:
                sums.setdefault(id, []).append(products)
    return [
        row for id, found in sums.items() if (row := _scale(programme, key, id, found)) is not None
    ]  # fmt: skip


def _scale(programme: Programme, key: Asked, id: str, found: list) -> dict | None:
    alike = [one for one in found if len(one.sums) == len(found[0].sums)]
    total = alike[0]
    for one in alike[1:]:
        total = total + one
    if total.n < FEWEST_OF_A_SCALE:
        return None
    return {
        "activity": programme.name(key), "scale": programme.figure_name(key, id), "teams": len(alike),
        **scales.coefficients(total), "role": programme.role(key, id),
    }  # fmt: skip


# ----------------------------------------------------------------------------------------------------------------


def _choice(programme: Programme, keys: list[Asked]) -> Choice:
    options = tuple((programme.name(key), key) for key in keys)
    return Choice("activity", programme.voice.say("choose_activity"), options)


def _interval(voice, row: dict, places: int = 0) -> str:
    return voice.say("interval", **{name: voice.number(row[name], places) for name in ("mean", "low", "high")})
