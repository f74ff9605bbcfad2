"""How far teams differ in what they share: ICC(1) and ICC(2), and a funnel with shrunken means. Never self-ratings."""

from math import sqrt

from ...measure.shrinking import FEWEST, funnel, random_effects, shrunken
from ...measure.teams import icc_from_moments
from .. import palette
from ..canvas import Canvas, text_width
from .chart import Line, dots
from .many import error_of
from .programme import Asked, Programme
from .told import Choice, Told

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1080, 620, 90, 1040, 30, 540
ALMOST_SURE = 0.998  # the outer limits of a funnel: a team beyond them is named
NAMED = 8


def choices(programme: Programme, picked: dict) -> list[Choice]:
    """What two teams were asked; self-ratings stand last, and are answered with a refusal."""
    keys = [key for key, teams in programme.asked.items() if len(teams) > 1 and programme.figures(key)]
    options = tuple((programme.name(key), key) for key in keys)
    return [Choice("activity", programme.voice.say("choose_activity"), options)]


def choices_of_a_funnel(programme: Programme, picked: dict) -> list[Choice]:
    """The same, with the figures of what is chosen."""
    (activity,) = choices(programme, picked)
    keys = [key for _, key in activity.options]
    key = picked.get("activity") if picked.get("activity") in keys else (keys[0] if keys else None)
    shared = key is not None and programme.about(key) != "self"
    figures = tuple((programme.figure_name(key, id), id) for id in programme.figures(key)) if shared else ()
    return [activity, Choice("figure", programme.voice.say("choose_figure"), figures)]


def how_far_teams_differ(programme: Programme, *, activity: Asked | None = None) -> Told:
    """How much of one person's rating comes from their team, figure by figure.

    The table has `teams`, `people`, `sd_between` and `sd_within` in points, `icc1` and `icc2` with the ends of their
    intervals, and `differs`: beyond chance at 5 % over all figures together. From published means and spreads of
    rooms, from exact sums of imports.

    Raises:
        Refused: for self-ratings.
    """
    import pandas as pd

    voice = programme.voice
    key = _key(programme, activity)
    if key is None:
        return Told(voice, voice.say("between_none"), pd.DataFrame(), direction=programme.direction)
    programme.compared(key)
    ids = programme.figures(key)
    rows = [_icc(programme, key, id, len(ids)) for id in ids]
    table = pd.DataFrame(rows)
    sure = [row["figure"] for row in rows if row["differs"]]
    finding = (
        voice.say("between_found", figures=voice.series(sure)) if sure else voice.say("between_alike", tried=len(rows))
    )
    lines = [
        Line(row["figure"], row["icc1"], row["icc1_low"], row["icc1_high"],
             voice.say("interval", mean=voice.number(row["icc1"], 2), low=voice.number(row["icc1_low"], 2),
                       high=voice.number(row["icc1_high"], 2)), row["role"], row["differs"])
        for row in rows if row["icc1"] is not None and row["icc1_low"] is not None
    ]  # fmt: skip
    figure = dots(lines, (-0.2, 0.6), [(0, "0"), (0.2, voice.number(0.2, 1)), (0.4, voice.number(0.4, 1))])
    spoken = " ".join([finding, *(f"{line.name}: {line.label}." for line in lines)])
    numbers = dict.fromkeys(("icc1", "icc1_low", "icc1_high", "icc2", "icc2_low", "icc2_high"), 2)
    numbers |= dict.fromkeys(("sd_between", "sd_within"), 1)
    return Told(
        voice, finding, table.drop(columns="role"), (voice.say("between_how"), voice.say("between_rounded")),
        figure if lines else None, spoken, programme.direction, numbers,
    )  # fmt: skip


def _icc(programme: Programme, key: Asked, id: str, tried: int) -> dict:
    there = list(programme.moments(key, id).values())
    step = sqrt(sum(step**2 for _, step in there) / len(there))
    found = icc_from_moments([one for one, _ in there], step=step)
    strict = icc_from_moments([one for one, _ in there], step=step, level=1 - 0.05 / tried).first
    within = _within([one for one, _ in there])
    first, second = found.first, found.second
    between = max(first.value or 0, 0)
    return {
        "figure": programme.figure_name(key, id), "teams": found.groups, "people": first.n,
        "sd_between": within * sqrt(between / (1 - between)) if between < 1 else None, "sd_within": within,
        "icc1": first.value, "icc1_low": first.low, "icc1_high": first.high,
        "icc2": second.value, "icc2_low": second.low, "icc2_high": second.high,
        "differs": strict.low is not None and strict.low > 0, "role": programme.role(key, id),
    }  # fmt: skip


def _within(moments: list) -> float:
    return sqrt(sum((one.n - 1) * one.sd**2 for one in moments) / sum(one.n - 1 for one in moments))


def _key(programme: Programme, wanted: Asked | None) -> Asked | None:
    keys = [key for _, key in choices(programme, {})[0].options]
    return wanted if wanted in keys else keys[0] if keys else None


# the funnel -----------------------------------------------------------------------------------------------------


