"""Scores of many people at once: a frame of answers goes in, a frame of scores from 0 to 100 comes out.

A score is a person mean: of the items of a facet that were answered, if enough were, and of the facets of a
dimension, if enough are there. What is missing is NaN. First the functions for a frame; below them one function
for each idea, on arrays whose last axis is people and whose last but one is what a person is averaged over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ..instrument import Activity, Instrument, MeanSpec, Refused
from ..instrument.model import Dimension
from .profile import SURE, with_lens
from .ratings import MISSING, Grid, added, answered


def score(answers: pd.DataFrame, instrument: Instrument, activity: str | None = None) -> pd.DataFrame:
    """Scores of an activity, 0 to 100; on an ideal-point scale 50 is *about right*.

    Args:
        answers: people × answer keys (`instrument.keys[activity]`). Missing is NaN or None; keys may be left out.
        activity: its id; None takes the only activity that has scores.

    Returns:
        people × scores, the index as given: facets (`vision.energy`; `climate` without a lens), then dimensions
        (`leadership.energy`); one-item ratings under the item's id; `tell_show` for situations.

    Raises:
        Refused: for an unknown column, a value off its scale (both named), or several activities to choose from.
    """
    plan = _plan(scored_activity(instrument, activity), instrument.dimensions)
    scores = np.empty((len(plan.columns), len(answers)))
    for people, ratings, _ in plan.grid.chunks(answers):
        plan.score(ratings, scores[:, people])
    return pd.DataFrame(scores.T, index=answers.index, columns=plan.columns, copy=False)


def lean(answers: pd.DataFrame, instrument: Instrument, activity: str | None = None) -> pd.DataFrame:
    """Each person's lean under each lens: first dimension minus second, with how sure it is.

    Returns:
        people × `lean.energy` (−100 to 100), `se.energy`, `band.energy` (1.64 SE, points), `call.energy` (a
        dimension's id, "close", or None where there is no lean), and so on for each lens.

    Raises:
        Refused: as `score`; and if the instrument has not exactly two dimensions.
    """
    if len(instrument.dimensions) != 2:
        raise Refused(f"a lean lies between two dimensions, and `{instrument.id}` has {len(instrument.dimensions)}.")
    plan = _plan(scored_activity(instrument, activity), instrument.dimensions)
    sides = plan.leans(instrument.dimensions)
    leans, errors = (np.empty((len(sides), len(answers))) for _ in range(2))
    for people, ratings, _ in plan.grid.chunks(answers):
        scores = plan.score(ratings, np.empty((len(plan.columns), ratings.shape[-1])))
        for row, (first, second) in enumerate(sides.values()):
            leans[row, people] = scores[first.row] - scores[second.row]
            apart = (plan.error(ratings, side, instrument.assumed.se) for side in (first, second))
            errors[row, people] = lean_error(*apart)
    found = {}
    for lens, own, error in zip(sides, leans, errors, strict=True):
        found |= _lean_columns(own, error, instrument.dimensions, lens)
    return pd.DataFrame(found, index=answers.index)


def from_ideal(answers: pd.DataFrame, instrument: Instrument, activity: str | None = None) -> pd.DataFrame:
    """Ratings on ideal-point scales, read as how far and which way they lie from *about right*.

    Returns:
        people × `vision.distance` (0: about right, 100: as far off as the scale goes) and `vision.direction` (−100
        far too little … 100 far too much) for each figure on such a scale (`ideal_distance`, `ideal_direction`).

    Raises:
        Refused: as `score`; and if the activity has no such scale.
    """
    chosen = scored_activity(instrument, activity)
    plan = _plan(chosen, instrument.dimensions)
    rows = [row for row, spec in enumerate(plan.grid.specs) if spec.ideal]
    if not rows:
        raise Refused(f"activity `{chosen.id}` of `{instrument.id}` has no ideal-point scale.")
    points, minimum = plan.points[rows], plan.minimum[rows]
    found = np.empty((len(rows), 2, len(answers)))
    for people, ratings, _ in plan.grid.chunks(answers):
        found[:, 0, people] = ideal_distance(ratings[rows], points, minimum)
        found[:, 1, people] = ideal_direction(ratings[rows], points, minimum)
    names = [f"{plan.columns[row]}.{name}" for row in rows for name in ("distance", "direction")]
    return pd.DataFrame(found.reshape(len(names), len(answers)).T, index=answers.index, columns=names)


def scored_activity(instrument: Instrument, activity: str | None = None) -> Activity:
    """The activity of that id if it has scores; None: the only one that has.

    Raises:
        Refused: if it has none, or if there are several to choose from.
    """
    if activity is not None:
        chosen = instrument.activity(activity)
        if not _means(chosen):
            raise Refused(f"activity `{activity}` of `{instrument.id}` has no scores: it holds no ratings.")
        return chosen
    having = [one for one in instrument.activities if _means(one)]
    if len(having) != 1:
        names = ", ".join(f"`{one.id}`" for one in having) or "none"
        raise Refused(f"which activity of `{instrument.id}`? Those with scores are: {names}. Name one.")
    return having[0]


# one idea each -----------------------------------------------------------------------------------------------


def enough(count: np.ndarray, minimum: np.ndarray | int) -> np.ndarray:
    """The missing-data rule: the count of answered items, NaN where it is under `minimum` (1 or more)."""
    return np.where(count >= minimum, count, np.nan)


def rescaled(
    total: np.ndarray, count: np.ndarray, points: np.ndarray | int, out: np.ndarray | None = None
) -> np.ndarray:
    """The mean of `count` ratings as 0 to 100, the percentage of what is possible; `total` is their sum counted from 0.

    100 total / (count (points − 1)), rounded once, so that no mean lies outside (POMP scores: Cohen, Cohen, Aiken &
    West 1999, *Multivariate Behavioral Research* 34, 315–346).
    """
    return np.divide(total * np.uint16(100), count * (points - 1), out=out)


def person_mean(
    ratings: np.ndarray, points: np.ndarray | int, minimum: np.ndarray | int, out: np.ndarray | None = None
) -> np.ndarray:
    """Each person's mean over the items that they answered, 0 to 100; NaN where these are fewer than `minimum`.

    … × items × people → … × people. Averaging what is there fills each gap with the person's own mean: fair where
    the items hang together and few are missing (Schafer & Graham 2002, *Psychological Methods* 7, on averaging the
    available items).
    """
    count = answered(ratings)
    return rescaled(added(ratings) - count, enough(count, minimum), points, out)


def dimension_mean(facets: Sequence[np.ndarray], needed: int) -> np.ndarray:
    """The mean of the facets that are there, NaN where these are fewer than `needed`: of each facet an array of people.

    Facets weigh the same, however many of their items were answered.
    """
    total = _one_by_one(facets)
    if not np.isnan(total).any():
        return total / len(facets)
    parts = np.array(facets)
    there = ~np.isnan(parts)
    count = there.view(np.uint8).sum(axis=0, dtype=np.uint8)
    total = _one_by_one(np.where(there, parts, 0.0))
    return total / enough(count, needed)


def scatter(ratings: np.ndarray) -> np.ndarray:
    """The sum of squares of a person's ratings around their own mean: … × items × people → … × people."""
    whole = ratings.astype(np.int64)
    total, squares = whole.sum(axis=-2), (whole * whole).sum(axis=-2)
    return squares - total * total / np.maximum(answered(ratings), 1)


def dimension_error(ratings: np.ndarray, points: np.ndarray, minimum: np.ndarray, assumed: float) -> np.ndarray:
    """The standard error of each person's dimension in points of 100, never under the `assumed` one.

    √(variance within facets, pooled / M), M the answered items: facets × items × people → people. The usual
    standard error of a mean, with what lies between facets taken out (`profile` has the same for one person).
    """
    count = answered(ratings)
    counts = count >= minimum
    squares = np.where(counts, scatter(ratings) * (100 / (points - 1)) ** 2, 0.0).sum(axis=0)
    items = np.where(counts, count, 0).sum(axis=0)
    freedom = np.where(counts, count - 1, 0).sum(axis=0)
    return np.maximum(np.sqrt(squares / np.maximum(freedom, 1) / np.maximum(items, 1)), assumed)


def lean_error(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The standard error of a difference of two dimensions whose errors are independent: √(SE₁² + SE₂²)."""
    return np.hypot(first, second)


def ideal_distance(ratings: np.ndarray, points: np.ndarray | int, minimum: np.ndarray | int) -> np.ndarray:
    """How far from *about right*, whichever way: 0 right, 100 as far as the scale goes; NaN under `minimum`.

    The mean of the items' own distances, so that too much of one thing and too little of another do not cancel:
    … × items × people → … × people. Scales from too little to too much: Kaiser & Overfield 2010, *Consulting
    Psychology Journal* 62, 105–118.
    """
    off = np.abs(_from_middle(ratings, points))
    return 100 * off.sum(axis=-2) / (enough(answered(ratings), minimum) * (points - 1))


def ideal_direction(ratings: np.ndarray, points: np.ndarray | int, minimum: np.ndarray | int) -> np.ndarray:
    """Which way from *about right*: −100 far too little … 0 … 100 far too much; NaN under `minimum`.

    The mean with its sign (too much and too little do cancel): … × items × people → … × people.
    """
    return 100 * _from_middle(ratings, points).sum(axis=-2) / (enough(answered(ratings), minimum) * (points - 1))


def _from_middle(ratings: np.ndarray, points: np.ndarray | int) -> np.ndarray:
    """Twice the distance from the middle with its sign, a whole number also where the middle is none; 0 for none."""
    ends = np.expand_dims(points, -2) + 1 if np.ndim(points) else points + 1
    return np.where(ratings == MISSING, 0, 2 * ratings.astype(np.int64) - ends)


def _one_by_one(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Their sum, always in this order: nobody's score may depend on how many are scored at once."""
    return sum(parts[1:], start=parts[0])


# what an activity's scores are made of -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """A dimension under a lens: the rows of its facets among the scores, and its own row."""

    facets: list[int]
    needed: int
    row: int


class _Plan:
    """Which rows of which array become which score: worked out once for an activity."""

    def __init__(self, activity: Activity, dimensions: tuple[Dimension, ...]):
        specs = _means(activity)
        self.grid = Grid(activity, specs)
        self.points = np.array([[spec.points] for spec in specs])
        self.minimum = np.array([[max(spec.minimum, 1)] for spec in specs])
        names = [spec.id for spec in specs]
        self._sides: dict[tuple[str | None, str], _Side] = {}
        for lens in dict.fromkeys(spec.lens for spec in specs if _counts(spec, dimensions)):
            for dimension in dimensions:
                rows = [row for row, spec in enumerate(specs) if _belongs(spec, dimension, lens)]
                if len(rows) >= max(dimension.needed, 1):
                    self._sides[lens, dimension.id] = _Side(rows, dimension.needed, len(names))
                    names.append(with_lens(dimension.id, lens))
        self.columns = pd.Index(names)
        self._alike = _alike(self._sides.values())

    def score(self, ratings: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """Specs × places × people → scores × people, put into `scores` (new memory would cost more than the sums)."""
        facets = scores[: len(self.points)]
        person_mean(ratings, self.points, self.minimum, out=facets)
        for rows, facets, needed in self._alike:
            scores[rows] = dimension_mean([scores[row] for row in facets], needed)
        return scores

    def error(self, ratings: np.ndarray, side: _Side, assumed: float) -> np.ndarray:
        """The standard error of a dimension under a lens, for each person."""
        rows = side.facets
        return dimension_error(ratings[rows], self.points[rows], self.minimum[rows], assumed)

    def leans(self, dimensions: tuple[Dimension, Dimension]) -> dict[str | None, tuple[_Side, _Side]]:
        """The two sides of the lean under each lens that has both."""
        first, second = (dimension.id for dimension in dimensions)
        lenses = [lens for lens, id in self._sides if id == first and (lens, second) in self._sides]
        return {lens: (self._sides[lens, first], self._sides[lens, second]) for lens in lenses}


def _alike(sides: Iterable[_Side]) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Sides of one shape go together: their rows; those of their first facets, of their second …; how many count."""
    groups: dict[tuple[int, int], list[_Side]] = {}
    for side in sides:
        groups.setdefault((len(side.facets), side.needed), []).append(side)
    return [
        (np.array([side.row for side in group]), np.array([side.facets for side in group]).T, needed)
        for (_, needed), group in groups.items()
    ]


@lru_cache(maxsize=32)
def _plan(activity: Activity, dimensions: tuple[Dimension, ...]) -> _Plan:
    return _Plan(activity, dimensions)


def _means(activity: Activity) -> list[MeanSpec]:
    return [spec for spec in activity.specs if isinstance(spec, MeanSpec)]


def _counts(spec: MeanSpec, dimensions: tuple[Dimension, ...]) -> bool:
    """Dimensions are made of facets on one-way scales only: too much and too little do not average."""
    return not spec.ideal and any(spec.facet in dimension.facets for dimension in dimensions)


def _belongs(spec: MeanSpec, dimension: Dimension, lens: str | None) -> bool:
    return _counts(spec, (dimension,)) and spec.lens == lens


def _lean_columns(lean: np.ndarray, error: np.ndarray, dimensions: tuple[Dimension, ...], lens: str | None) -> dict:
    known = ~np.isnan(lean)
    se = np.where(known, error, np.nan)
    band = SURE * se
    first, second = (dimension.id for dimension in dimensions)
    call = np.full(len(lean), None, dtype=object)
    for name, where in ((first, lean > band), (second, lean < -band), ("close", known & (np.abs(lean) <= band))):
        call[where] = name
    names = [with_lens(name, lens) for name in ("lean", "se", "band", "call")]
    return dict(zip(names, (lean, se, band, call), strict=True))
