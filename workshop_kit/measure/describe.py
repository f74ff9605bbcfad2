"""What people answered, without any model: how many chose what, the mean and the spread.

Each figure comes from rows or, under a name that ends in `_from_…`, from counts and sums; both give the same.
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from .estimate import LEVEL, Estimate, team_interval


class Moments(NamedTuple):
    """`n` people, their `mean` (None: nobody) and `sd` (over n − 1; None with fewer than two)."""

    n: int
    mean: float | None
    sd: float | None


def moments(values) -> Moments:
    """n, mean and standard deviation of numbers; missing ones (NaN, None) do not count."""
    there = pd.Series(values, dtype=float).dropna().to_numpy()
    if not len(there):
        return Moments(0, None, None)
    return Moments(len(there), float(there.mean()), float(there.std(ddof=1)) if len(there) > 1 else None)


def moments_from_sums(n: int, total: float, squares: float) -> Moments:
    """`moments` from Σx and Σx² over `n` people: exact where the sums are whole numbers."""
    if n < 1:
        return Moments(0, None, None)
    return Moments(n, total / n, sqrt(max(n * squares - total * total, 0) / (n * (n - 1))) if n > 1 else None)


def mean_interval(
    values,
    *,
    people: int | None = None,
    reliability: float,
    bounds: tuple[float, float] | None = (0.0, 100.0),
    level: float = LEVEL,
) -> Estimate:
    """The mean of a team's values with the finite-population interval of `team_interval`; missing do not count."""
    n, mean, sd = moments(values)
    return team_interval(mean, sd, n, people=people, reliability=reliability, bounds=bounds, level=level)


def distribution(ratings, points: int) -> pd.Series:
    """How many people chose each point of the scale.

    Args:
        ratings: whole numbers from 1 to `points`; missing ones (NaN, None) do not count.

    Returns:
        Series of counts indexed 1 … points (0 where nobody chose it).

    Raises:
        ValueError: for a rating off the scale.
    """
    there = pd.Series(ratings, dtype=float).dropna().to_numpy()
    off = there[(there < 1) | (there > points) | (there != np.rint(there))]
    if len(off):
        raise ValueError(f"{off[0]:g} is off the scale (whole numbers from 1 to {points})")
    return distribution_from_counts(np.bincount(there.astype(int), minlength=points + 1)[1:])


def distribution_from_counts(counts: Sequence[int]) -> pd.Series:
    """`distribution` from the counts of each point of the scale, lowest first."""
    return pd.Series(list(counts), index=pd.RangeIndex(1, len(counts) + 1, name="rating"), name="people", dtype=int)


def ratings_of_counts(counts: Sequence[int]) -> np.ndarray:
    """The ratings (from 1) behind the counts of each point of the scale: one number a person."""
    return np.repeat(np.arange(1, len(counts) + 1), list(counts))
