"""How each item of a scale goes together with the rest of it."""

from collections.abc import Hashable, Sequence
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
import pandas as pd

from .covariation import KURTOSIS, NOTHING, correlations, scatter, sums_of
from .estimate import LEVEL, Estimate, unknown
from .reasons import Reason
from .reliability import alpha_from_products


def item_rest_correlations(items: pd.DataFrame) -> pd.Series:
    """The correlation of each item with the sum of the others (corrected item–total correlation).

    Args:
        items: people × items, reverse-keyed ones turned round. Listwise: only people who answered all items count.

    Returns:
        Series indexed by item. NaN for an item on which all agree, or whose others have the same total for everybody;
        all NaN with fewer than two items or three people. `.attrs["reason"]` says why where any is missing.

    Source: Henrysson (1963), *Psychometrika* 28, 211; the "r.drop" of R's psych::alpha.
    """
    frame = items if isinstance(items, pd.DataFrame) else pd.DataFrame(items)
    return item_rest_from_products(*sums_of(frame), items=frame.columns)


def item_rest_from_products(
    n: int, sums: Sequence, products: Sequence[Sequence], *, items: Sequence[Hashable] | None = None
) -> pd.Series:
    """`item_rest_correlations` from sums alone; `items` names them (None: 0, 1, …)."""
    index = range(len(sums)) if items is None else items
    if len(sums) < 2 or n < 3:
        return _series(np.full(len(sums), np.nan), index, "it takes two items and three people who answered them all")
    spread = scatter(n, sums, products)
    own, with_all, total = np.diag(spread), spread.sum(axis=1), spread.sum()
    rest = total - 2 * with_all + own
    usable = np.minimum(own, rest) > NOTHING * max(float(own.max()), NOTHING)
    found = np.full(len(own), np.nan)
    found[usable] = np.clip((with_all - own)[usable] / np.sqrt(own[usable] * rest[usable]), -1, 1)
    return _series(found, index, Reason.NO_REST)


def item_rest_intervals(
    n: int, sums: Sequence, products: Sequence[Sequence], *, level: float = LEVEL
) -> list[Estimate]:
    """`item_rest_from_products` with intervals: one estimate an item, in their order.

    Returns:
        Estimates over `n` people; value None with a reason as there, and without an interval under four people or where
        an item is all of the rest.
    """
    found = item_rest_from_products(n, sums, products)
    return [
        unknown(found.attrs["reason"], n) if np.isnan(r) else correlation_interval(float(r), n, level=level)
        for r in found
    ]


def correlation_interval(r: float, n: int, *, level: float = LEVEL) -> Estimate:
    """A correlation of ratings over `n` people: Fisher's z, with a variance of `KURTOSIS` / (n − 3).

    Tried on item–rest correlations in samples of 30, 50 and 200: of 2,042 real people it covers 93 to 95 % (Fisher's
    own 1 / (n − 3) 91 to 93 %), of simulated five-point items 93 to 96 % where most people say four or five, and up to
    98 % where answers are symmetric.

    Source: Fisher (1921), *Metron* 1, 3; `covariation.KURTOSIS`.
    """
    if n <= 3 or abs(r) >= 1 - NOTHING:
        return Estimate(r, None, None, n, "three people, or a perfect correlation, have no interval")
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(KURTOSIS / (n - 3))
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half), n)


def alphas_without(n: int, sums: Sequence, products: Sequence[Sequence]) -> list[Estimate]:
    """Cronbach's alpha of a scale without each of its items, in their order, with Feldt's interval.

    Value None with a reason where fewer than two items would be left.
    """
    found = []
    for gone in range(len(sums)):
        kept = [place for place in range(len(sums)) if place != gone]
        left = [[products[i][j] for j in kept if j <= i] for i in kept]
        found.append(alpha_from_products(n, [sums[i] for i in kept], left))
    return found


def mean_inter_item_correlation(items: pd.DataFrame) -> Estimate:
    """The mean correlation of each two items: how close they are whatever their number (alpha grows with it).

    Args:
        items: people × items, reverse-keyed ones turned round; listwise.

    Returns:
        Estimate without an interval, or value None with a reason. Briggs & Cheek (1986), *Journal of Personality*
        54, 106, take 0.2 to 0.4 for the range in which items are neither strangers nor repetitions.
    """
    return mean_inter_item_from_products(*sums_of(items))


def mean_inter_item_from_products(n: int, sums: Sequence, products: Sequence[Sequence]) -> Estimate:
    """`mean_inter_item_correlation` from sums alone."""
    if len(sums) < 2 or n < 3:
        return unknown("it takes two items and three people who answered them all", n)
    together = correlations(scatter(n, sums, products))
    if np.isnan(together).any():
        return unknown(Reason.SAME_ANSWER, n)
    return Estimate(float(together[np.tril_indices(len(together), -1)].mean()), None, None, n)


def _series(values: np.ndarray, index, reason: str) -> pd.Series:
    found = pd.Series(values, index=pd.Index(index), name="item_rest", dtype=float)
    if found.isna().any():
        found.attrs["reason"] = reason
    return found
