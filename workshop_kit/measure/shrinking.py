"""Many teams at once: their common mean, and each team's mean drawn towards it as far as it is uncertain.

A team of six lies far out more often than one of sixty, by luck alone. `random_effects` is the mean over teams,
`shrunken` what is best guessed of each, `funnel` how far out luck puts a team of a size.
"""

from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .estimate import LEVEL, Estimate, t_quantile, unknown

FEWEST = 5  # teams: with fewer nobody knows how much teams differ


class Effects(NamedTuple):
    """The mean over teams, and `tau`: the standard deviation between teams beyond chance, in the units of the means."""

    mean: Estimate
    tau: float


def random_effects(figures: Mapping[str, tuple[float, float]], *, level: float = LEVEL) -> Effects:
    """The mean over teams that differ beyond chance; small teams count for less, but never for nothing.

    Args:
        figures: `{team: (mean, standard error)}`, errors above 0.

    Returns:
        Effects; the mean has `n` teams, and value None with fewer than two.

    Sources: DerSimonian & Laird (1986), *Controlled Clinical Trials* 7, 177 (tau); Hartung & Knapp (2001), *Statistics
    in Medicine* 20, 1771 (interval, never narrower than that without it).
    """
    if len(figures) < 2:
        return Effects(unknown("it takes two teams", len(figures)), 0.0)
    means, variances = _arrays(figures)
    between = _between(means, variances)
    weights = 1 / (variances + between)
    value = float((weights * means).sum() / weights.sum())
    free = len(means) - 1
    scale = max(1.0, float((weights * (means - value) ** 2).sum() / free))
    half = t_quantile(free, 0.5 + level / 2) * sqrt(scale / weights.sum())
    return Effects(Estimate(value, value - half, value + half, len(means)), sqrt(between))


def shrunken(figures: Mapping[str, tuple[float, float]], *, level: float = LEVEL) -> dict[str, Estimate]:
    """Each team's mean drawn towards the mean of all: the empirical Bayes estimate with its interval.

    With errors of equal size it is the James–Stein estimator. The interval counts in that the common mean and the
    variance between teams are estimates themselves.

    Args:
        figures: `{team: (mean, standard error)}`, errors above 0; five teams or more.

    Returns:
        `{team: Estimate}` in the order given; `n` is the number of teams that it leans on.

    Raises:
        ValueError: for fewer than five teams, or an error that is not above 0.

    Source: Morris (1983), *Journal of the American Statistical Association* 78, 47 (section 5, unequal variances, one
    common mean).
    """
    if len(figures) < FEWEST:
        raise ValueError(f"it takes {FEWEST} teams to say how much teams differ, and here are {len(figures)}")
    means, variances = _arrays(figures)
    k, between = len(means), _between(means, variances)
    weights = 1 / (variances + between)
    share = weights / weights.sum()
    centre = (share * means).sum()
    drawn = (k - 3) / (k - 1) * variances * weights
    values = means - drawn * (means - centre)
    of_tau = 2 / (k - 3) * drawn**2 * ((share * variances).sum() + between) * weights
    errors = np.sqrt(variances * (1 - (1 - share) * drawn) + of_tau * (means - centre) ** 2)
    half = NormalDist().inv_cdf(0.5 + level / 2) * errors
    return {
        team: Estimate(float(value), float(value - by), float(value + by), k)
        for team, value, by in zip(figures, values, half, strict=True)
    }


def funnel(centre: float, spread: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Between which ends a team of `n` people lies by chance, if it is like all others: centre ± z · spread / √n.

    Source: Spiegelhalter (2005), *Statistics in Medicine* 24, 1185; his limits are 95 % and 99.8 %.
    """
    half = NormalDist().inv_cdf(0.5 + level / 2) * spread / sqrt(n)
    return centre - half, centre + half


def _arrays(figures: Mapping[str, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    means, errors = np.array(list(figures.values()), dtype=float).T
    if not np.isfinite(means).all() or not (errors > 0).all():
        raise ValueError("each team needs a mean and a standard error above 0")
    return means, errors**2


def _between(means: np.ndarray, variances: np.ndarray) -> float:
    """The variance between teams beyond chance, 0 at least."""
    weights = 1 / variances
    centre = (weights * means).sum() / weights.sum()
    q = (weights * (means - centre) ** 2).sum()
    return max(0.0, float((q - (len(means) - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())))
