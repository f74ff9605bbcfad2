"""Where answers come from: a DataFrame, a list of `{key: value}`, or Arrow's columns, as a Parquet file holds them.

All are asked the same few questions, so that `ratings.py` reads them in one way: which keys they have, the ratings of
some people as one table, what else is chosen, and how to name a row.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

Distinct = tuple[list, np.ndarray | slice]  # different values, and where to find each person's among them


def source_of(answers) -> "Frame | Rows | Columns":
    if isinstance(answers, Columns):
        return answers
    return Frame(answers) if hasattr(answers, "columns") else Rows(answers)


class Frame:
    """A DataFrame, or some of its rows."""

    coded = False

    def __init__(self, frame):
        self._frame = frame
        self.columns = frame.columns
        self.people = len(frame)

    @property
    def keys(self) -> list[str]:
        return self.columns.tolist()

    def has(self, columns) -> bool:
        """Whether these are its columns, in their order."""
        return self.columns.equals(columns)

    def part(self, people: slice) -> "Frame":
        return self if people == slice(0, self.people) else Frame(self._frame.iloc[people])

    def values(self, keys: list[str]) -> np.ndarray:
        """People × keys, which stand in the columns' order; a view wherever the frame holds them as one table."""
        return (self._frame if len(keys) == len(self.columns) else self._frame[keys]).to_numpy()

    def column(self, key: str) -> list:
        return self._frame[key].tolist()

    def distinct(self, key: str) -> Distinct:
        return self.column(key), slice(None)

    def name(self, row: int) -> str:
        return f"row {self._frame.index[row]}"


class Rows:
    """A list of `{key: value}`, or a part of it that begins with person number `first`."""

    coded = False

    def __init__(self, rows: Sequence[Mapping], first: int = 1, keys: list[str] | None = None):
        self._rows = rows
        self._first = first
        self.keys = self.columns = list(dict.fromkeys(chain.from_iterable(rows))) if keys is None else keys
        self.people = len(rows)

    def has(self, columns) -> bool:
        return isinstance(columns, list) and self.columns == columns

    def part(self, people: slice) -> "Rows":
        return Rows(self._rows[people], self._first + people.start, self.keys)

    def values(self, keys: list[str]) -> np.ndarray:
        cells = (row.get(key) for row in self._rows for key in keys)
        return np.fromiter(cells, dtype=object, count=len(self._rows) * len(keys)).reshape(len(self._rows), len(keys))

    def column(self, key: str) -> list:
        return [row.get(key) for row in self._rows]

    def distinct(self, key: str) -> Distinct:
        return self.column(key), slice(None)

    def name(self, row: int) -> str:
        return f"person {self._first + row}"


class Columns:
    """An Arrow record batch (people × answer keys); `rows` are the numbers of its rows in their file, from 1.

    Ratings are turned into bytes once, 0 for none (`coded`): several times as fast as a frame, which would hold a
    column with gaps as floats. Where a column cannot be (no whole numbers, or some far off every scale), pandas reads
    the batch, and what does not fit is found and named as in any frame.
    """

    def __init__(self, batch, rows: Sequence[int]):
        self._batch, self._rows = batch, rows
        self.keys = self.columns = batch.schema.names
        self.people = batch.num_rows
        self._codes, self._places = _coded(batch)

    @property
    def coded(self) -> bool:
        """Whether `values` are bytes in which 0 stands for none."""
        return self._codes is not None

    def has(self, columns) -> bool:
        return isinstance(columns, list) and self.columns == columns

    def part(self, people: slice) -> "Columns":
        if people == slice(0, self.people):
            return self
        part = object.__new__(Columns)
        part._batch, part._rows = self._batch.slice(people.start, people.stop - people.start), self._rows[people]
        part.keys = part.columns = self.columns
        part.people = part._batch.num_rows
        part._codes, part._places = None if self._codes is None else self._codes[:, people], self._places
        return part

    def values(self, keys: list[str]) -> np.ndarray:
        if self._codes is None or not self._places.keys() >= set(keys):
            return self._batch.select(keys).to_pandas().to_numpy()
        places = [self._places[key] for key in keys]
        whole = places == list(range(len(self._codes)))
        return (self._codes if whole else self._codes[places]).T

    def column(self, key: str) -> list:
        return self._batch.column(key).to_pylist()

    def distinct(self, key: str) -> Distinct:
        column = self._batch.column(key)
        coded = column if hasattr(column, "dictionary") else column.dictionary_encode()
        values = coded.dictionary.to_pylist()
        return [*values, None], coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)

    def name(self, row: int) -> str:
        return f"row {self._rows[row]}"


def _coded(batch) -> tuple[np.ndarray | None, dict[str, int]]:
    """The columns of numbers as bytes (columns × people, 0 for none) and where each is; None where one is no byte."""
    import pyarrow as pa

    kinds = dict(zip(batch.schema.names, batch.schema.types, strict=True))
    if any(map(pa.types.is_floating, kinds.values())):
        return None, {}
    numbers = [name for name, kind in kinds.items() if pa.types.is_integer(kind) or pa.types.is_null(kind)]
    codes = np.zeros((len(numbers), batch.num_rows), dtype=np.uint8)
    there = 0
    for row, name in enumerate(numbers):
        column = batch.column(name)
        given = len(column) - column.null_count
        if given and not _into_bytes(column, codes[row]):
            return None, {}
        there += given
    whole = np.count_nonzero(codes) == there  # else some stand for none and are there
    return (codes if whole else None), {name: row for row, name in enumerate(numbers)}


def _into_bytes(column, codes: np.ndarray) -> bool:
    """Write a column of whole numbers as bytes, 0 for none, straight from Arrow's memory; False if one is too large."""
    marks, numbers = column.buffers()
    kind = np.dtype(column.type.to_pandas_dtype())
    values = np.frombuffer(numbers, kind, len(column), column.offset * kind.itemsize)
    if kind.itemsize > 1 and (values.view(f"u{kind.itemsize}") > 255).any():
        return False
    codes[:] = values.view(np.uint8) if kind.itemsize == 1 else values
    if column.null_count:
        ends = column.offset + len(column)
        bits = np.frombuffer(marks, np.uint8, (ends + 7) // 8)
        codes *= np.unpackbits(bits, count=ends, bitorder="little")[column.offset :]
    return True
