"""Answers as small whole numbers: the one way in which scoring and tallying read them.

A rating is itself, 1 to `points`; a choice is the number of its option, counted from 1; `MISSING` is 0, so that a
sum over what is there needs no mask. People are read some thousands at a time: what is worked on stays in the
processor's cache, and the memory needed does not grow with their number.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from numbers import Real
from types import NoneType
from typing import NamedTuple

import numpy as np

from ..instrument import Activity, MeanSpec, Refused
from .sources import Columns, Frame, Rows, source_of

MISSING = 0
CHUNK = 4096  # people at once: 80 answers of each are 320 kB
_BLOCK = 384  # 80 answers of each are 30 kB
_UNKNOWN, _NO_TEXT = 255, 254
_NOTHINGS = {"NoneType", "NAType", "NaTType"}  # how frames write a missing value, by the name of its type

Source = Frame | Rows | Columns


class Grid:
    """The ratings of several means at once, as specs × places × people.

    Place p of spec s is the rating under `specs[s].keys[p]`; reverse-keyed ones are turned round, choices recoded
    to their ratings. Specs with fewer keys than the widest have `MISSING` in the places that are left.
    """

    def __init__(self, activity: Activity, specs: Sequence[MeanSpec], also: Sequence[str] = ()):
        """`also`: further keys of the activity to read along, as codes."""
        self.specs = tuple(specs)
        self.width = max((len(spec.keys) for spec in specs), default=0)
        places = [key for spec in specs for key in (*spec.keys, *[None] * (self.width - len(spec.keys)))]
        self._size = len(places)
        self._reader = Reader(activity, [*places, *also])
        numbered = [(row * self.width + place, spec, place) for row, spec in enumerate(specs) for place in _there(spec)]
        self._recoded = [(at, _table(activity, spec, place)) for at, spec, place in numbered if spec.recode]
        turned = [(at, spec.points + 1) for at, spec, place in numbered if spec.reverse and spec.reverse[place]]
        self._turned = np.array([at for at, _ in turned], dtype=np.intp)
        self._ends = np.array([[ends] for _, ends in turned], dtype=np.uint8)

    def chunks(self, answers, size: int = CHUNK) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
        """Yields people (a slice), their ratings (specs × places × people, uint8), and the codes of `also`."""
        for people, codes in self._reader.chunks(answers, size):
            for at, table in self._recoded:
                codes[at] = table[codes[at]]
            if len(self._turned):
                codes[self._turned] = turned_round(codes[self._turned], self._ends)
            ratings = codes[: self._size].reshape(len(self.specs), self.width, codes.shape[1])
            yield people, ratings, codes[self._size :]


def turned_round(ratings: np.ndarray, ends: np.ndarray | int) -> np.ndarray:
    """Reverse-keyed ratings: 1 becomes the highest, and so on; `ends` is points + 1. `MISSING` stays."""
    return np.where(ratings == MISSING, MISSING, ends - ratings).astype(ratings.dtype)


def answered(ratings: np.ndarray) -> np.ndarray:
    """How many items each person answered: … × items × people → … × people (× 1 where all answered everything)."""
    if ratings.size and ratings.min() > MISSING:
        return np.full(
            (*ratings.shape[:-2], 1), ratings.shape[-2], dtype=np.uint8 if ratings.shape[-2] < 256 else np.int64
        )
    return added((ratings != MISSING).view(np.uint8))


def added(ratings: np.ndarray) -> np.ndarray:
    """Sums over items, in bytes where they fit: one after the other, which numpy does faster than its own `sum`."""
    fits = ratings.shape[-2] * int(ratings.max(initial=0)) < 256
    total = ratings[..., 0, :].astype(np.uint8 if fits else np.int64)
    for place in range(1, ratings.shape[-2]):
        total += ratings[..., place, :]
    return total


def _there(spec: MeanSpec) -> range:
    return range(len(spec.keys))


def _table(activity: Activity, spec: MeanSpec, place: int) -> np.ndarray:
    """From the number of an option to its rating."""
    key = spec.keys[place]
    ratings = [spec.recode[key][option] for option in activity.keys[key]["values"]]
    return np.array([MISSING, *ratings], dtype=np.uint8)


class _Layout(NamedTuple):
    """Of some columns: which are ratings and the rows that they go to, and which others are read."""

    columns: object
    ratings: list[str]
    rows: np.ndarray
    others: list[str]


# reading -----------------------------------------------------------------------------------------------------


class Reader:
    """Reads some answer keys of an activity: one row of codes for each, in their order; None is a row of nothing.

    Takes ratings, single choices and texts (1 where there is one).
    """

    def __init__(self, activity: Activity, keys: Sequence[str | None]):
        self._activity = activity
        self._count = len(keys)
        self._ratings: dict[str, int] = {}
        self._others: dict[str, list[int]] = {}
        for row, key in enumerate(keys):
            if key is None:
                continue
            if activity.keys[key]["kind"] == "rating":
                self._ratings[key] = row
            else:
                self._others.setdefault(key, []).append(row)
        self._tops = {key: activity.keys[key]["values"][-1] for key in self._ratings}
        self._last: _Layout | None = None
        self._limits = np.array([self._tops.get(key, _UNKNOWN) for key in keys], dtype=np.uint8)

    def chunks(self, answers, size: int = CHUNK) -> Iterator[tuple[slice, np.ndarray]]:
        """Yields people (a slice) and their codes (keys × people, uint8), `size` people at a time; nobody is one chunk.

        Args:
            answers: a DataFrame (people × answer keys), or a list of `{key: value}`. Missing is NaN, None, or left
                out.

        Raises:
            Refused: for a column that the activity does not have or that stands there twice; for a value that it
                does not admit, naming key and row.
        """
        source = source_of(answers)
        layout = self._layout(source)
        for begin in range(0, max(source.people, 1), size):
            people = slice(begin, min(begin + size, source.people))
            part = source.part(people)
            codes = np.zeros((self._count, people.stop - begin), dtype=np.uint8)  # MISSING
            if layout.ratings and source.people:
                self._rate(codes, layout, part)
            for key in layout.others:
                codes[self._others[key]] = self._chosen(part, key)
            yield people, codes

    def _layout(self, source: Source) -> "_Layout":
        """What is read of these columns; the last is remembered, since naming a frame's columns takes its time."""
        last = self._last
        if last is None or not source.has(last.columns):
            self._last = last = self._lay_out(source.columns, source.keys)
        return last

    def _lay_out(self, columns, keys: list[str]) -> "_Layout":
        if strange := [str(key) for key in keys if key not in self._activity.keys]:
            raise Refused(f"`{self._activity.id}` has no answer key `{strange[0]}`. Remove it, or rename it.")
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise Refused(f"`{twice}` stands there twice. Remove one of the two columns.")
        ratings = [key for key in keys if key in self._ratings]
        rows = np.array([self._ratings[key] for key in ratings], dtype=np.intp)
        return _Layout(columns, ratings, rows, [key for key in keys if key in self._others])

    def _rate(self, codes: np.ndarray, layout: "_Layout", part: Source) -> None:
        """Write the ratings of some people into their rows."""
        values = part.values(layout.ratings)
        whole = _whole(values)
        if whole is not None:
            codes[layout.rows] = _turned(whole)
        if whole is None or not self._fits(codes, layout.rows, gaps=part.coded or values.dtype.kind not in "iu"):
            raise _fault(values, layout.ratings, self._tops, part)

    def _fits(self, codes: np.ndarray, rows: np.ndarray, gaps: bool) -> bool:
        """Whether all ratings lie on their scales; whole numbers have no gaps, so that 0 is off the scale there."""
        return (codes.max(axis=1) <= self._limits).all() and (gaps or codes.min(axis=1)[rows].all())

    def _chosen(self, part: Source, key: str) -> np.ndarray:
        values, place = part.distinct(key)
        admits = self._activity.keys[key]
        if admits["kind"] == "text":
            return np.array([isinstance(value, str) for value in values], dtype=np.uint8)[place]
        number = {option: place for place, option in enumerate(admits["values"], start=1)}
        codes = np.array(
            [number.get(value, _UNKNOWN) if isinstance(value, str) else _NO_TEXT for value in values], dtype=np.uint8
        )
        codes[[row for row in np.flatnonzero(codes == _NO_TEXT) if is_missing(values[row])]] = MISSING
        codes = codes[place]
        if len(wrong := np.flatnonzero(codes >= _NO_TEXT)):
            value, options = part.column(key)[wrong[0]], ", ".join(admits["values"])
            raise Refused(f"`{key}`, {part.name(wrong[0])}: {value!r} is not one of {options}.")
        return codes


