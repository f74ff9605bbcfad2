"""How much of the differences between people is a difference between their groups: ICC(1) and ICC(2)."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .estimate import LEVEL, Estimate, unknown


class Icc(tuple):
    """The pair (ICC(1), ICC(2)): two numbers, each None where it cannot be said.

    `first` and `second` are the same as estimates, with an interval, the number of people and the reason; `groups` is
    how many groups there are, `size` how many people they have on average.
    """

    def __new__(cls, first: Estimate, second: Estimate, groups: int, size: float):
        pair = super().__new__(cls, (first.value, second.value))
        pair.first, pair.second, pair.groups, pair.size = first, second, groups, size
        return pair

    def __getnewargs__(self):
        return self.first, self.second, self.groups, self.size  # a copy, or one from another process, is whole

    @property
    def reason(self) -> str | None:
        """Why something is missing."""
        return self.first.reason or self.second.reason


class OneWay(NamedTuple):
    """One-way analysis of variance: mean squares and degrees of freedom between and within groups."""

    between: float
    within: float
    free_between: int
    free_within: int

    @property
    def size(self) -> float:
        """People a group, on average."""
        return (self.free_within + self.free_between + 1) / (self.free_between + 1)


def icc(values, groups, *, level: float = LEVEL) -> Icc:
    """ICC(1) and ICC(2) from the one-way analysis of variance with random groups.

    ICC(1) = (MSB − MSW) / (MSB + (k − 1) MSW): how much of one person's rating comes from the group that they are in.
    ICC(2) = (MSB − MSW) / MSB: how reliable the group's mean is. k is the mean size of the groups, also where they
    differ in size. Both can be negative, when groups differ less than their members do.

    Args:
        values: one number a person. Who has no value or no group does not count.
        groups: each person's group, in the same order.

    Returns:
        `Icc`, which unpacks as (icc1, icc2). None with a reason: fewer than two groups, nobody who shares a group, or
        no spread at all. Intervals are exact for groups of equal size (F distribution), else an approximation.

    Raises:
        ValueError: if the two are not of the same length.

    Sources: Bliese (2000), in Klein & Kozlowski (eds.), *Multilevel Theory, Research, and Methods in Organizations*,
    349; the same as R's multilevel::ICC1 and ICC2. Intervals: McGraw & Wong (1996), *Psychological Methods* 1, 30.
    """
    table = _table(values, groups)
    n, count = len(table), table["group"].nunique()
    if count < 2 or n == count:
        reason = "it takes two groups" if count < 2 else "no two people share a group"
        return Icc(unknown(reason, n), unknown(reason, n), count, n / count if count else 0.0)
    return icc_of(one_way(table["value"].to_numpy(), table["group"].to_numpy()), n, level=level)


def icc_of(parts: OneWay, n: int, *, level: float = LEVEL) -> Icc:
    """`icc` from an analysis of variance over `n` people, wherever its mean squares come from."""
    return Icc(_first(parts, n, level), _second(parts, n, level), parts.free_between + 1, parts.size)


def one_way(values: np.ndarray, groups: np.ndarray) -> OneWay:
    """Mean squares between and within groups (two groups or more, one of them with two people or more)."""
    codes = pd.factorize(groups)[0]
    sizes = np.bincount(codes)
    centred = values - values.mean()
    means = np.bincount(codes, centred) / sizes
    free_between, free_within = len(sizes) - 1, len(values) - len(sizes)
    between = (sizes * means**2).sum() / free_between
    within = ((centred - means[codes]) ** 2).sum() / free_within
    nothing = 1e-24 * max(float(np.abs(values).max()), 1.0) ** 2  # rounding, not spread
    return OneWay(*(float(part) if part > nothing else 0.0 for part in (between, within)), free_between, free_within)


def _first(parts: OneWay, n: int, level: float) -> Estimate:
    if parts.between == parts.within == 0:
        return unknown("everybody has the same value, so there is nothing to divide", n)
    k = parts.size
    value = (parts.between - parts.within) / (parts.between + (k - 1) * parts.within)
    ends = _f_ends(parts, level)
    if ends is None:
        return Estimate(value, None, None, n, "nobody differs within groups, or no two groups differ")
    low, high = ((f - 1) / (f + k - 1) for f in ends)
    return Estimate(value, low, high, n)


def _second(parts: OneWay, n: int, level: float) -> Estimate:
    if parts.between == 0:
        return unknown("all groups have the same mean, so nothing tells them apart", n)
    value = (parts.between - parts.within) / parts.between
    ends = _f_ends(parts, level)
    if ends is None:
        return Estimate(value, None, None, n, "nobody differs within groups")
    return Estimate(value, 1 - 1 / ends[0], 1 - 1 / ends[1], n)


def _f_ends(parts: OneWay, level: float) -> tuple[float, float] | None:
    """The ends of the interval of F = MSB / MSW."""
    from scipy.special import fdtri

    if parts.between == 0 or parts.within == 0:
        return None
    f, p = parts.between / parts.within, 0.5 + level / 2
    low = f / fdtri(parts.free_between, parts.free_within, p)
    return float(low), float(f * fdtri(parts.free_within, parts.free_between, p))


def _table(values, groups) -> pd.DataFrame:
    if len(values) != len(groups):
        raise ValueError(f"{len(values)} values and {len(groups)} groups: there is one of each a person")
    columns = {"value": np.asarray(pd.Series(values, dtype=float)), "group": np.asarray(groups, dtype=object)}
    return pd.DataFrame(columns).dropna()
