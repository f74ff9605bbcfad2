"""The rows of an archive, read again: checked value by value, and as small numbers like those of a file, so that they
are sorted and written by the same hands."""

from collections.abc import Iterator

import numpy as np

from ...instrument import KINDS, Refused
from ..archive import GROUP, ROWS, Archive
from ..manifest import damaged, unreadable
from .answers import NOTHING, REFUSED, Column, Groups, Unfit
from .identifying import SAID, looks
from .mapping import Plan
from .rows import AT_ONCE, Taken, sorted_columns


class Kept(Column):
    """The code of each value of a stored column."""

    def __init__(self, admits: dict):
        super().__init__(admits, {}, ())

    def _value(self, value: object) -> object:
        if value is None or value != value:  # a number that is none
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        value = list(value) if isinstance(value, tuple) else value
        if problem := KINDS[self.admits["kind"]].fault(self.admits, value):
            raise Unfit(problem.removesuffix(", or null"))
        return value


class KeptGroups(Groups):
    """The code of each stored name of a group."""

    def __init__(self):
        super().__init__(GROUP, ())
        self.problems: dict[object, str] = {}

    def __missing__(self, name: object) -> int:
        if name is None or name != name:
            code = NOTHING
        elif kind := looks(str(name)):
            code, self.problems[name] = REFUSED, f"holds {SAID[kind]}, which never stands in an archive"
        else:
            code = len(self.values)
            self.values.append(str(name))
        self[name] = code
        return code


def taken_again(archive: Archive) -> tuple[Taken, Plan]:
    """All rows of an archive, sorted by content, and what was asked.

    Raises:
        Refused: naming the row and the column of the first value that does not fit.
    """
    taken, chunks, names, plan = Taken(), [], [], None
    for batch in _batches(archive):
        if plan is None:
            plan, names = _plan(archive, batch.schema.names), batch.schema.names
        chunks.append([_codes(archive, batch.column(name), name, plan, taken.seen) for name in _ordered(names)])
        _refuse_empty(archive, chunks[-1][GROUP in names :], taken.seen)
        taken.seen += batch.num_rows
    if plan is None:
        raise damaged(archive.said, ROWS, "it holds nobody")
    taken.columns = sorted_columns(chunks, _ordered(names), plan)
    return taken, plan


def _batches(archive: Archive) -> Iterator:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open(archive.folder / ROWS, "rb") as file:
            yield from pq.ParquetFile(file).iter_batches(AT_ONCE)
    except (pa.ArrowException, ValueError) as error:
        raise damaged(archive.said, ROWS, error) from None
    except OSError as error:  # pyarrow's own have no number
        raise (unreadable if error.errno else damaged)(archive.said, ROWS, error) from None


def _ordered(names: list[str]) -> list[str]:
    return [*([GROUP] if GROUP in names else []), *(name for name in names if name != GROUP)]


def _plan(archive: Archive, names: list[str]) -> Plan:
    """What the columns are, after a look at whether all are there, and no others."""
    manifest = archive.manifest
    activity = archive.instrument.activity(manifest.activity)
    there = [name for name in names if name != GROUP]
    wanted = list(manifest.columns) if manifest.columns is not None else [key for key in there if key in activity.keys]
    wanted += [GROUP] if manifest.group_column is not None else []
    if lacking := [name for name in wanted if name not in names]:
        raise Refused(f"{archive.said}: {ROWS} has no column `{lacking[0]}`. Make the archive again.")
    if strange := [name for name in names if name not in wanted or (name != GROUP and name not in activity.keys)]:
        raise Refused(
            f"{archive.said}: {ROWS} has a column `{strange[0]}`, and `{activity.id}` of {manifest.instrument} has no "
            "such question. Make the archive again."
        )
    if not there:
        raise damaged(archive.said, ROWS, "it has no column of answers")
    readers = {key: Kept(activity.keys[key]) for key in there}
    groups = KeptGroups() if GROUP in names else None
    return Plan(activity, manifest.group_column, {key: (key,) for key in there}, {}, None, readers, groups)


def _codes(archive: Archive, column, name: str, plan: Plan, before: int) -> np.ndarray:
    """One column of a batch as codes; `before` rows came before it."""
    import pyarrow as pa

    reader = plan.groups if name == GROUP else plan.readers[name]
    if pa.types.is_nested(column.type):
        codes = np.array([reader[_key(value)] for value in column.to_pylist()], np.uint16)
    else:
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        known = np.array([*(reader[value] for value in encoded.dictionary.to_pylist()), NOTHING], np.uint16)
        codes = known[encoded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)]
    if len(wrong := np.flatnonzero(codes == REFUSED)):
        value = _key(column[int(wrong[0])].as_py())
        raise damaged(archive.said, ROWS, f"row {before + wrong[0] + 1}, column {name}: {reader.problems[value]}")
    return codes.astype(np.min_scalar_type(codes.max(initial=0)))


def _key(value: object) -> object:
    return tuple(value) if isinstance(value, list) else str(value) if isinstance(value, dict) else value


def _refuse_empty(archive: Archive, answers: list[np.ndarray], before: int) -> None:
    if len(empty := np.flatnonzero(~np.any(answers, axis=0))):
        raise damaged(archive.said, ROWS, f"row {before + empty[0] + 1} holds no answer")
