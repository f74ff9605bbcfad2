"""Whether what many teams have moves with something else, such as time: a line through means that are uncertain."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from .clusters import robust_error
from .estimate import LEVEL, Estimate, t_quantile, unknown

FEWEST = 4  # means: a line through three fits almost anything


@dataclass(frozen=True)
class Slope(Estimate):
    """How much the mean rises for one step of `places`, with its interval; `p` as if nothing rose or fell.

    `tau` is the standard deviation between teams beyond chance and beyond the line, `middle` the place and the height
    of a point on the line.
    """

    p: float | None = None
    tau: float = 0.0
    middle: tuple[float, float] = (0.0, 0.0)


def slope(
    places: Sequence[float],
    means: Sequence[float],
    errors: Sequence[float],
    teams: Sequence[Hashable] | None = None,
    *,
    level: float = LEVEL,
) -> Slope:
    """A line through the means of teams: random-effects meta-regression on one thing.

    Teams differ beyond chance (`tau`, by the method of moments), so that a few large ones cannot make a slope. The
    interval takes the scatter around the line as it is, but never for less than chance alone makes it. Means of one
    team at several places are no news of other teams: where there are such, teams are what is independent.

    Args:
        places: of each mean, such as when the team met.
        means, errors: with standard errors above 0.
        teams: whose mean it is; None: each is of another team.

    Returns:
        Slope over as many means (`n`); value None with a reason for fewer than four, where all stand in one place, or
        where one team alone makes the slope.

    Raises:
        ValueError: for an error that is not above 0, or numbers that are none.

    Sources: Raudenbush (2009), in Cooper, Hedges & Valentine (eds.), *The Handbook of Research Synthesis*, 295
    (moments); Knapp & Hartung (2003), *Statistics in Medicine* 22, 2693 (interval and p, with t on n − 2); of teams
    that are there several times, `clusters.robust_error`.
    """
    from scipy.special import stdtr

    x, y, variances = (np.asarray(values, dtype=float) for values in (places, means, np.square(errors)))
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (variances > 0).all()):
        raise ValueError("each team needs a place, a mean, and a standard error above 0")
    if len(x) < FEWEST or np.ptp(x) == 0:
        few = len(x) < FEWEST
        why = f"a slope takes {FEWEST} teams, and here are {len(x)}" if few else "all teams stand in one place"
        return Slope(None, None, None, len(x), why)
    design = np.column_stack([np.ones_like(x), x - x.mean()])
    between = _between(design, y, variances)
    weights = 1 / (variances + between)
    centre, height = (weights * x).sum() / weights.sum(), (weights * y).sum() / weights.sum()
    reach = (weights * (x - centre) ** 2).sum()
    value = float((weights * (x - centre) * y).sum() / reach)
    free = len(x) - 2
    left = y - height - value * (x - centre)
    error = sqrt(max(1.0, float((weights * left**2).sum() / free)) / reach)
    if teams is not None and len(set(teams)) < len(x):
        found = robust_error(design, left, variances + between, teams)
        if found is None:
            return Slope(None, None, None, len(x), "one team alone makes the slope")
        chance = sqrt((weights**2 * (x - centre) ** 2 * variances).sum()) / float(reach)
        error, free = max(found.error, chance), found.free
    half = t_quantile(free, 0.5 + level / 2) * error
    p = 2 * float(stdtr(free, -abs(value) / error))
    return Slope(value, value - half, value + half, len(x), None, p, sqrt(between), (float(centre), float(height)))


def means_by(
    groups: Mapping[Hashable, Mapping[str, tuple[float, float]]], *, level: float = LEVEL
) -> dict[Hashable, Estimate]:
    """The mean over the teams of each group, with one common variance between teams.

    Three teams alone hardly say how much teams differ; those of all groups together do.

    Args:
        groups: `{group: {team: (mean, standard error)}}`, errors above 0. Groups without a team are left out.

    Returns:
        Estimates whose `n` is the teams of the group; value None with a reason where no group has two.

    Sources: Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to Meta-Analysis*, ch. 19 (common variance);
    Knapp & Hartung (2003), as in `slope`, with t on teams − groups.
    """
    there = {group: figures for group, figures in groups.items() if figures}
    pairs = [pair for figures in there.values() for pair in figures.values()]
    free = len(pairs) - len(there)
    if free < 1:
        return {
            group: unknown("it takes two teams in one of the groups", len(figures)) for group, figures in there.items()
        }
    y, errors = np.array(pairs, dtype=float).T
    of = np.repeat(np.arange(len(there)), [len(figures) for figures in there.values()])
    design = np.equal.outer(of, np.arange(len(there))).astype(float)
    weights = 1 / (errors**2 + _between(design, y, errors**2))
    sums = design.T @ weights
    means = (design.T @ (weights * y)) / sums
    scale = max(1.0, float((weights * (y - means[of]) ** 2).sum() / free))
    halves = t_quantile(free, 0.5 + level / 2) * np.sqrt(scale / sums)
    return {
        group: Estimate(float(mean), float(mean - half), float(mean + half), len(figures))
        for (group, figures), mean, half in zip(there.items(), means, halves, strict=True)
    }


def _between(design: np.ndarray, y: np.ndarray, variances: np.ndarray) -> float:
    """The variance between teams beyond chance and beyond what the design (teams × columns) explains, 0 at least."""
    weights = 1 / variances
    inverse = np.linalg.inv(design.T * weights @ design)
    left = y - design @ (inverse @ (design.T @ (weights * y)))
    spent = np.trace(inverse @ (design.T * weights**2 @ design))
    return max(0.0, float(((weights * left**2).sum() - np.subtract(*design.shape)) / (weights.sum() - spent)))