def _turned(table: np.ndarray) -> np.ndarray:
    """People × keys → keys × people, along the memory: a block at a time that fits the nearest cache."""
    if len(table) <= _BLOCK or table.strides[0] == table.itemsize:
        return table.T
    turned = np.empty(table.shape[::-1], dtype=table.dtype)
    for begin in range(0, len(table), _BLOCK):
        turned[:, begin : begin + _BLOCK] = table[begin : begin + _BLOCK].T
    return turned


def _whole(values: np.ndarray) -> np.ndarray | None:
    """People × keys as bytes, `MISSING` for none; None where something is no whole number or far off every scale."""
    if values.dtype == object:
        values = _floats(values)
    if values is None or values.dtype.kind not in "iuf":
        return None
    if values.dtype.kind == "f":
        return _whole_floats(values)
    if values.dtype.itemsize == 1:
        return values.view(np.uint8)  # what is below 0 becomes high, and is off the scale too
    return values.astype(np.uint8) if values.min() > MISSING and values.max() <= 255 else None


def _whole_floats(values: np.ndarray) -> np.ndarray | None:
    with np.errstate(invalid="ignore"):  # what NaN becomes is put right below
        codes = values.astype(np.uint8)
    same = codes == values
    codes *= same.view(np.uint8)
    there = np.count_nonzero(values == values)
    return codes if np.count_nonzero(codes) == there else None