def a_funnel(programme: Programme, *, activity: Asked | None = None, figure: str | None = None) -> Told:
    """Each team's mean over its size, the limits that chance sets to each size, and the mean that is best guessed.

    The table has a row for each team, by name: `n`, `mean`, `shrunken` with `low` and `high` (empirical Bayes), and
    `outside`: beyond the limits that chance alone crosses twice in a thousand.

    Raises:
        Refused: for self-ratings.
    """
    import pandas as pd

    voice = programme.voice
    key = _key(programme, activity)
    if key is None:
        return Told(voice, voice.say("between_none"), pd.DataFrame(), direction=programme.direction)
    programme.compared(key)
    ids = programme.figures(key)
    id = figure if figure in ids else ids[0]
    moments = {
        team: found for team, found in programme.moments(key, id, published=True).items() if found[0].mean is not None
    }
    if len(moments) < FEWEST:
        said = voice.say("funnel_few", fewest=FEWEST, teams=len(moments))
        return Told(voice, said, pd.DataFrame(), direction=programme.direction)
    spread = max(_within([one for one, _ in programme.moments(key, id).values()]), 1e-6)
    errors = {team: (one.mean, error_of(one._replace(sd=spread), step)) for team, (one, step) in moments.items()}
    centre, best = random_effects(errors).mean.value, shrunken(errors)
    rows = []
    for team, (one, _) in moments.items():
        ends = funnel(centre, errors[team][1] * sqrt(one.n), one.n, level=ALMOST_SURE)
        guess = best[team]
        rows.append(
            {
                "team": team, "n": one.n, "mean": one.mean, "shrunken": guess.value, "low": guess.low,
                "high": guess.high, "outside": not ends[0] <= one.mean <= ends[1],
            }
        )  # fmt: skip
    table, name = pd.DataFrame(rows), programme.figure_name(key, id)
    out = [row["team"] for row in rows if row["outside"]]
    finding = voice.say("funnel_out", figure=name, n=len(out), teams=len(rows)) if out else voice.say(
        "funnel_in", figure=name, teams=len(rows)
    )  # fmt: skip
    said = [voice.say("funnel_names", names=voice.series(out))] if 0 < len(out) <= NAMED else []
    said += [voice.say("funnel_how"), voice.say("funnel_source")]
    drawing = _drawn(programme, rows, centre, spread, palette.BOTH)
    return Told(
        voice, finding, table, tuple(said), drawing, " ".join([finding, *said]), programme.direction,
        dict.fromkeys(("mean", "shrunken", "low", "high"), 1),
    )  # fmt: skip


def _drawn(programme: Programme, rows: list[dict], centre: float, spread: float, role: str) -> dict:
    voice = programme.voice
    sizes = [row["n"] for row in rows]
    most, least = max(sizes) * 1.04 + 1, max(2.0, min(sizes) * 0.9 - 1)
    places = [row["mean"] for row in rows] + [*funnel(centre, spread, min(sizes), level=0.95)]
    low, high = max(0.0, min(places) - 4), min(100.0, max(places) + 4)
    sheet = Canvas(WIDTH, HEIGHT)
    sheet.area((LEFT, TOP, RIGHT, BOTTOM), (least, most), (low, high))
    steps = [least + (most - least) * step / 60 for step in range(61)]
    for level, width in ((0.95, 2), (ALMOST_SURE, 3)):
        for end in (0, 1):
            line = [(n, funnel(centre, spread, n, level=level)[end]) for n in steps]
            inside = [(n, y) for n, y in line if low <= y <= high]
            if len(inside) > 1:
                sheet.bar([n for n, _ in inside], [y for _, y in inside], colour=palette.AXIS, width=width)
    sheet.bar([least, most], [centre, centre], colour=palette.MUTED, width=2)
    for value in _ticks(low, high):
        sheet.text(
            LEFT - 12, sheet.at(least, value)[1], voice.number(value), size=24, colour=palette.MUTED, anchor="right"
        )
    for value in _ticks(least, most):
        sheet.text(
            sheet.at(value, low)[0], BOTTOM + 24, voice.number(value), size=24, colour=palette.MUTED, anchor="center"
        )
    sheet.text(
        (LEFT + RIGHT) / 2, BOTTOM + 60, voice.say("funnel_size"), size=24, colour=palette.MUTED, anchor="center"
    )
    for row in rows:
        sheet.bar([row["n"]] * 2, [row["mean"], row["shrunken"]], colour=palette.LINE, width=3)
    raw = [row for row in rows if not row["outside"]]
    sheet.dots(
        [r["n"] for r in raw],
        [r["mean"] for r in raw],
        colour=palette.SOFT[role],
        size=16,
        names=[r["team"] for r in raw],
    )
    best = [r["shrunken"] for r in rows]
    sheet.dots(
        [r["n"] for r in rows],
        best,
        colour=palette.COLOUR[role],
        size=14,
        symbol="diamond",
        names=[r["team"] for r in rows],
    )
    out = [row for row in rows if row["outside"]]
    sheet.dots(
        [r["n"] for r in out], [r["mean"] for r in out], colour=palette.INK, size=20, names=[r["team"] for r in out]
    )
    _named(sheet, out if len(out) <= NAMED else [])
    return sheet.figure()


def _named(sheet: Canvas, rows: list[dict]) -> None:
    """Names beside their dots: on the side where there is room."""
    taken: list[tuple[float, float, float]] = [(*sheet.at(row["n"], row["mean"]), 24) for row in rows]
    for row in rows:
        x, y = sheet.at(row["n"], row["mean"])
        wide = text_width(row["team"], 24)
        middles = [(x + 18 + wide / 2, y), (x - 18 - wide / 2, y), (x, y + 32), (x, y - 32)]
        free = [
            (left, top) for left, top in middles
            if left + wide / 2 < RIGHT + 30 and left - wide / 2 > LEFT
            and not any(abs(left - a) < (wide + w) / 2 and abs(top - b) < 26 for a, b, w in taken if (a, b) != (x, y))
        ]  # fmt: skip
        place = (free or middles)[0]
        taken.append((*place, wide))
        sheet.text(*place, row["team"], size=24, anchor="center")


def _ticks(low: float, high: float) -> list[float]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if (high - low) / step <= 7)
    first = -(-low // step) * step
    return [first + step * place for place in range(int((high - first) // step) + 1)]
