"""From answers to exact sums, in integers: neither order nor split ever matters.

People who gave the same answers to a facet are counted first and summed once, times their number: four items of
five points have 1,296 patterns of answers, however many people there are. Only what joins several facets (leans,
the grid) is worked out person by person, some thousand at a time.
"""

import numpy as np

from ..instrument import Activity, CountSpec, Instrument, MeanSpec
from ..measure.ratings import MISSING, Grid, picked
from .figures import CountSums, MeanSums, Products, Sums, class_of, classes, summed, units
from .persons import Persons, Pooled, both_dimensions, product, shares

MOST_PATTERNS = 8192


class Adding:
    """The exact sums of an activity, while answers come in one part after another. What it holds does not grow."""

    def __init__(self, instrument: Instrument, activity: Activity):
        self.instrument, self.activity = instrument, activity
        self.n = 0  # people who gave any answer
        means = [spec for spec in activity.specs if isinstance(spec, MeanSpec)]
        kinds = {key: admits["kind"] for key, admits in activity.keys.items()}
        self._choices = [key for key, kind in kinds.items() if kind not in ("rating", "pick")]
        self._grid = Grid(activity, means, also=self._choices)
        self._persons = Persons(means)
        self._parts = [_Facets(means), Pooled(means), *both_dimensions(means, instrument)]
        self._counted = np.zeros((len(self._choices), 256), dtype=np.int64)
        self._picked = {key: _Picks(activity.keys[key]) for key, kind in kinds.items() if kind == "pick"}

    def add(self, answers) -> None:
        """Take in the answers of some people (see `Tally.of`).

        Raises:
            Refused: naming the first value or column that the activity does not admit; this one is of no use then.
        """
        picks = {key: picked(answers, self.activity, key) for key in self._picked}
        for here, ratings, codes in self._grid.chunks(answers):
            values = self._persons.means(ratings)
            for part in self._parts:
                part.add(ratings, values)
            for count, coded in zip(self._counted, codes, strict=True):
                count += np.bincount(coded, minlength=len(count))
            people = ratings.any(axis=(0, 1)) | codes.any(axis=0)
            for table in picks.values():
                people |= table[here].any(axis=1)
            self.n += int(np.count_nonzero(people))
        for key, table in picks.items():
            self._picked[key].add(table)

    def __iadd__(self, other: "Adding") -> "Adding":
        """Take in the sums of another, of the same questions."""
        self.n += other.n
        self._counted += other._counted
        for mine, theirs in zip(self._parts, other._parts, strict=True):
            mine += theirs
        for key, theirs in other._picked.items():
            self._picked[key] += theirs
        return self

    def figures(self) -> dict[str, Sums]:
        facets, *rest = self._parts
        chosen = dict(zip(self._choices, self._counted, strict=True))
        found = facets.figures() | {
            spec.id: self._picked[spec.key].figure(spec)
            if spec.key in self._picked
            else _choices(spec, chosen[spec.key])
            for spec in self.activity.specs
            if isinstance(spec, CountSpec)
        }
        figures = {spec.id: found[spec.id] for spec in self.activity.specs}
        for part in rest:
            figures |= part.figures()
        return figures


def _choices(spec: CountSpec, counted: np.ndarray) -> CountSums:
    """From how often each code was met: an option's code is its number from 1."""
    numbers = counted[1 : len(spec.options) + 1].tolist()
    return CountSums(n=sum(numbers), counts=dict(zip(spec.options, numbers, strict=True)), many=spec.many)


class _Picks:
    """How often each option was picked, and by how many people any."""

    def __init__(self, admits: dict):
        self._n = 0
        self._counts = np.zeros(len(admits["values"]), dtype=np.int64)

    def add(self, table: np.ndarray) -> None:
        self._n += int(np.count_nonzero(table.any(axis=1)))
        self._counts += table.sum(axis=0)

    def __iadd__(self, other: "_Picks") -> "_Picks":
        self._n += other._n
        self._counts += other._counts
        return self

    def figure(self, spec: CountSpec) -> CountSums:
        return CountSums(self._n, dict(zip(spec.options, self._counts.tolist(), strict=True)), spec.many)


# facets ------------------------------------------------------------------------------------------------------


