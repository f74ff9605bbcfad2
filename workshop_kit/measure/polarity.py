"""Whether an ordered scale finds people together, anywhere, or in two camps: van der Eijk's agreement A."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from .describe import distribution
from .estimate import Estimate, unknown


def agreement_a(ratings, points: int) -> Estimate:
    """Van der Eijk's A: 1 all on one point, 0 spread evenly over the scale, −1 half at each end.

    Why it, and not the variance: the points of a rating scale have an order and no distances, and a variance takes
    distances for granted; it also falls wherever the mean comes near an end, whatever people think of one another, and
    it has no place that means "anything goes". A looks at the shape alone: it takes the counts apart into layers, asks
    of each whether its points lie side by side or leave a gap between them, and averages. Its sign answers what a room
    wants to know: do we lean one way, or are there two camps?

    Args:
        ratings: whole numbers from 1 to `points`; missing ones (NaN, None) do not count.
        points: of the scale, three or more.

    Returns:
        Estimate without an interval, or value None with a reason: fewer than two people, or fewer than three points
        (between two there is no gap).

    Raises:
        ValueError: for a rating off the scale.

    Source: van der Eijk (2001), *Quality and Quantity* 35, 325 (eq. 2, p. 332); the same as R's agrmt::agreement.
    """
    return agreement_a_from_counts(distribution(ratings, points))


def agreement_a_from_counts(counts: Sequence[int]) -> Estimate:
    """`agreement_a` from how many people chose each point of the scale, lowest first."""
    left = np.array(counts, dtype=np.int64)
    n = int(left.sum())
    if len(left) < 3:
        return unknown("between fewer than three points there is no gap, so A is not defined", n)
    if n < 2:
        return unknown("one person agrees with nobody: agreement needs two", n)
    value = 0.0
    while left.any():
        layer = left > 0
        height = left[layer].min()
        value += height * layer.sum() / n * _of_layer(layer)
        left = left - height * layer
    return Estimate(min(1.0, max(-1.0, float(value))), None, None, n)


def _of_layer(layer: np.ndarray) -> float:
    """A of one layer: U · (1 − (S − 1) / (K − 1)), S of the K points being chosen.

    Of each three points in order, two neighbours and an empty one outside are a sign of one camp, two with an empty
    one between them of two. Where no three say anything, one point alone has A = 1, all points 0.
    """
    points, chosen = len(layer), int(layer.sum())
    threes = [tuple(three) for three in combinations(layer.tolist(), 3)]
    one = sum(three in ((True, True, False), (False, True, True)) for three in threes)
    two = sum(three == (True, False, True) for three in threes)
    if chosen == 1:
        return 1.0
    if one + two == 0:
        return 0.0
    unimodality = ((points - 2) * one - (points - 1) * two) / ((points - 2) * (one + two))
    return unimodality * (1 - (chosen - 1) / (points - 1))
