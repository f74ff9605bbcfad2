"""What is worked out person by person: means, leans, where people stand in both dimensions, and who has any mean."""

from functools import reduce
from math import lcm, prod
from operator import mul

import numpy as np

from ..instrument import Instrument, MeanSpec
from ..measure.ratings import added, answered
from .figures import CLASSES, GridSums, LeanSums, PooledSums, Sums, class_of, pooled_id, units

NOBODY = -1  # stands for the mean of a person who answered too little


class Persons:
    """Person means of all facets in whole units: 1/`units(items)` of a scale point, counted from 0."""

    def __init__(self, specs: list[MeanSpec]):
        width = max((len(spec.keys) for spec in specs), default=0)
        self._shares = np.array([shares(spec, width) for spec in specs], dtype=np.int64).reshape(len(specs), width + 1)
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


def shares(spec: MeanSpec, width: int) -> list[int]:
    """By how many items are answered: what the sum is multiplied with, 0 where they are too few."""
    unit = units(len(spec.keys))
    possible = range(1, len(spec.keys) + 1)
    shares = [0, *(unit // count if count >= spec.minimum else 0 for count in possible)]
    return shares + [0] * (width - len(spec.keys))


def product(*factors: np.ndarray) -> int:
    """The sum of products of whole numbers, exact however large it is: long scales have a fine unit."""
    largest = prod(int(np.abs(factor).max(initial=0)) for factor in factors) * len(factors[0])
    if largest >= 2**63:
        factors = [factor.astype(object) for factor in factors]
    return int(reduce(mul, factors[1:]) @ factors[0]) if len(factors[0]) else 0


class Pooled:
    """Who stands behind the pooled spread of each block and lens: everybody with any mean in it."""

    def __init__(self, specs: list[MeanSpec]):
        self._rows: dict[tuple[int, str | None], list[int]] = {}
        for row, spec in enumerate(specs):
            self._rows.setdefault((spec.block, spec.lens), []).append(row)
        self._n = dict.fromkeys(self._rows, 0)

    def add(self, ratings: np.ndarray, values: np.ndarray) -> None:
        for place, rows in self._rows.items():
            self._n[place] += int(np.count_nonzero(values[rows].max(axis=0) != NOBODY))

    def __iadd__(self, other: "Pooled") -> "Pooled":
        self._n = {place: n + other._n[place] for place, n in self._n.items()}
        return self

    def figures(self) -> dict[str, Sums]:
        return {pooled_id(block, lens): PooledSums(n, block, lens) for (block, lens), n in self._n.items()}


def both_dimensions(specs: list[MeanSpec], instrument: Instrument) -> list["Leans"]:
    """What sums up the people who have both dimensions, for each lens where there are two."""
    if len(instrument.dimensions) != 2:
        return []
    found = []
    for lens in dict.fromkeys(spec.lens for spec in specs):
        of_lens = {spec.facet: row for row, spec in enumerate(specs) if spec.lens == lens and not spec.ideal}
        sides = [[of_lens[facet] for facet in d.facets if facet in of_lens] for d in instrument.dimensions]
        if all(len(side) >= d.needed for side, d in zip(sides, instrument.dimensions, strict=True)):
            found.append(Leans(specs, sides, [d.needed for d in instrument.dimensions], lens))
    return found


class Leans:
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
        self._squares += product(leans, leans)
        top = (self._points - 1) * self._unit
        cell = class_of(first, top, CLASSES) * CLASSES + class_of(second, top, CLASSES)
        self._cells += np.bincount(cell, minlength=len(self._cells))

    def __iadd__(self, other: "Leans") -> "Leans":
        self._n += other._n
        self._total += other._total
        self._squares += other._squares
        self._cells += other._cells
        return self

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
