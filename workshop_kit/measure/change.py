"""Whether one person's score has changed by more than measurement error, and whether a team's figures have moved
between two days by more than chance. One person: for dimensions, never for single facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import TYPE_CHECKING

from .estimate import Estimate, t_quantile

if TYPE_CHECKING:
    import pandas as pd

# A change beyond it happens by measurement error alone once in twenty times.
CERTAIN = 1.96
# The chance that a team's figures say anything of two days between which nothing moved.
LEVEL = 0.05
ROSE, FELL = "rose", "fell"


@dataclass(frozen=True)
class Change(Estimate):
    """One person's change: `value` is the reliable change index (RCI), without an interval.

    `points` is the change itself (after − before), `needed` the smallest that is reliable, both on the scale of the
    scores.
    """

    points: float | None = None
    needed: float | None = None

    @property
    def reliable(self) -> bool | None:
        """True beyond ±1.96; None where nothing can be said. False is "too close to call", not "nothing changed"."""
        return None if self.value is None else abs(self.value) > CERTAIN


def moved(before, after, ids: Sequence[str]) -> dict[str, str | None]:
    """Which figures of a team rose or fell between two days: {id: "rose", "fell", or None: cannot be said}.

    The same people may stand behind both tallies, but nobody knows who is who, so the two are taken as two groups:
    what a person keeps from one day to the other makes that too careful and never too bold. The differences share
    one level of 5 % (Bonferroni).

    Args:
        before, after: two tallies of one activity, exact or published.
        ids: figures of one block, such as `vision`; those that one of the tallies does not show are left out.
    """
    from .order import comparable  # with numpy, which one person's change, in a notebook, needs none of

    errors = [comparable(tally, ids) for tally in (before, after)]
    both = [id for id in ids if id in errors[0] and id in errors[1]]
    found = {}
    for id in both:
        n = min(tally.figures[id].n for tally in (before, after))
        difference = errors[1][id][0] - errors[0][id][0]
        limit = t_quantile(n - 1, 1 - LEVEL / (2 * len(both))) * sqrt(errors[0][id][1] ** 2 + errors[1][id][1] ** 2)
        found[id] = None if abs(difference) <= limit else ROSE if difference > 0 else FELL
    return found


def standard_error_of_measurement(sd: float, reliability) -> float:
    """How far a person's score lies from their true one, typically: sd · √(1 − reliability), in the units of `sd`.

    Args:
        sd: standard deviation of the scores over people.
        reliability: 0 to 1: a number, or an estimate (alpha, omega).

    Raises:
        ValueError: for a negative spread, a reliability outside 0..1, or an estimate without a value.

    Source: Lord & Novick (1968), *Statistical Theories of Mental Test Scores*, ch. 3.
    """
    return float(sd) * sqrt(1 - _checked(sd, reliability))


def smallest_reliable_change(sd: float, reliability) -> float:
    """The change between two measurements of one person that error alone exceeds once in twenty: 1.96 · √2 · SEM."""
    return CERTAIN * sqrt(2) * standard_error_of_measurement(sd, reliability)


def reliable_change(before, after, sd: float, reliability) -> Change | pd.Series:
    """The reliable change index: (after − before) / (√2 · SEM).

    For dimensions, whose reliability is high enough; a facet of two to four items changes reliably almost never.

    Args:
        before, after: one person's two scores, or those of many (Series, matched by their index; arrays and lists by
            their order).
        sd: standard deviation of the scores over people, at the first measurement.
        reliability: 0 to 1: a number, or an estimate (alpha of the dimension).

    Returns:
        Of one person a `Change`; value None with a reason where a score is missing, or where nobody differs or the
        reliability is 1 (there is no error to compare with). Of many a Series of indices, NaN where a score is missing
        or there is no error.

    Raises:
        ValueError: as `standard_error_of_measurement`.

    Source: Jacobson & Truax (1991), *Journal of Consulting and Clinical Psychology* 59, 12, p. 14.
    """
    error = sqrt(2) * standard_error_of_measurement(sd, reliability)
    if hasattr(before, "__len__") or hasattr(after, "__len__"):
        return _of_many(before, after, error)
    if before is None or after is None or not (isfinite(before) and isfinite(after)):
        return Change(None, None, None, 0, "one of the two scores is missing")
    points = float(after) - float(before)
    if error == 0:
        return Change(None, None, None, 1, "without any error of measurement there is nothing to compare with", points)
    return Change(points / error, None, None, 1, None, points, CERTAIN * error)


def _of_many(before, after, error: float) -> pd.Series:
    import pandas as pd  # one person's change, in a notebook, needs none of it

    first, second = (one if isinstance(one, pd.Series) else pd.Series(one, dtype=float) for one in (before, after))
    points = (second - first).astype(float)
    return points / error if error else points * float("nan")


def _checked(sd: float, reliability) -> float:
    value = float(reliability)
    if not sd >= 0:
        raise ValueError(f"a spread is 0 or more: {sd}")
    if not 0 <= value <= 1:
        raise ValueError(f"a reliability lies between 0 and 1: {value}")
    return value
