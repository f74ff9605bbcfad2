"""`responses.parquet`, the rows of an archive, read part by part: memory for one part, however many rows there are."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ..instrument import Activity, Refused
from ..measure.ratings import CHUNK
from ..measure.sources import Columns
from .manifest import Manifest, damaged, missing, unreadable

ROWS, GROUP = "responses.parquet", "group"
AT_ONCE = 4 * CHUNK  # rows: 80 answers of each are some 3 MB as Parquet gives them, half of that as bytes
BUFFER = 2**16  # bytes of a column read ahead: what is compressed is never held whole either


class Responses:
    """The rows of one archive, held against its manifest and its questions before anything is read.

    Raises:
        Refused: if the file is missing or torn, has other columns or another number of rows than it should.
    """

    def __init__(self, folder: Path, manifest: Manifest, activity: Activity, said: Path):
        self.file, self._said = folder / ROWS, said
        self._words, self._about = [], None  # until it is opened
        if not self.file.is_file():
            raise missing(said, ROWS)
        with self._opened() as file:
            schema, self._about = file.schema_arrow, file.metadata
        self.names = schema.names
        self.row_groups = tuple(self._about.row_group(at).num_rows for at in range(self._about.num_row_groups))
        self._words = [field.name for field in schema if str(field.type) in ("string", "large_string")]
        self._check(manifest, activity)

    def _check(self, manifest: Manifest, activity: Activity) -> None:
        """All columns that the manifest names are there, no others, and as many people as it says."""
        wanted = [*([GROUP] if manifest.group_column is not None else []), *(manifest.columns or ())]
        if lacking := [name for name in wanted if name not in self.names]:
            raise Refused(f"{self._said}: {ROWS} has no column `{lacking[0]}`. Make the archive again.")
        asked = activity.keys if manifest.columns is None else manifest.columns
        strange = [name for name in self.names if name != GROUP and (name not in asked or name not in activity.keys)]
        if strange or len(set(self.names)) < len(self.names):
            extra = strange[0] if strange else next(name for name in self.names if self.names.count(name) > 1)
            raise Refused(
                f"{self._said}: {ROWS} has a column `{extra}` too many: `{activity.id}` of {manifest.instrument} has "
                "no such question. Make the archive again."
            )
        if not set(self.names) - {GROUP}:
            raise damaged(self._said, ROWS, "it has no column of answers")
        if self.n != manifest.n:
            raise Refused(f"{self._said}: {ROWS} holds {self.n} people, not {manifest.n}. Make the archive again.")

    @property
    def n(self) -> int:
        return sum(self.row_groups)

    @property
    def grouped(self) -> bool:
        return GROUP in self.names

    def parts(self, row_groups: Sequence[int] | None = None, at_once: int = AT_ONCE) -> Iterator[Columns]:
        """People × answer keys, so many people at a time, in the order of the file.

        Args:
            row_groups: the numbers of some, which follow one another; None: all.
        """
        keys = [name for name in self.names if name != GROUP]
        for first, batch in self.batches(keys, row_groups, at_once):
            yield Columns(batch, range(first, first + batch.num_rows))

    def parts_by_group(self, at_once: int = AT_ONCE) -> Iterator[tuple[str, Columns]]:
        """The same with the name of the group that all people of a part are in; those without one are left out."""
        for first, batch in self.batches(at_once=at_once):
            names, codes = _grouping(batch.column(GROUP))
            order = np.argsort(codes, kind="stable")
            answers = batch.drop_columns([GROUP])
            if (codes[1:] < codes[:-1]).any():
                answers = answers.take(order)
            ends = np.searchsorted(codes[order], np.arange(len(names) + 1)).tolist()
            for name, begin, end in zip(names, ends[:-1], ends[1:], strict=True):
                if begin < end:
                    yield name, Columns(answers.slice(begin, end - begin), first + order[begin:end])

    def frame(self):
        """All of it at once: a DataFrame, people × answer keys."""
        import pandas as pd

        return self._reading(lambda: pd.read_parquet(self.file).drop(columns=GROUP, errors="ignore"))

    def _opened(self):
        """Words come as numbers into a list of different ones: nobody's text is held twice."""
        import pyarrow.parquet as pq

        how = {"buffer_size": BUFFER, "pre_buffer": False, "read_dictionary": self._words}
        return self._reading(lambda: pq.ParquetFile(self.file, metadata=self._about, **how))

    def batches(
        self, names: list[str] | None = None, row_groups: Sequence[int] | None = None, at_once: int = AT_ONCE
    ) -> Iterator[tuple[int, object]]:
        """Arrow's record batches (of all columns: None), each with the number of its first row, counted from 1."""
        with self._opened() as file:
            first = 1 + sum(self.row_groups[: row_groups[0]] if row_groups else ())
            batches = file.iter_batches(at_once, row_groups=row_groups, columns=self.names if names is None else names)
            while (batch := self._reading(lambda: next(batches, None))) is not None:
                yield first, batch
                first += batch.num_rows

    def _reading(self, read: Callable):
        import pyarrow as pa

        try:
            return read()
        except (pa.ArrowException, ValueError) as error:
            raise damaged(self._said, ROWS, error) from None
        except OSError as error:  # pyarrow's own have no number
            raise (unreadable if error.errno else damaged)(self._said, ROWS, error) from None


def _grouping(names) -> tuple[list[str], np.ndarray]:
    """The different names of a column, and the number of each person's, the last number + 1 for none."""
    coded = names if hasattr(names, "dictionary") else names.dictionary_encode()
    found = [str(name) for name in coded.dictionary.to_pylist()]
    return found, coded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
