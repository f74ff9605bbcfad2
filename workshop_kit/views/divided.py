"""On which facets of the month people split: what the picture of agreement shows and a facilitator's sentence names.

A split is a facet on which people differ more than on the others: beyond what the largest of all facets would show by
luck if every one had the same spread. How much of that can be asked depends on what is published: a spread in points
and bars from twenty people on, three words from ten on, nothing below.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

import numpy as np

from ..pool.coarse import APART, MIXED
from .sureness import SEED

LEVEL = 0.01  # the sorting has a test of its own at 5 %: together they stay well under one room in ten
DRAWS = 2000
CAMP = 0.2  # of the people on each side, and three at least: below that it is a few who differ, not a split
FEWEST = 3
FACETS = 3  # that there must be to compare one with
MOST = 2  # that can be told apart from all the others where spreads are words
# Only with a (rounded) mean in the middle does a spread called "apart" take two people or more on each side of it; a
# mean further out can be the work of two who stand apart from all the others.
MIDDLE = 50
POINTS = np.linspace(0, 100, 5)
SPREADS = tuple(range(4, 61))  # of what people think, before they round it to a point of the scale


def divided(figures: Mapping[str, object]) -> dict[str, float]:
    """The facets on which people split, the widest first, each with how far that stands out (0.7 to 1).

    Args:
        figures: `{facet: published mean on five points}`; those without a spread do not count.
    """
    figures = {facet: figure for facet, figure in figures.items() if figure.spread is not None}
    if len(figures) < FACETS:
        return {}
    if all(figure.sd is not None for figure in figures.values()):
        return _by_points(figures)
    return _by_words(figures)


def camps(figure) -> tuple[int, int] | None:
    """How many see too little and how many too much, where both are a camp and no bar reaches over the middle."""
    low = sum(bar.n for bar in figure.bars if bar.last < 2)
    high = sum(bar.n for bar in figure.bars if bar.first > 2)
    return (low, high) if min(low, high) >= max(FEWEST, CAMP * figure.n) else None


# from twenty people on ---------------------------------------------------------------------------------------


def _by_points(figures: dict) -> dict[str, float]:
    spreads = [figure.sd for figure in figures.values()]
    limit = _largest(*_asked(figures), sqrt(sum(sd**2 for sd in spreads) / len(spreads)))
    apart = [facet for facet, f in figures.items() if f.sd > limit and (camps(f) or _both_sides(f, f.sd) >= CAMP)]
    apart.sort(key=lambda facet: -figures[facet].sd)
    return {facet: min(1.0, 0.7 + (figures[facet].sd / limit - 1)) for facet in apart}


def _both_sides(figure, sd: float) -> float:
    """The share of people that there must be on each side of the mean at least, for their spread to be so wide.

    With a share q below a mean m (0 to 100), those above lie q·m above it on the whole, so that the variance is
    q·m² + q·m·(100 − m) at most: q is sd² / 100m or more; and the same from above.
    """
    return min(1.0, sd * sd / (100 * max(figure.mean, 100 - figure.mean, 1)))


@lru_cache(maxsize=64)
def _largest(people: tuple[int, ...], means: tuple[int, ...], pooled: float) -> float:
    """The largest standard deviation of all figures that one common spread exceeds in `LEVEL` of the draws."""
    rng = np.random.default_rng(SEED)
    spread = min(SPREADS, key=lambda one: abs(_pooled(means, one) - pooled))
    drawn = [_drawn(n, mean, spread, rng) for n, mean in zip(people, means, strict=True)]
    return float(np.quantile(np.max(drawn, axis=0), 1 - LEVEL, method="higher"))


def _pooled(means: tuple[int, ...], spread: float) -> float:
    known = [_shares(mean, spread) for mean in means]
    variances = [shares @ POINTS**2 - (shares @ POINTS) ** 2 for shares in known]
    return sqrt(sum(variances) / len(variances))


# from ten people on ------------------------------------------------------------------------------------------


def _by_words(figures: dict) -> dict[str, float]:
    """One or two facets "apart" while so many others are "alike" as no common spread would make them together."""
    words = [figure.spread for figure in figures.values()]
    apart = [facet for facet, figure in figures.items() if figure.spread == "apart"]
    if not 0 < len(apart) <= MOST or any(figures[facet].mean != MIDDLE for facet in apart):
        return {}
    luck = _luck(*_asked(figures), words.count("alike"))
    return dict.fromkeys(apart, 0.85) if luck <= LEVEL else {}


def _asked(figures: dict) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(f.n for f in figures.values()), tuple(round(f.mean) for f in figures.values())


@lru_cache(maxsize=64)
def _luck(people: tuple[int, ...], means: tuple[int, ...], alike: int) -> float:
    """The chance of any figure "apart" beside so many "alike", under the common spread that makes it largest."""
    rng = np.random.default_rng(SEED)
    chances = []
    for spread in SPREADS[::4]:
        drawn = np.array([_drawn(n, mean, spread, rng) for n, mean in zip(people, means, strict=True)])
        both = (drawn >= APART).any(axis=0) & ((drawn < MIXED).sum(axis=0) >= alike)
        chances.append(both.mean())
    return float(max(chances))


# answers under one common spread -----------------------------------------------------------------------------


def _drawn(n: int, mean: float, spread: float, rng: np.random.Generator) -> np.ndarray:
    """Standard deviations of `DRAWS` teams of `n` people whose answers spread so around a mean."""
    counts = rng.multinomial(n, _shares(mean, spread), size=DRAWS)
    sums, squares = counts @ POINTS, counts @ POINTS**2
    return np.sqrt(np.maximum(squares - sums**2 / n, 0) / (n - 1))


@lru_cache(maxsize=4096)
def _shares(mean: float, spread: float) -> np.ndarray:
    """The shares of the five answers when people spread normally around a mean and take the nearest one."""
    normal = NormalDist(mean, spread)
    edges = [normal.cdf(edge) for edge in (POINTS[:-1] + POINTS[1:]) / 2]
    return np.diff([0.0, *edges, 1.0])
