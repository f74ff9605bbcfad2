"""How consistently a set of items measures one thing.

Each function takes rows (a frame, people × items) or, where it can, the sums that a `Tally` holds; both give the
same number.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .estimate import LEVEL, Estimate, unknown


def cronbach_alpha(items: pd.DataFrame, *, level: float = LEVEL) -> Estimate:
    """Raw Cronbach's alpha of items that point the same way, with Feldt's interval.

    Args:
        items: people × items. Reverse-keyed items are turned round by the caller. Only people who answered all
            items count (listwise); `n` of the result is how many did.

    Returns:
        Estimate, or value None with a reason: fewer than two items or three people, or no spread at all.

    Sources: Cronbach (1951), *Psychometrika* 16, 297; Feldt, Woodruff & Salih (1987), *Applied Psychological
    Measurement* 11, 93, eq. 15 (the same interval as R's psych::alpha).
    """
    values = np.asarray(items.dropna(), dtype=float)
    if values.shape[1] < 2 or len(values) < 1:
        return _unusable(len(values), values.shape[1])
    centred = values - np.rint(values.mean(axis=0))  # products of large numbers would lose digits
    return alpha_from_products(len(values), centred.sum(axis=0), centred.T @ centred, level=level)


def alpha_from_products(n: int, sums: Sequence, products: Sequence[Sequence], *, level: float = LEVEL) -> Estimate:
    """Cronbach's alpha from sums alone: the same number as from the rows.

    Args:
        n: people who answered all items.
        sums: of each item over them.
        products: `products[i][j]` = Σ xᵢxⱼ; the lower triangle (j ≤ i) is enough.
    """
    if n < 3 or len(sums) < 2:
        return _unusable(n, len(sums))
    scatter = _scatter(n, sums, products)
    total = scatter.sum()
    if total <= 1e-9 * max(1.0, np.abs(scatter).max()):
        return unknown("everybody has the same total, so nothing can be told apart", n)
    count = len(sums)
    alpha = count / (count - 1) * (1 - np.trace(scatter) / total)
    low, high = feldt_interval(alpha, n, count, level=level)
    return Estimate(float(alpha), low, high, n)


def feldt_interval(alpha: float, n: int, items: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Interval of an alpha from `n` people and `items` items: (1 − α) times quantiles of F(n − 1, (n − 1)(k − 1)).

    Feldt, Woodruff & Salih (1987), eq. 15.
    """
    from scipy.special import fdtri

    tail, free = (1 - level) / 2, (n - 1, (n - 1) * (items - 1))
    ends = [1 - (1 - alpha) * fdtri(*free, p) for p in (1 - tail, tail)]
    return float(ends[0]), float(ends[1])


def _scatter(n: int, sums: Sequence, products: Sequence[Sequence]) -> np.ndarray:
    """Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ), in whole numbers until the last division where the sums are whole."""
    count = len(sums)
    scatter = np.empty((count, count))
    for i in range(count):
        for j in range(i + 1):
            scatter[i, j] = scatter[j, i] = (n * products[i][j] - sums[i] * sums[j]) / n
    return scatter


def _unusable(n: int, items: int) -> Estimate:
    if items < 2:
        return unknown("alpha needs at least two items", n)
    return unknown("alpha needs at least three people who answered every item", n)
