"""The rows of an archive, read again: checked value by value, and as small numbers like those of a file, so that they
are sorted and written by the same hands."""

import numpy as np

from ...instrument import KINDS
from ..archive import GROUP, ROWS, Archive
from ..manifest import damaged
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
    taken, chunks, plan = Taken(), [], _plan(archive)
    names = [*([GROUP] if plan.groups is not None else []), *plan.columns]
    for first, batch in archive.responses.batches(at_once=AT_ONCE):
        chunks.append([_codes(archive, batch.column(name), name, plan, first) for name in names])
        _refuse_empty(archive, chunks[-1][plan.groups is not None :], first)
        taken.seen += batch.num_rows
    if not taken.seen:
        raise damaged(archive.said, ROWS, "it holds nobody")
    taken.columns = sorted_columns(chunks, names, plan)
    return taken, plan


def _plan(archive: Archive) -> Plan:
    """What the columns are; `responses` has looked at whether they are the right ones."""
    activity, responses = archive.activity, archive.responses
    there = [name for name in responses.names if name != GROUP]
    readers = {key: Kept(activity.keys[key]) for key in there}
    groups = KeptGroups() if responses.grouped else None
    return Plan(activity, archive.manifest.group_column, {key: (key,) for key in there}, {}, None, readers, groups)


def _codes(archive: Archive, column, name: str, plan: Plan, first: int) -> np.ndarray:
    """One column of a batch as codes; `first` is the number of its first row."""
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
        raise damaged(archive.said, ROWS, f"row {first + wrong[0]}, column {name}: {reader.problems[value]}")
    return codes.astype(np.min_scalar_type(codes.max(initial=0)))


def _key(value: object) -> object:
    return tuple(value) if isinstance(value, list) else str(value) if isinstance(value, dict) else value


def _refuse_empty(archive: Archive, answers: list[np.ndarray], first: int) -> None:
    if len(empty := np.flatnonzero(~np.any(answers, axis=0))):
        raise damaged(archive.said, ROWS, f"row {first + empty[0]} holds no answer")
