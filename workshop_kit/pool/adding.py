"""From answers to exact sums: all people at once, in integers, so that order and split never matter."""

from functools import reduce
from math import lcm

import numpy as np

from ..instrument import Activity, CountSpec, Instrument, MeanSpec, Refused
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
    units,
)

MISSING = -1


def add_up(answers, instrument: Instrument, activity: Activity) -> tuple[int, dict[str, Sums]]:
    """How many people gave any answer, and the exact sums of all figures (see `Tally.of`)."""
    columns = _columns(answers, activity)
    people = _people(columns, answers)
    figures: dict[str, Sums] = {}
    means: dict[str, tuple[MeanSpec, np.ndarray, int]] = {}
    for spec in activity.specs:
        if isinstance(spec, MeanSpec):
            ratings = np.column_stack([columns[key].ratings(spec, position) for position, key in enumerate(spec.keys)])
            values, unit = _person_means(ratings, spec)
            means[spec.id] = (spec, values, unit)
            figures[spec.id] = _mean_sums(spec, ratings, values, unit)
        else:
            figures[spec.id] = _count_sums(spec, columns[spec.key])
    figures |= _pooled(means) | _both_dimensions(means, instrument)
    return int(people.sum()), figures


# columns -----------------------------------------------------------------------------------------------------


class _Column:
    """One answer key over all people: ratings as integers, choices as sets of option numbers."""

    def __init__(self, key: str, admits: dict, values: np.ndarray):
        self.admits = admits
        self.kind = admits["kind"]
        if self.kind == "rating":
            self.coded = _whole_numbers(key, admits["values"], values)
        elif self.kind in ("sort", "situation"):
            self.coded = _codes(key, admits["values"], values)
        elif self.kind == "pick":
            self.picked = _picks(key, admits["values"], values)
        else:
            self.coded = np.array([0 if isinstance(value, str) else MISSING for value in values], dtype=np.int64)

    @property
    def given(self) -> np.ndarray:
        return self.picked.any(axis=1) if self.kind == "pick" else self.coded != MISSING

    def ratings(self, spec: MeanSpec, position: int) -> np.ndarray:
        """Ratings counted from 0, reverse-keyed ones turned round; `MISSING` where there is none."""
        if spec.recode:
            key = spec.keys[position]
            table = np.array([spec.recode[key][option] - 1 for option in self.admits["values"]] + [MISSING])
            return table[self.coded]
        zero_based = np.where(self.coded == MISSING, MISSING, self.coded - 1)
        if spec.reverse and spec.reverse[position]:
            return np.where(zero_based == MISSING, MISSING, spec.points - 1 - zero_based)
        return zero_based


def _columns(answers, activity: Activity) -> dict[str, _Column]:
    if hasattr(answers, "columns"):
        if strange := [str(name) for name in answers.columns if name not in activity.keys]:
            raise Refused(f"`{activity.id}` has no answer key `{strange[0]}`. Remove the column, or rename it.")
        nothing = np.full(len(answers), None, dtype=object)
        raw = {key: answers[key].to_numpy() if key in answers.columns else nothing for key in activity.keys}
    else:
        for row in answers:
            if strange := row.keys() - activity.keys.keys():
                raise Refused(f"`{activity.id}` has no answer key `{min(strange)}`.")
        raw = {key: _objects([row.get(key) for row in answers]) for key in activity.keys}
    return {key: _Column(key, admits, raw[key]) for key, admits in activity.keys.items()}


