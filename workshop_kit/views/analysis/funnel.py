"""Each team beside what chance makes of its size, with shrunken means: a funnel. Never self-ratings."""

from math import sqrt

from ...measure.shrinking import FEWEST, funnel, random_effects, shrunken
from ...measure.teams import error_of
from . import between
from .funnel_chart import NAMED, drawn
from .programme import LEVEL, Programme
from .standing import left_out, said_of, standing
from .team import Asked
from .told import Choice, Told, chosen

ALMOST_SURE = 0.002  # the chance that a team like all others lies beyond the outer limits (Spiegelhalter 2005)


def choices(programme: Programme, picked: dict) -> list[Choice]:
    """What two teams were asked, and the figures of what is chosen."""
    activity, periods = between.choices(programme, picked)
    key = chosen(activity, picked.get("activity"))
    shared = key is not None and programme.about(key) != "self"
    ids = programme.figures(key, standing(programme, key, picked.get("period"))) if shared else ()
    figures = tuple((programme.figure_name(key, id), id) for id in ids)
    return [activity, Choice("figure", programme.voice.say("choose_figure"), figures), periods]


def a_funnel(
    programme: Programme, *, activity: Asked | None = None, figure: str | None = None, period: str | None = None
) -> Told:
    """Each team's mean over its size, the limits that chance sets to each size, and the mean that is best guessed.

    Each team is one point: with its latest archive, or with that of the `period` (`standing`).

    The table has a row for each team, by name: `n`, `mean`, `shrunken` with `low` and `high` (empirical Bayes),
    `outside`: beyond limits that chance crosses twice in a thousand, and with any team once in fifty funnels at most;
    and `others`, the names of what else there is of the team.

    Raises:
        Refused: for self-ratings.
    """
    import pandas as pd

    voice = programme.voice
    key = chosen(between.asked_of_two(programme), activity)
    if key is None:
        return programme.nothing("between_none")
    programme.compared(key)
    teams = standing(programme, key, period)
    ids = programme.figures(key, teams)
    id = figure if figure in ids else ids[0]
    moments = {
        team: found
        for team, found in programme.moments(key, id, teams, published=True).items()
        if found[0].mean is not None
    }
    if len(moments) < FEWEST:
        return programme.nothing("funnel_few", fewest=FEWEST, teams=len(moments))
    spread = max(between.within_teams([one for one, _ in programme.moments(key, id, teams).values()]), 1e-6)
    errors = {team: (one.mean, error_of(one._replace(sd=spread), step)) for team, (one, step) in moments.items()}
    centre, best = random_effects(errors).mean.value, shrunken(errors)
    outer = 1 - min(ALMOST_SURE, LEVEL / len(moments))
    others = left_out(programme, key, teams)
    rows = []
    for team, (one, _) in moments.items():
        ends = funnel(centre, errors[team][1] * sqrt(one.n), one.n, level=outer)
        guess = best[team]
        rows.append(
            {
                "team": team, "n": one.n, "mean": one.mean, "shrunken": guess.value, "low": guess.low,
                "high": guess.high, "outside": not ends[0] <= one.mean <= ends[1],
                "others": voice.series(others[team]) or None,
            }
        )  # fmt: skip
    table, name = pd.DataFrame(rows), programme.figure_name(key, id)
    out = [row["team"] for row in rows if row["outside"]]
    finding = voice.say("funnel_out", figure=name, n=len(out), teams=len(rows)) if out else voice.say(
        "funnel_in", figure=name, teams=len(rows)
    )  # fmt: skip
    said = [voice.say("funnel_names", names=voice.series(out))] if 0 < len(out) <= NAMED else []
    said += said_of(programme, key, teams)
    said += [
        voice.say("funnel_how", outer=voice.number(100 * outer, 2 if outer > 0.9985 else 1)),
        voice.say("funnel_source"),
    ]
    drawing = drawn(voice, rows, centre, spread, outer)
    return Told(
        voice, finding, table, tuple(said), drawing, " ".join([finding, *said]), programme.direction,
        dict.fromkeys(("mean", "shrunken", "low", "high"), 1),
    )  # fmt: skip
