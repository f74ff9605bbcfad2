"""How consistently a set of items measures one thing: alpha, stratified alpha, and Spearman–Brown for two items.

Each function takes rows (people × items) or, under a name that ends in `_from_products`, the sums that a tally holds;
both give the same number.
"""

from collections.abc import Hashable, Mapping, Sequence
from math import atanh, sqrt, tanh

import numpy as np
import pandas as pd

from .covariation import NOTHING, constant, correlations, scatter, sums_of
from .estimate import LEVEL, Estimate, unknown
from .reasons import Reason

# Below it a coefficient is an accident of three answers.
FEWEST = 3


def cronbach_alpha(items: pd.DataFrame, *, level: float = LEVEL) -> Estimate:
    """Raw Cronbach's alpha of items that point the same way, with Feldt's interval.

    Args:
        items: people × items. Reverse-keyed items are turned round by the caller. Only people who answered all
            items count (listwise); `n` of the result is how many did.

    Returns:
        Estimate, or value None with a reason: fewer than two items or three people, or no spread at all. A negative
        alpha is given as it is: it says that items contradict each other, often one that was not turned round.

    Sources: Cronbach (1951), *Psychometrika* 16, 297; Feldt, Woodruff & Salih (1987), *Applied Psychological
    Measurement* 11, 93, eq. 15 (the same interval as R's psych::alpha).
    """
    return alpha_from_products(*sums_of(items), level=level)


def alpha_from_products(n: int, sums: Sequence, products: Sequence[Sequence], *, level: float = LEVEL) -> Estimate:
    """Cronbach's alpha from sums alone: the same number as from the rows.

    Args:
        n: people who answered all items.
        sums: of each item over them.
        products: `products[i][j]` = Σ xᵢxⱼ; the lower triangle (j ≤ i) is enough.
    """
    count = len(sums)
    if (reason := _unusable("alpha", n, count)) is not None:
        return unknown(reason, n)
    spread = scatter(n, sums, products)
    total = spread.sum()
    if total <= NOTHING * max(1.0, np.abs(spread).max()):
        return unknown(Reason.SAME_TOTAL, n)
    alpha = min(count / (count - 1) * (1 - np.trace(spread) / total), 1.0)  # rounding would go beyond
    low, high = feldt_interval(alpha, n, count, level=level)
    return Estimate(float(alpha), low, high, n)


def feldt_interval(alpha: float, n: int, items: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Interval of an alpha from `n` people and `items` items: (1 − α) times quantiles of F(n − 1, (n − 1)(k − 1)).

    It takes answers for normal. Tried on samples of 30, 50 and 200 of 2,042 real people on five points, it covers 90 to
    93 % (`omega.omega_interval` covers 93 to 96 %).

    Feldt, Woodruff & Salih (1987), eq. 15.
    """
    from scipy.special import fdtri

    tail, free = (1 - level) / 2, (n - 1, (n - 1) * (items - 1))
    ends = [1 - (1 - alpha) * fdtri(*free, p) for p in (1 - tail, tail)]
    return float(ends[0]), float(ends[1])


def stratified_alpha(items: pd.DataFrame, strata: Mapping[Hashable, Sequence[Hashable]]) -> Estimate:
    """Stratified alpha: the reliability of a dimension whose facets measure different things.

    1 − Σ σ²ₛ(1 − αₛ) / σ²ₜ, with the variance and the alpha of each stratum's total and the variance of the total of
    all items. Plain alpha over all items would take the difference between facets for error. For a dimension that is
    the mean of its facets this holds where the facets have the same number of items.

    Args:
        items: people × items (listwise over all strata), reverse-keyed ones turned round.
        strata: the items (columns) of each facet.

    Returns:
        Estimate without an interval, or value None with a reason (fewer than two strata or three people, a stratum
        of one item, no spread).

    Source: Cronbach, Schönemann & McKie (1965), *Educational and Psychological Measurement* 25, 291.
    """
    columns = [column for stratum in strata.values() for column in stratum]
    n, sums, products = sums_of(items[columns])
    if len(strata) < 2:
        return unknown("stratified alpha needs at least two strata", n)
    if lonely := [str(name) for name, stratum in strata.items() if len(stratum) < 2]:
        return unknown(f"`{lonely[0]}` has fewer than two items, so its alpha is unknown", n)
    if n < FEWEST:
        return unknown(_too_few("stratified alpha"), n)
    spread = scatter(n, sums, products)
    total = spread.sum()
    if total <= NOTHING * max(1.0, np.abs(spread).max()):
        return unknown(Reason.SAME_TOTAL, n)
    error, begin = 0.0, 0
    for stratum in strata.values():
        part = spread[begin : begin + len(stratum), begin : begin + len(stratum)]
        error += _error_part(part)
        begin += len(stratum)
    return Estimate(min(float(1 - error / total), 1.0), None, None, n)


def spearman_brown(items: pd.DataFrame, *, level: float = LEVEL) -> Estimate:
    """The reliability of the sum of two items, 2r / (1 + r), with an interval.

    For two items it is the better choice than alpha, which takes equal variances for granted. The interval is that of
    the correlation (Fisher's z, from four people on), stepped up the same way.

    Args:
        items: people × two items, reverse-keyed ones turned round; listwise.

    Returns:
        Estimate, or value None with a reason: not two items, fewer than three people, a constant item, or items that
        point in different directions.

    Source: Eisinga, te Grotenhuis & Pelzer (2013), *International Journal of Public Health* 58, 637.
    """
    return spearman_brown_from_products(*sums_of(items), level=level)


def spearman_brown_from_products(n: int, sums: Sequence, products, *, level: float = LEVEL) -> Estimate:
    """`spearman_brown` from sums alone (as `alpha_from_products`)."""
    if len(sums) != 2:
        return unknown(f"Spearman–Brown is for two items, and here are {len(sums)}", n)
    if n < FEWEST:
        return unknown(_too_few("Spearman–Brown"), n)
    spread = scatter(n, sums, products)
    if constant(spread).any():
        return unknown(Reason.SAME_ANSWER, n)
    r = float(np.clip(correlations(spread)[0, 1], -1, 1))
    if r < 0:
        return unknown(Reason.OPPOSED, n)
    if n == FEWEST or r >= 1 - NOTHING:
        return Estimate(_stepped_up(r), None, None, n, "three people, or a perfect correlation, have no interval")
    half = _normal_quantile(0.5 + level / 2) / sqrt(n - 3)
    low, high = (_stepped_up(tanh(atanh(r) + end)) for end in (-half, half))
    return Estimate(_stepped_up(r), low, high, n)


def _stepped_up(r: float) -> float:
    return 2 * r / (1 + r)


def _normal_quantile(p: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def _error_part(part: np.ndarray) -> float:
    """σ²(1 − α) of one stratum, in sums of squares; a stratum without any spread has no error either."""
    total, count = part.sum(), len(part)
    return total - count / (count - 1) * (total - np.trace(part))


def _unusable(name: str, n: int, items: int) -> str | None:
    if items < 2:
        return f"{name} needs at least two items"
    return _too_few(name) if n < FEWEST else None


def _too_few(name: str) -> str:
    return f"{name} needs at least three people who answered every item"
