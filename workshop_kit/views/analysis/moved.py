"""What moved in a programme's teams, each beside its own first time."""

from math import sqrt

from ...measure.shrinking import random_effects
from ...measure.teams import error_of, moments_of
from .chart import dots, lined, spoken
from .programme import LEVEL, Programme
from .same_team import Again, asked_again
from .team import Asked
from .told import Choice, Told, chosen

FARTHEST = 40  # points, on either side


def choices(programme: Programme, picked: dict) -> list[Choice]:
    return [programme.choice([key for key in programme.asked if _figures(programme, key)])]


def what_moved(programme: Programme, *, activity: Asked | None = None) -> Told:
    """What moved between the first and the last time, over all teams that were asked again: on another day of their
    room, or in another archive whose name differs in the date alone. Each team counts once.

    The table has a row for each figure: `teams`, the mean `difference` over teams in points (random effects) with `low`
    and `high`, and `moved`: whether that interval, widened for as many figures as there are, leaves 0 out.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(choices(programme, {})[0], activity)
    if key is None:
        return programme.nothing("trends_none")
    teams, ids = asked_again(programme.every_asked[key], key), _figures(programme, key)
    rows = [_trend(programme, key, teams, id, len(ids)) for id in ids]
    names = [row["figure"] for row in rows if row["moved"]]
    finding = (
        voice.say("trends_moved", figures=voice.series(names)) if names else voice.say("trends_still", tried=len(rows))
    )
    lines = [lined(voice, row, "figure", "difference", sure=bool(row["moved"])) for row in rows]
    table = pd.DataFrame(rows).drop(columns="role")
    figure = dots(lines, (-FARTHEST, FARTHEST), [(0, voice.say("mark_no_change"))])
    numbers = dict.fromkeys(("difference", "low", "high"), 1)
    said = (voice.say("trends_how", teams=len(teams)),)
    return Told(voice, finding, table, said, figure, spoken(finding, lines), programme.direction, numbers)


def _figures(programme: Programme, key: Asked) -> list[str]:
    """The means that two teams or more show of both times."""
    teams = asked_again(programme.every_asked[key], key)
    ids = programme.figures(key, programme.every_asked[key]) if len(teams) > 1 else []
    return [id for id in ids if len(_differences(teams, id)) > 1]


def _differences(teams: list[Again], id: str) -> dict[str, tuple[float, float]]:
    found = {}
    for team in teams:
        pair = [moments_of(tally, id) for tally in (team.before, team.after)]
        if all(one.n > 1 and one.mean is not None and one.sd is not None for one, _ in pair):
            (before, _), (after, _) = pair
            found[team.name] = (after.mean - before.mean, sqrt(sum(error_of(one, step) ** 2 for one, step in pair)))
    return found


def _trend(programme: Programme, key: Asked, teams: list[Again], id: str, tried: int) -> dict:
    differences = _differences(teams, id)
    found, strict = random_effects(differences).mean, random_effects(differences, level=1 - LEVEL / tried).mean
    moved = "rose" if strict.low > 0 else "fell" if strict.high < 0 else ""
    return {
        "figure": programme.figure_name(key, id), "teams": len(differences), "difference": found.value,
        "low": found.low, "high": found.high, "moved": moved, "role": programme.role(key, id),
    }  # fmt: skip