def _objects(values: list) -> np.ndarray:
    """An array of the values as they are: numpy would make a table of lists of one length."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _people(columns: dict[str, _Column], answers) -> np.ndarray:
    """Who gave any value at all."""
    return reduce(np.logical_or, (column.given for column in columns.values()), np.zeros(len(answers), dtype=bool))


def _whole_numbers(key: str, admitted: list[int], values: np.ndarray) -> np.ndarray:
    numbers = values
    if numbers.dtype == object:
        try:
            numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
        except (TypeError, ValueError):
            raise Refused(f"`{key}` holds something that is not a number.") from None
    if numbers.dtype.kind == "f":
        missing = np.isnan(numbers)
        coded = np.where(missing, MISSING, numbers).astype(np.int64)
        off = ~missing & ((coded != numbers) | (coded < admitted[0]) | (coded > admitted[-1]))
    elif numbers.dtype.kind in "iu":
        coded = numbers.astype(np.int64)
        off = (coded < admitted[0]) | (coded > admitted[-1])
    else:
        raise Refused(f"`{key}` holds something that is not a number.")
    if off.any():
        row = int(np.argmax(off))
        raise Refused(f"`{key}`, person {row + 1}: {values[row]} is off the scale ({admitted[0]} to {admitted[-1]}).")
    return coded


def _codes(key: str, options: list[str], values: np.ndarray) -> np.ndarray:
    number = {option: index for index, option in enumerate(options)}
    coded = np.empty(len(values), dtype=np.int64)
    for row, value in enumerate(values):
        if isinstance(value, str):
            if value not in number:
                raise Refused(f"`{key}`, person {row + 1}: `{value}` is not one of {', '.join(options)}.")
            coded[row] = number[value]
        else:
            coded[row] = MISSING
    return coded


def _picks(key: str, options: list[str], values: np.ndarray) -> np.ndarray:
    number = {option: index for index, option in enumerate(options)}
    picked = np.zeros((len(values), len(options)), dtype=bool)
    for row, value in enumerate(values):
        if isinstance(value, list | tuple | np.ndarray):
            for choice in value:
                if choice not in number:
                    raise Refused(f"`{key}`, person {row + 1}: `{choice}` is not one of {', '.join(options)}.")
                picked[row, number[choice]] = True
    return picked


# sums --------------------------------------------------------------------------------------------------------


def _person_means(ratings: np.ndarray, spec: MeanSpec) -> tuple[np.ndarray, int]:
    """Person means in whole units (people), `MISSING` for who answered fewer than the minimum; and the unit."""
    unit = units(len(spec.keys))
    answered = (ratings != MISSING).sum(axis=1)
    totals = np.where(ratings == MISSING, 0, ratings).sum(axis=1)
    shares = np.array([0] + [unit // count for count in range(1, len(spec.keys) + 1)])
    return np.where(answered >= spec.minimum, totals * shares[answered], MISSING), unit


def _mean_sums(spec: MeanSpec, ratings: np.ndarray, values: np.ndarray, unit: int) -> MeanSums:
    there = values[values != MISSING]
    count = classes(spec.points, len(spec.keys))
    complete = ratings[(ratings != MISSING).all(axis=1)] if len(spec.keys) > 1 else None
    return MeanSums(
        n=len(there),
        total=int(there.sum()),
        squares=int((there * there).sum()),
        bars=_bars(class_of(there, (spec.points - 1) * unit, count), count),
        unit=unit,
        points=spec.points,
        items=len(spec.keys),
        block=spec.block,
        facet=spec.facet,
        lens=spec.lens,
        ideal=spec.ideal,
        products=None if complete is None else _products(complete),
        item_bars=() if complete is None else tuple(_bars(item, spec.points) for item in complete.T),
    )


def _bars(classed: np.ndarray, count: int) -> tuple[int, ...]:
    return tuple(np.bincount(classed, minlength=count).tolist())


def _products(complete: np.ndarray) -> Products:
    table = (complete.T @ complete).tolist()
    products = tuple(tuple(row[: index + 1]) for index, row in enumerate(table))
    return Products(len(complete), tuple(complete.sum(axis=0).tolist()), products)


def _count_sums(spec: CountSpec, column: _Column) -> CountSums:
    if column.kind == "pick":
        counted = column.picked.sum(axis=0)
    else:
        counted = np.bincount(column.coded[column.coded != MISSING], minlength=len(spec.options))
    counts = {option: int(count) for option, count in zip(spec.options, counted, strict=True)}
    return CountSums(n=int(column.given.sum()), counts=counts, many=spec.many)


def _pooled(means: dict) -> dict[str, PooledSums]:
    """Who stands behind the pooled spread of each block and lens."""
    behind: dict[tuple, list[np.ndarray]] = {}
    for spec, values, _unit in means.values():
        behind.setdefault((spec.block, spec.lens), []).append(values != MISSING)
    return {
        pooled_id(block, lens): PooledSums(int(np.logical_or.reduce(there).sum()), block, lens)
        for (block, lens), there in behind.items()
    }


def _both_dimensions(means: dict, instrument: Instrument) -> dict[str, LeanSums | GridSums]:
    """The people who have both dimensions under a lens: their leans summed up, and where they stand."""
    if len(instrument.dimensions) != 2:
        return {}
    found = {}
    for lens in dict.fromkeys(spec.lens for spec, _, _ in means.values()):
        of_lens = {s.facet: (s, values, unit) for s, values, unit in means.values() if s.lens == lens and not s.ideal}
        sides = [[of_lens[facet] for facet in d.facets if facet in of_lens] for d in instrument.dimensions]
        if all(len(side) >= d.needed for side, d in zip(sides, instrument.dimensions, strict=True)):
            first, second, unit = _dimensions(sides, instrument)
            points = sides[0][0][0].points
            end = f".{lens}" if lens else ""
            found[f"lean{end}"] = _lean_sums(first - second, unit, points, lens)
            found[f"grid{end}"] = _grid_sums(first, second, (points - 1) * unit, lens)
    return found


def _dimensions(sides: list, instrument: Instrument) -> tuple[np.ndarray, np.ndarray, int]:
    """Both dimensions, in 1/unit points, of the people who have both; and the unit."""
    facet_unit = lcm(*(unit for side in sides for _, _, unit in side))
    unit = facet_unit * units(max(len(side) for side in sides))
    first, second = (
        _dimension(side, facet_unit, unit, dimension.needed)
        for side, dimension in zip(sides, instrument.dimensions, strict=True)
    )
    both = (first != MISSING) & (second != MISSING)
    return first[both], second[both], unit


def _lean_sums(leans: np.ndarray, unit: int, points: int, lens: str | None) -> LeanSums:
    return LeanSums(len(leans), int(leans.sum()), int((leans * leans).sum()), unit, points, lens)


def _grid_sums(first: np.ndarray, second: np.ndarray, top: int, lens: str | None) -> GridSums:
    cell = class_of(first, top, CLASSES) * CLASSES + class_of(second, top, CLASSES)
    counted = np.bincount(cell, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)
    return GridSums(len(first), tuple(map(tuple, counted.tolist())), lens)


def _dimension(side: list, facet_unit: int, unit: int, needed: int) -> np.ndarray:
    """Person means of a dimension's facets, in 1/`unit` points; `MISSING` where too few facets are there."""
    table = np.column_stack([np.where(v == MISSING, MISSING, v * (facet_unit // u)) for _, v, u in side])
    there = (table != MISSING).sum(axis=1)
    totals = np.where(table == MISSING, 0, table).sum(axis=1)
    shares = np.array([0] + [unit // facet_unit // count for count in range(1, len(side) + 1)])
    return np.where(there >= needed, totals * shares[there], MISSING)