class _Facets:
    """The sums of each facet: by patterns of answers where these are few, else by the people themselves."""

    def __init__(self, specs: list[MeanSpec]):
        self._specs = specs
        self._few = [row for row, spec in enumerate(specs) if _patterns(spec) <= MOST_PATTERNS]
        self._many = [row for row in range(len(specs)) if row not in set(self._few)]
        cells = [_patterns(specs[row]) for row in self._few]
        self._ends = np.cumsum([0, *cells])
        self._kind = np.uint16 if self._ends[-1] < 2**16 else np.int64
        self._starts = self._ends[:-1, None].astype(self._kind)
        places = range(max((len(specs[row].keys) for row in self._few), default=0))
        self._steps = [np.array([[_step(specs[row], at)] for row in self._few], dtype=self._kind) for at in places]
        self._counted = np.zeros(self._ends[-1], dtype=np.int64)
        self._sums: dict[str, MeanSums] = {}

    def add(self, ratings: np.ndarray, values: np.ndarray) -> None:
        if self._few:
            few = ratings[self._few] if self._many else ratings
            pattern = np.repeat(self._starts, few.shape[-1], axis=1)
            for place, step in enumerate(self._steps):
                pattern += few[:, place] * step
            self._counted += np.bincount(pattern.ravel(), minlength=len(self._counted))
        for row in self._many:
            spec = self._specs[row]
            found = _mean_sums(spec, ratings[row].T, np.ones(ratings.shape[-1], dtype=np.int64))
            self._sums[spec.id] = summed(self._sums[spec.id], found) if spec.id in self._sums else found

    def __iadd__(self, other: "_Facets") -> "_Facets":
        self._counted += other._counted
        for id, theirs in other._sums.items():
            self._sums[id] = summed(self._sums[id], theirs) if id in self._sums else theirs
        return self

    def figures(self) -> dict[str, Sums]:
        found = dict(self._sums)
        for row, begin, end in zip(self._few, self._ends[:-1], self._ends[1:], strict=True):
            spec, people = self._specs[row], self._counted[begin:end]
            met = np.flatnonzero(people)
            ratings = np.column_stack(np.unravel_index(met, (spec.points + 1,) * len(spec.keys)))
            found[spec.id] = _mean_sums(spec, ratings, people[met])
        return found


def _patterns(spec: MeanSpec) -> int:
    return (spec.points + 1) ** len(spec.keys)


def _step(spec: MeanSpec, place: int) -> int:
    """What one point more at a place adds to the number of a pattern; nothing where the spec has no such place."""
    return (spec.points + 1) ** (len(spec.keys) - 1 - place) if place < len(spec.keys) else 0


def _mean_sums(spec: MeanSpec, ratings: np.ndarray, people: np.ndarray) -> MeanSums:
    """The sums of a facet from patterns of answers (patterns × items) and how many people gave each."""
    items = len(spec.keys)
    ratings = ratings[:, :items].astype(np.int64)
    unit = units(items)
    there = ratings != MISSING
    count = there.sum(axis=1)
    enough = count >= max(spec.minimum, 1)
    values = ((ratings.sum(axis=1) - count) * np.array(shares(spec, items))[count])[enough]
    weights = people[enough]
    bars = classes(spec.points, items)
    complete = there.all(axis=1)
    own, number = ratings[complete] - 1, people[complete]
    return MeanSums(
        n=int(weights.sum()),
        total=product(weights, values),
        squares=product(weights, values, values),
        bars=_bars(class_of(values, (spec.points - 1) * unit, bars), weights, bars),
        unit=unit,
        points=spec.points,
        items=items,
        block=spec.block,
        facet=spec.facet,
        lens=spec.lens,
        ideal=spec.ideal,
        products=_products(own, number) if items > 1 else None,
        item_bars=tuple(_bars(item, number, spec.points) for item in own.T) if items > 1 else (),
    )


def _bars(classed: np.ndarray, people: np.ndarray, count: int) -> tuple[int, ...]:
    bars = np.zeros(count, dtype=np.int64)
    np.add.at(bars, classed, people)
    return tuple(bars.tolist())


def _products(complete: np.ndarray, people: np.ndarray) -> Products:
    weighted = complete * people[:, None]
    table = (weighted.T @ complete).tolist()
    products = tuple(tuple(row[: index + 1]) for index, row in enumerate(table))
    return Products(int(people.sum()), tuple(weighted.sum(axis=0).tolist()), products)
