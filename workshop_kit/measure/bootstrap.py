"""The interval of a mean without any assumption on the shape of the answers: the bootstrap."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from .estimate import LEVEL, Estimate, unknown

DRAWS = 10_000

# Four people make 35 different samples of each other, and an interval from them is far too short.
FEWEST = 5

# People × draws that are in memory at once.
BATCH = 4_000_000


def bootstrap_mean(values, seed: int = 1, *, method: str = "bca", draws: int = DRAWS, level: float = LEVEL) -> Estimate:
    """The mean with a bootstrap interval: the same for the same seed.

    Args:
        values: one number a person; missing ones (NaN, None) do not count.
        seed: of the random numbers.
        method: "bca" (default; corrects for bias and for a spread that changes with the mean) or "percentile".
        draws: how many samples of the people are drawn, with replacement.

    Returns:
        Estimate; without an interval (and with a reason) from fewer than five people, or where all gave the same
        answer, which is no certainty. Value None with a reason where nobody answered.

    Raises:
        ValueError: for another method.

    Sources: Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 13 (percentile) and 14 (BCa).
    """
    if method not in ("bca", "percentile"):
        raise ValueError(f'the method is "bca" or "percentile", not {method!r}')
    there = pd.Series(values, dtype=float).dropna().to_numpy()
    if not len(there):
        return unknown("nobody answered", 0)
    mean, n = float(there.mean()), len(there)
    if n < FEWEST:
        return Estimate(mean, None, None, n, "fewer than five people are too few to draw samples from")
    if np.ptp(there) == 0:
        return Estimate(mean, None, None, n, "everybody gave the same answer, so samples show no spread")
    means = _means(there, draws, np.random.default_rng(seed))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        tails = _corrected(tails, there, means)
    low, high = np.quantile(means, tails)
    return Estimate(mean, float(low), float(high), n)


def _means(values: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    batch = max(1, BATCH // len(values))
    sizes = [min(batch, draws - begin) for begin in range(0, draws, batch)]
    return np.concatenate([values[rng.integers(0, len(values), (size, len(values)))].mean(axis=1) for size in sizes])


def _corrected(tails: np.ndarray, values: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Where BCa reads the ends: Φ(z₀ + (z₀ + z) / (1 − a(z₀ + z)))."""
    normal, deviations = NormalDist(), values - values.mean()
    below = ((means < values.mean()).mean() + (means <= values.mean()).mean()) / 2  # half of the ties
    bias = normal.inv_cdf(min(max(below, 1 / len(means)), 1 - 1 / len(means)))
    acceleration = (deviations**3).sum() / (6 * sqrt((deviations**2).sum()) ** 3)  # the jackknife's, for a mean
    shifted = [bias + normal.inv_cdf(tail) for tail in tails]
    return np.array([normal.cdf(bias + one / (1 - acceleration * one)) for one in shifted])
