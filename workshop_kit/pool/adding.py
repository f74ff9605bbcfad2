"""From answers to exact sums, in integers: neither order nor split ever matters.

People who gave the same answers to a facet are counted first and summed once, times their number: four items of
five points have 1,296 patterns of answers, however many people there are. Only what joins several facets (leans,
the grid) is worked out person by person, some thousand at a time.
"""

from math import lcm

import numpy as np

from ..instrument import Activity, CountSpec, Instrument, MeanSpec
from ..measure.ratings import MISSING, Grid, added, answered, picked
from .figures import (
    CLASSES,
    CountSums,
    GridSums,
    LeanSums,
    MeanSums,
    PooledSums,
    Products,
    Sums,
    class_of,
    classes,
    pooled_id,
    summed,
    units,
)

NOBODY = -1  # stands for the mean of a person who answered too little
MOST_PATTERNS = 8192


def add_up(answers, instrument: Instrument, activity: Activity) -> tuple[int, dict[str, Sums]]:
    """How many people gave any answer, and the exact sums of all figures (see `Tally.of`)."""
    means = [spec for spec in activity.specs if isinstance(spec, MeanSpec)]
    choices = [key for key, admits in activity.keys.items() if admits["kind"] not in ("rating", "pick")]
    picks = {key: picked(answers, activity, key) for key, a in activity.keys.items() if a["kind"] == "pick"}
    people = np.zeros(len(answers), dtype=bool)
    parts = [_Facets(means), _Pooled(means), *_both_dimensions(means, instrument)]
    counted = np.zeros((len(choices), 256), dtype=np.int64)
    persons = _Persons(means)
    for here, ratings, codes in Grid(activity, means, also=choices).chunks(answers):
        values = persons.means(ratings)
        for part in parts:
            part.add(ratings, values)
        for count, coded in zip(counted, codes, strict=True):
            count += np.bincount(coded, minlength=len(count))
        people[here] = ratings.any(axis=(0, 1)) | codes.any(axis=0)
    for table in picks.values():
        people |= table.any(axis=1)
    chosen = dict(zip(choices, counted, strict=True))
    figures = parts[0].figures() | {
        spec.id: _picks(spec, picks[spec.key]) if spec.key in picks else _choices(spec, chosen[spec.key])
        for spec in activity.specs
        if isinstance(spec, CountSpec)
    }
    figures = {spec.id: figures[spec.id] for spec in activity.specs}
    for part in parts[1:]:
        figures |= part.figures()
    return int(people.sum()), figures


def _choices(spec: CountSpec, counted: np.ndarray) -> CountSums:
    """From how often each code was met: an option's code is its number from 1."""
    numbers = counted[1 : len(spec.options) + 1].tolist()
    return CountSums(n=sum(numbers), counts=dict(zip(spec.options, numbers, strict=True)), many=spec.many)


def _picks(spec: CountSpec, table: np.ndarray) -> CountSums:
    counts = dict(zip(spec.options, table.sum(axis=0).tolist(), strict=True))
    return CountSums(n=int(table.any(axis=1).sum()), counts=counts, many=spec.many)


# person by person --------------------------------------------------------------------------------------------


class _Persons:
    """Person means of all facets in whole units: 1/`units(items)` of a scale point, counted from 0."""

    def __init__(self, specs: list[MeanSpec]):
        width = max((len(spec.keys) for spec in specs), default=0)
        self._shares = np.array([_shares(spec, width) for spec in specs], dtype=np.int64).reshape(len(specs), width + 1)
        largest = max((units(len(spec.keys)) * spec.points * len(spec.keys) for spec in specs), default=0)
        self._kind = np.int32 if largest < 2**31 else np.int64
        self._shares = self._shares.astype(self._kind)

    def means(self, ratings: np.ndarray) -> np.ndarray:
        """Specs × places × people → specs × people; `NOBODY` for who answered fewer than the minimum."""
        if not len(ratings):
            return np.empty((0, ratings.shape[-1]), dtype=self._kind)
        count = answered(ratings)
        share = np.take_along_axis(self._shares, count.astype(np.intp), axis=1)
        values = (added(ratings) - count) * share
        enough = share > 0
        return values if enough.all() else np.where(enough, values, NOBODY)


