"""McDonald's omega total: how much of a scale's variance one common factor and nothing else explains."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .covariation import constant, correlations, scatter, sums_of
from .estimate import Estimate, unknown

# The bound that R's psych keeps: no item is explained altogether.
LEAST_UNIQUE = 0.005


def omega_total(items: pd.DataFrame) -> Estimate:
    """Omega total of a one-factor (minimum residual) model of the correlations.

    (ΣΣ rᵢⱼ − Σ uᵢ²) / ΣΣ rᵢⱼ with the observed correlations below the line and uᵢ² = 1 − λᵢ², the variance of each
    item that the factor leaves unexplained: what R's psych calls omega total. Unlike alpha it does not take for
    granted that every item measures the factor equally well.

    Args:
        items: people × items, reverse-keyed ones turned round (none is turned here). Listwise: only people who
            answered all items count.

    Returns:
        Estimate without an interval, or value None with a reason: fewer than three items (one factor has no unique
        solution), no more people than items, or an item on which all agree.

    Sources: McDonald (1999), *Test Theory*, ch. 6; Harman & Jones (1966), *Psychometrika* 31, 351 (minimum
    residual); Revelle & Zinbarg (2009), *Psychometrika* 74, 145 (observed variance as the denominator).
    """
    return omega_from_products(*sums_of(items))


def omega_from_products(n: int, sums: Sequence, products: Sequence[Sequence]) -> Estimate:
    """`omega_total` from sums alone: of each item (`sums`) and of products of each two (lower triangle) over `n`."""
    if len(sums) < 3:
        return unknown("omega needs at least three items", n)
    if n <= len(sums):
        return unknown("omega needs more people who answered every item than there are items", n)
    spread = scatter(n, sums, products)
    if constant(spread).any():
        return unknown("everybody gave the same answer to an item, so it goes together with nothing", n)
    together = correlations(spread)
    loadings = minimum_residual_loadings(together)
    total = together.sum()
    value = 1 - (1 - loadings**2).sum() / total if total > 0 else -1.0
    if value < 0:
        return unknown("the items have no common factor; is one of them not turned round?", n)
    return Estimate(float(value), None, None, n)


def minimum_residual_loadings(together: np.ndarray) -> np.ndarray:
    """Loadings λ of one factor that leave the least of the correlations: min Σ (rᵢⱼ − λᵢλⱼ)² over i < j.

    The diagonal plays no part (Harman & Jones 1966), unless an item were explained by more than 1 − `LEAST_UNIQUE` (a
    Heywood case): what lies beyond adds its half square, as in least squares with a bound on the uniqueness. The sign
    is such that the loadings add up to more than 0.
    """
    from scipy.optimize import least_squares

    rows, columns = np.tril_indices(len(together), -1)
    pairs, items = np.arange(len(rows)), np.arange(len(together))

    def residuals(loadings):
        beyond = np.maximum(loadings**2 - (1 - LEAST_UNIQUE), 0)
        return np.concatenate([together[rows, columns] - loadings[rows] * loadings[columns], beyond / np.sqrt(2)])

    def slopes(loadings):
        found = np.zeros((len(rows) + len(loadings), len(loadings)))
        found[pairs, rows], found[pairs, columns] = -loadings[columns], -loadings[rows]
        beyond = loadings**2 > 1 - LEAST_UNIQUE
        found[len(rows) + items, items] = np.where(beyond, 2 * loadings, 0) / np.sqrt(2)
        return found

    exact = {"xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14}
    loadings = least_squares(residuals, _first_axis(together), slopes, **exact).x
    return loadings if loadings.sum() >= 0 else -loadings


def _first_axis(together: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(together)
    return vectors[:, -1] * np.sqrt(values[-1]) * (1 if vectors[:, -1].sum() >= 0 else -1)