def _floats(values: np.ndarray) -> np.ndarray | None:
    """Objects as floats, NaN where one is missing; None where one is no number (a text of digits is none either)."""
    flat = values.ravel().tolist()
    kinds = set(map(type, flat))
    if not all(_is_number(kind) or kind.__name__ in _NOTHINGS for kind in kinds):
        return None
    if any(kind is not NoneType and kind.__name__ in _NOTHINGS for kind in kinds):
        flat = [None if type(value).__name__ in _NOTHINGS else value for value in flat]
    try:
        return np.array(flat, dtype=float).reshape(values.shape)
    except OverflowError:
        return None


def _is_number(kind: type) -> bool:
    return issubclass(kind, Real) and not issubclass(kind, bool)


def is_missing(value) -> bool:
    """Whether a value stands for none: None, NaN, or what frames write for it."""
    return type(value).__name__ in _NOTHINGS or (isinstance(value, float) and isnan(value))


def _fault(values: np.ndarray, keys: list[str], tops: Mapping[str, int], part) -> Refused:
    """The first value that does not fit, by key and row."""
    for key, column in zip(keys, values.T, strict=True):
        for row, value in enumerate(column.tolist()):
            if not is_missing(value) and (problem := _problem(value, tops[key])):
                return Refused(f"`{key}`, {part.name(row)}: {problem}.")
    return Refused(f"some value of {', '.join(keys)} cannot be read.")


def _problem(value, points: int) -> str | None:
    number = _is_number(type(value))
    if number and value == value and value in range(1, points + 1):
        return None
    shown = f"{value:g}" if number else repr(value)
    return f"{shown} is not on the scale (whole numbers from 1 to {points})"


def picked(answers, activity: Activity, key: str) -> np.ndarray:
    """Who picked what: people × options, True where the person's list under `key` names the option.

    Raises:
        Refused: for what is neither missing nor a list, and for a choice that is no option, by key and row.
    """
    source = source_of(answers)
    options = activity.keys[key]["values"]
    number = {option: place for place, option in enumerate(options)}
    found = np.zeros((source.people, len(options)), dtype=bool)
    for row, choices in enumerate(source.column(key) if key in source.keys else ()):
        if isinstance(choices, list | tuple | np.ndarray):
            if strange := [choice for choice in choices if choice not in number]:
                name = source.name(row)
                raise Refused(f"`{key}`, {name}: {strange[0]!r} is not one of {', '.join(options)}.")
            found[row, [number[choice] for choice in choices]] = True
        elif not is_missing(choices):
            raise Refused(f"`{key}`, {source.name(row)}: {choices!r} is not a list of choices.")
    return found
