"""Teams and days compared where nobody's answers are left: from how many answered, their mean and their spread.

Published means and spreads are rounded; `step` says to what, and everything here allows for it. `moments_of` reads a
figure of a tally, exact or published.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from .describe import Moments
from .estimate import LEVEL, Estimate, counted_spread, t_quantile, unknown
from .order import coarse_error
from .variance import Icc, OneWay, icc_of

SPREAD_STEP = 5  # points to which a pooled spread is rounded


def moments_of(tally, id: str, *, widest: bool = False) -> tuple[Moments, float]:
    """A figure as (n, mean, sd) and the step that its mean is rounded to, all in points of 100.

    Where its own spread is not published, the pooled one of its block and lens stands for it, counted as one step of
    five at least; `widest` reads that at the upper end of what rounds to it, so that a decision does not come from the
    rounding. Without either, or without a mean, the moments hold None.
    """
    figure = tally.figures.get(id)
    mean = getattr(figure, "mean", None)
    if mean is None:
        return Moments(getattr(figure, "n", 0), None, None), 0.0
    spread = figure.sd
    if spread is None:
        pooled = tally.figures.get(f"pooled.{figure.lens or figure.block}")
        if hasattr(pooled, "spread"):
            spread = counted_spread(pooled.spread, SPREAD_STEP) + widest * pooled.step / 2
    return Moments(figure.n, float(mean), spread), float(getattr(figure, "step", 0))


def error_of(moments: Moments, step: float) -> float:
    """The standard error of a team's mean, the rounding to multiples of `step` counted in; as of a sample, for a team's
    other months are like this one. Never 0."""
    return max(coarse_error(moments.sd, moments.n, step=step, spread_step=0), 1e-6)


def hedges_g_from_moments(first: Moments, second: Moments, *, step: float = 0, level: float = LEVEL) -> Estimate:
    """`effect.hedges_g` of two groups of different people from their moments: (first − second) / pooled sd.

    Means rounded to multiples of `step` add 2 · step²/12, in units of the pooled spread, to the variance.

    Returns:
        Estimate over n₁ + n₂ people; value None with a reason where a mean or a spread is missing, a group has fewer
        than two people, or nobody differs within groups.
    """
    n = first.n + second.n
    if min(first.n, second.n) < 2:
        return unknown("each group needs two people", n)
    if None in (first.mean, second.mean, first.sd, second.sd):
        return unknown("a mean or a spread is not known", n)
    pooled = sqrt(((first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2) / (n - 2))
    if pooled <= 1e-12 * max(abs(first.mean), abs(second.mean), 1e-300):
        return unknown("nobody differs within the groups, so there is no unit to measure in", n)
    g = (first.mean - second.mean) / pooled * (1 - 3 / (4 * n - 9))
    variance = n / (first.n * second.n) + g * g / (2 * n) + step * step / 6 / pooled**2
    half = t_quantile(n - 2, 0.5 + level / 2) * sqrt(variance)
    return Estimate(g, g - half, g + half, n)


def icc_from_moments(groups: Sequence[Moments], *, step: float = 0, level: float = LEVEL) -> Icc:
    """`variance.icc` from the moments of the groups: the same to rounding as from the people behind them.

    Means rounded to multiples of `step` differ by rounding alone; step²/12 of their variance is taken out. Groups
    without a mean or a spread do not count. Intervals take the groups for equally large.

    Returns:
        `Icc`; None with a reason for fewer than two groups, or groups of one.
    """
    known = [one for one in groups if one.mean is not None and one.sd is not None and one.n > 1]
    n = sum(one.n for one in known)
    if len(known) < 2:
        missing = unknown("it takes two groups", n)
        return Icc(missing, missing, len(known), n / len(known) if known else 0.0)
    sizes, means, spreads = (np.array([one[place] for one in known], dtype=float) for place in range(3))
    grand = (sizes * means).sum() / n
    free = len(known) - 1, n - len(known)
    between = (sizes * (means - grand) ** 2).sum() / free[0] - n / len(known) * step * step / 12
    within = ((sizes - 1) * spreads**2).sum() / free[1]
    return icc_of(OneWay(max(float(between), 0.0), float(within), *free), n, level=level)


def chance_of_no_difference(figures: Mapping[str, tuple[float, float]]) -> float | None:
    """How likely means lie this far apart if nothing differs: the p of Cochran's Q, over (mean, standard error).

    None with fewer than two means, or an error of nothing.

    Source: Cochran (1954), *Biometrics* 10, 101.
    """
    from scipy.special import chdtrc

    if len(figures) < 2:
        return None
    means, errors = np.array(list(figures.values()), dtype=float).T
    if (errors <= 0).any():
        return None
    weights = errors**-2
    q = (weights * (means - (weights * means).sum() / weights.sum()) ** 2).sum()
    return float(chdtrc(len(means) - 1, q))


def holm(chances: Mapping[str, float], level: float = 1 - LEVEL) -> set[str]:
    """The ids whose p stays under `level` when as many are looked at as there are (Holm 1979, *Scandinavian Journal of
    Statistics* 6, 65)."""
    found: set[str] = set()
    ordered = sorted(chances, key=lambda id: chances[id])
    for place, id in enumerate(ordered):
        if chances[id] > level / (len(ordered) - place):
            break
        found.add(id)
    return found
