"""A number together with how sure we are of it, and the one interval that every team figure uses.

Nothing here knows about instruments or people: plain numbers in, an `Estimate` out. Whatever prints a figure
(the tally, the report, a view) gets its interval from `team_interval` or `difference_interval`, so that two
surfaces cannot disagree about the same figure.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, sqrt

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """`value` with its interval from `low` to `high`, resting on `n` people.

    What cannot be said has `value` None and a `reason` in plain English (`reasons` says how it is translated). A value
    that stands without an interval has `low` and `high` None: with a `reason` where it is missing (one person has no
    spread), without one where the index has none (an r_wg).

    `float(estimate)` is its value, so that it goes wherever a number goes; ValueError if there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None

    @property
    def known(self) -> bool:
        """True when there is a value and an interval, so that both can be drawn."""
        return self.value is not None and self.low is not None and self.high is not None

    def __float__(self) -> float:
        if self.value is None:
            raise ValueError(f"there is no number here: {self.reason}.")
        return float(self.value)


def unknown(reason: str, n: int = 0) -> Estimate:
    """What cannot be said, and why."""
    return Estimate(None, None, None, n, reason)


@lru_cache(maxsize=4096)
def t_quantile(df: float, p: float) -> float:
    """The `p` quantile of Student's t with `df` degrees of freedom."""
    from scipy.special import stdtrit  # scipy.stats would cost most of a second at the first figure

    return float(stdtrit(df, p))


def counted_spread(spread: float, step: float = 5) -> float:
    """The spread that an interval reckons with when `spread` was published in steps of `step`.

    A spread that rounds to nothing is not certainty: it counts as one step.
    """
    return spread if spread > 0 else step


def team_standard_error(sd: float, n: int, *, people: int | None = None, reliability: float, step: float = 0) -> float:
    """Standard error of a team's mean, in the units of `sd`.

    sd / √n · √(1 − r·n/N): the part of the variance that is real difference between people (r, the reliability)
    shrinks as the sample becomes the whole team (Cochran 1977, *Sampling Techniques*, eq. 2.20), the part that
    is measurement error (1 − r) does not: it would be there again on another day. With everybody in the room
    the figure is uncertain by measurement alone. `people` is N; None means that nobody counted the room and it
    is taken as infinite. A figure that was rounded to multiples of `step` adds step²/12, the variance of a
    uniform rounding error (Sheppard's correction).
    """
    _check(sd, n, reliability)
    covered = 0.0 if people is None else min(1.0, n / max(people, n))
    return sqrt(sd * sd / n * (1.0 - reliability * covered) + step * step / 12.0)


def team_interval(
    mean: float | None,
    sd: float | None,
    n: int,
    *,
    people: int | None = None,
    reliability: float,
    step: float = 0,
    bounds: tuple[float, float] | None = (0.0, 100.0),
    level: float = LEVEL,
) -> Estimate:
    """The interval of a team's mean: mean ± t(n − 1) · `team_standard_error`, cut at `bounds`.

    `mean` and `sd` (with n − 1 in its denominator) are on the same scale; `n` people gave them, of `people` in
    the room (None: unknown). `reliability` lies in 0..1. `bounds` None leaves the ends alone (a lean runs from
    −100 to 100: say so). Without a mean nothing can be said; with one person, or without a spread, the value
    stands alone.

    Raises ValueError for a negative spread or a reliability outside 0..1.
    """
    if mean is None or not isfinite(mean) or n < 1:
        return unknown("nobody answered enough of it", max(n, 0))
    if n < 2:
        return Estimate(mean, None, None, n, "one person has no spread")
    if sd is None or not isfinite(sd):
        return Estimate(mean, None, None, n, "no spread is known")
    error = team_standard_error(sd, n, people=people, reliability=reliability, step=step)
    return _around(mean, error, n - 1, n, bounds, level)


def difference_interval(
    first: float,
    second: float,
    first_error: float,
    second_error: float,
    *,
    n: int,
    bounds: tuple[float, float] | None = (-100.0, 100.0),
    level: float = LEVEL,
) -> Estimate:
    """first − second for two groups of different people, from their standard errors; `n` is the smaller group.

    √(SE₁² + SE₂²) with t on n − 1, which errs on the side of saying less than Welch's degrees of freedom would
    (they lie between the smaller n − 1 and n₁ + n₂ − 2). Never for two figures of the *same* people: their
    difference has a spread of its own.
    """
    if n < 2:
        return Estimate(first - second, None, None, n, "one person has no spread")
    return _around(first - second, sqrt(first_error**2 + second_error**2), n - 1, n, bounds, level)


def _around(value: float, error: float, df: int, n: int, bounds, level: float) -> Estimate:
    half = t_quantile(df, 0.5 + level / 2) * error
    low, high = value - half, value + half
    if bounds is not None:
        floor, ceiling = bounds
        low, high = min(max(low, floor), value), max(min(high, ceiling), value)
    return Estimate(value, low, high, n)


def _check(sd: float, n: int, reliability: float) -> None:
    if sd < 0:
        raise ValueError(f"a spread cannot be negative: {sd}")
    if n < 1:
        raise ValueError(f"a team's mean needs at least one person: n = {n}")
    if not 0.0 <= reliability <= 1.0:
        raise ValueError(f"a reliability lies between 0 and 1: {reliability}")
