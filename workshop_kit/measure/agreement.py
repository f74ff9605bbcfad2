"""How much the people of one group agree on a thing that they share: r_wg, r_wg(j) and the average deviation.

For ratings of the team, the month or a leader; never for self-ratings, where being different is variety and no
disagreement. All three are made for small groups: two people are enough.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .covariation import complete, scatter, sums_of
from .describe import ratings_of_counts
from .estimate import Estimate, unknown

# Variances of a slightly skewed null distribution (most people are a little lenient), by points of the scale:
# LeBreton & Senter (2008), *Organizational Research Methods* 11, 815, table 2.
SLIGHTLY_SKEWED = {5: 1.34, 6: 1.85, 7: 2.90, 8: 3.47, 9: 5.66, 10: 6.30, 11: 7.31}

ALONE = "one person agrees with nobody: agreement needs two"


@dataclass(frozen=True)
class Agreement(Estimate):
    """An r_wg from 0 to 1 (uniform null) in `value`, without an interval.

    `skewed` is the same under the slightly skewed null, the stricter one: the truth about a group of ordinary
    leniency lies near it. None where no such null is published (5 to 11 points are). `negative` and
    `skewed_negative` are True where people differ more than the null would make them, and the index counts as 0.
    """

    skewed: float | None = None
    negative: bool = False
    skewed_negative: bool = False


def r_wg(ratings, points: int) -> Agreement:
    """Agreement of one group on one item: 1 − s² / σ², with s² over n − 1.

    Args:
        ratings: of the people of one group; missing ones (NaN, None) do not count.
        points: of the scale; the uniform null has σ² = (points² − 1) / 12.

    Returns:
        Agreement, or value None with a reason where fewer than two people answered.

    Raises:
        ValueError: for fewer than two points, or ratings further apart than the scale is long.

    Sources: James, Demaree & Wolf (1984), *Journal of Applied Psychology* 69, 85; the same as R's
    multilevel::rwg.
    """
    values = _numbers(ratings)
    _fits(values, points)
    return _r_wg(float(values.var(ddof=1)) if len(values) > 1 else 0.0, 1, points, len(values))


def r_wg_from_counts(counts: Sequence[int], points: int | None = None) -> Agreement:
    """`r_wg` from how many people chose each point of the scale, lowest first."""
    return r_wg(ratings_of_counts(counts), points or len(counts))


def r_wg_j(items: pd.DataFrame, points: int) -> Agreement:
    """Agreement of one group on J items that measure one thing.

    J(1 − s̄²/σ²) / (J(1 − s̄²/σ²) + s̄²/σ²), with s̄² the mean of the items' variances (over n − 1). It grows with the
    number of items: compare scales of equal length.

    Args:
        items: people × items of one group. Listwise: only people who answered all items count.
        points: of the scale.

    Returns:
        Agreement, or value None with a reason where fewer than two people answered every item, or there is no item.

    Raises:
        ValueError: as `r_wg`.

    Sources: James, Demaree & Wolf (1984); the same as R's multilevel::rwg.j with listwise deletion.
    """
    values = complete(items)
    _fits(values, points)
    return r_wg_j_from_products(*sums_of(items), points=points)


def r_wg_j_from_products(n: int, sums: Sequence, products: Sequence[Sequence], *, points: int) -> Agreement:
    """`r_wg_j` from sums alone: of each item, and of products of each two (only squares are looked at)."""
    if not len(sums):
        return Agreement(None, None, None, n, "there is no item")
    variances = np.diag(scatter(n, sums, products)) / (n - 1) if n > 1 else np.zeros(1)
    return _r_wg(float(variances.mean()), len(sums), points, n)


def average_deviation(ratings, *, around: str = "mean") -> Estimate:
    """How far people are on average from the mean (or the median) of their group, in points of the scale.

    0 is full agreement. On a scale of A points, up to A/6 counts as agreement in practice (0.83 on five points).

    Args:
        ratings: of the people of one group to one item, or a frame (people × items), of which the mean over the
            items is taken. Missing answers do not count; a frame is taken listwise.
        around: "mean" (default) or "median".

    Returns:
        Estimate without an interval, or value None with a reason where fewer than two people answered.

    Raises:
        ValueError: if `around` is neither.

    Sources: Burke, Finkelstein & Dusig (1999), *Organizational Research Methods* 2, 49; Burke & Dunlap (2002),
    *Organizational Research Methods* 5, 159 (A/6); the same as R's multilevel::ad.m.
    """
    centre = _centre(around)
    values = complete(ratings) if np.ndim(ratings) == 2 else _numbers(ratings)[:, None]
    if len(values) < 2 or not values.shape[1]:
        return unknown(ALONE if values.shape[1] else "there is no item", len(values))
    return Estimate(float(np.abs(values - centre(values, axis=0)).mean()), None, None, len(values))


def average_deviation_from_counts(counts: Sequence[int], *, around: str = "mean") -> Estimate:
    """`average_deviation` of one item from how many people chose each point of the scale, lowest first."""
    return average_deviation(ratings_of_counts(counts), around=around)


def _r_wg(variance: float, items: int, points: int, n: int) -> Agreement:
    if n < 2:
        return Agreement(None, None, None, n, ALONE)
    value, negative = _index(variance / _uniform(points), items)
    if points not in SLIGHTLY_SKEWED:
        return Agreement(value, None, None, n, negative=negative)
    skewed, skewed_negative = _index(variance / SLIGHTLY_SKEWED[points], items)
    return Agreement(value, None, None, n, None, skewed, negative, skewed_negative)


def _index(ratio: float, items: int) -> tuple[float, bool]:
    """The index from observed over expected variance, and whether it was negative (then 0)."""
    agreed = 1 - min(ratio, 1.0)
    return items * agreed / (items * agreed + 1 - agreed), ratio > 1


def _uniform(points: int) -> float:
    """The variance of ratings that are spread evenly over the points."""
    if points < 2:
        raise ValueError(f"a scale has two points or more: {points}")
    return (points**2 - 1) / 12


def _numbers(ratings) -> np.ndarray:
    return complete(pd.DataFrame({"rating": pd.Series(ratings, dtype=float)}))[:, 0]


def _fits(values: np.ndarray, points: int) -> None:
    _uniform(points)
    if values.size and np.ptp(values) > points - 1:
        raise ValueError(f"ratings from {values.min():g} to {values.max():g} do not fit on a scale of {points} points")


def _centre(around: str) -> Callable:
    if around not in ("mean", "median"):
        raise ValueError(f'the deviation is taken around the "mean" or the "median", not around {around!r}')
    return np.mean if around == "mean" else np.median