def _shares(spec: MeanSpec, width: int) -> list[int]:
    """By how many items are answered: what the sum is multiplied with, 0 where they are too few."""
    unit = units(len(spec.keys))
    possible = range(1, len(spec.keys) + 1)
    shares = [0, *(unit // count if count >= spec.minimum else 0 for count in possible)]
    return shares + [0] * (width - len(spec.keys))


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
    values = ((ratings.sum(axis=1) - count) * np.array(_shares(spec, items))[count])[enough]
    weights = people[enough]
    bars = classes(spec.points, items)
    complete = there.all(axis=1)
    own, number = ratings[complete] - 1, people[complete]
    return MeanSums(
        n=int(weights.sum()),
        total=int(weights @ values),
        squares=int(weights @ (values * values)),
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


# blocks and dimensions ---------------------------------------------------------------------------------------


class _Pooled:
    """Who stands behind the pooled spread of each block and lens: everybody with any mean in it."""

    def __init__(self, specs: list[MeanSpec]):
        self._rows: dict[tuple[int, str | None], list[int]] = {}
        for row, spec in enumerate(specs):
            self._rows.setdefault((spec.block, spec.lens), []).append(row)
        self._n = dict.fromkeys(self._rows, 0)

    def add(self, ratings: np.ndarray, values: np.ndarray) -> None:
        for place, rows in self._rows.items():
            self._n[place] += int(np.count_nonzero(values[rows].max(axis=0) != NOBODY))

    def figures(self) -> dict[str, Sums]:
        return {pooled_id(block, lens): PooledSums(n, block, lens) for (block, lens), n in self._n.items()}


def _both_dimensions(specs: list[MeanSpec], instrument: Instrument) -> list["_Leans"]:
    """What sums up the people who have both dimensions, for each lens where there are two."""
    if len(instrument.dimensions) != 2:
        return []
    found = []
    for lens in dict.fromkeys(spec.lens for spec in specs):
        of_lens = {spec.facet: row for row, spec in enumerate(specs) if spec.lens == lens and not spec.ideal}
        sides = [[of_lens[facet] for facet in d.facets if facet in of_lens] for d in instrument.dimensions]
        if all(len(side) >= d.needed for side, d in zip(sides, instrument.dimensions, strict=True)):
            found.append(_Leans(specs, sides, [d.needed for d in instrument.dimensions], lens))
    return found


class _Leans:
    """The people who have both dimensions under a lens: their leans summed up, and where they stand."""

    def __init__(self, specs: list[MeanSpec], sides: list[list[int]], needed: list[int], lens: str | None):
        self._units = {row: units(len(specs[row].keys)) for side in sides for row in side}
        self._facet_unit = lcm(*self._units.values())
        self._unit = self._facet_unit * units(max(len(side) for side in sides))
        self._points = specs[sides[0][0]].points
        self._sides = list(zip(sides, needed, strict=True))
        self._lens = lens
        self._n = self._total = self._squares = 0
        self._cells = np.zeros(CLASSES * CLASSES, dtype=np.int64)

    def add(self, ratings: np.ndarray, values: np.ndarray) -> None:
        first, second = (self._dimension(values, rows, needed) for rows, needed in self._sides)
        both = (first != NOBODY) & (second != NOBODY)
        if not both.all():
            first, second = first[both], second[both]
        leans = first - second
        self._n += len(leans)
        self._total += int(leans.sum())
        self._squares += int(leans @ leans)
        top = (self._points - 1) * self._unit
        cell = class_of(first, top, CLASSES) * CLASSES + class_of(second, top, CLASSES)
        self._cells += np.bincount(cell, minlength=len(self._cells))

    def _dimension(self, values: np.ndarray, rows: list[int], needed: int) -> np.ndarray:
        """Person means of a dimension's facets, in 1/unit points; `NOBODY` where too few facets are there."""
        total, count = (np.zeros(values.shape[-1], dtype=np.int64) for _ in range(2))
        for row in rows:
            there = values[row] != NOBODY
            count += there
            total += values[row] * there * (self._facet_unit // self._units[row])
        shares = [0] + [self._unit // self._facet_unit // number for number in range(1, len(rows) + 1)]
        return np.where(count >= needed, total * np.array(shares)[count], NOBODY)

    def figures(self) -> dict[str, Sums]:
        end = f".{self._lens}" if self._lens else ""
        cells = tuple(map(tuple, self._cells.reshape(CLASSES, CLASSES).tolist()))
        return {
            f"lean{end}": LeanSums(self._n, self._total, self._squares, self._unit, self._points, self._lens),
            f"grid{end}": GridSums(self._n, cells, self._lens),
        }
