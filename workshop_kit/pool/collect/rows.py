"""The rows of a file, each answer as a small number, so that millions of them need little room."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd

from ...instrument import Refused
from ..archive import GROUP
from ..manifest import KeptOut
from .answers import REFUSED
from .mapping import Plan
from .sheet import Progress, Sheet

AT_ONCE = 20_000  # rows
MOST_REFUSED = 100_000
SURELY_WRONG = 10_000  # refused values before anything fitted


@dataclass
class Taken:
    """What was found in a file: the rows that fit, and why the others do not."""

    columns: dict[str, np.ndarray] = field(default_factory=dict)  # codes, sorted by content
    faults: list[KeptOut] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)  # of each fault, what stands in the file
    seen: int = 0
    kept_out: int = 0
    empty: int = 0

    @property
    def n(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def missing(self, plan: Plan) -> int:
        """How many answers of the rows that fit are not there."""
        return sum(int((self.columns[key] == 0).sum()) for key in plan.columns)


def take(sheet: Sheet, plan: Plan, progress: Progress | None = None) -> Taken:
    """Read a file to its end. A row with a value that does not fit is kept out whole; one without an answer, too.

    Raises:
        Refused: if it cannot be read, or so much does not fit that the map must be wrong.
    """
    taken, chunks = Taken(), []
    rows = sheet.rows(progress)
    while batch := list(islice(rows, AT_ONCE)):
        taken.seen += len(batch)
        chunks.append(_fitting(batch, plan, len(sheet.header), taken))
        fits = any(len(chunk[0]) for chunk in chunks)
        if len(taken.faults) > (MOST_REFUSED if fits else SURELY_WRONG):
            raise Refused(_all_wrong(sheet, taken))
    names = [*([GROUP] if plan.groups is not None else []), *plan.columns]
    taken.columns = sorted_columns(chunks, names, plan)
    return taken


def _all_wrong(sheet: Sheet, taken: Taken) -> str:
    first = taken.faults[0]
    return (
        f"{sheet.file}: in the first {taken.seen:,} rows more than {len(taken.faults) // 1000 * 1000:,} values do not "
        f"fit. The first: line {first.line}, column {first.column}: {first.problem}. It is probably another column, or "
        "another instrument. Nothing was written."
    )


def _fitting(batch: list, plan: Plan, width: int, taken: Taken) -> list[np.ndarray]:
    """The rows of a batch that fit, as codes: a column for the group, and for each answer."""
    readers = [(plan.readers[key], plan.places[key], key) for key in plan.columns]
    whole = all(len(places) == 1 for _, places, _ in readers)
    quick = [(reader, places[0]) for reader, places, _ in readers] if whole else None
    groups, place = plan.groups, plan.group_place
    found = []
    for line, fields in batch:
        if len(fields) != width and (len(fields) < width or any(map(str.strip, fields[width:]))):
            taken.kept_out += 1
            taken.faults.append(KeptOut(line, "–", f"{len(fields)} fields, and the first line has {width}"))
            taken.fields.append("")
            continue
        if quick:
            codes = [reader[fields[at]] for reader, at in quick]
        else:
            codes = [reader[plan.text(key, fields)] for reader, _, key in readers]
        if REFUSED in codes:
            taken.kept_out += 1
            _note(codes, fields, line, plan, taken)
        elif not any(codes):
            taken.empty += 1
        else:
            if groups is not None:
                codes.insert(0, groups[fields[place]])
            found.append(codes)
    width = len(readers) + (groups is not None)
    columns = np.array(found, dtype=np.uint16).reshape(len(found), width).T
    return [column.astype(np.min_scalar_type(column.max(initial=0))) for column in columns]  # mostly a byte an answer


def _note(codes: list[int], fields: list[str], line: int, plan: Plan, taken: Taken) -> None:
    for key, code in zip(plan.columns, codes, strict=True):
        if code == REFUSED:
            text = plan.text(key, fields)
            taken.faults.append(KeptOut(line, plan.column(key), plan.readers[key].problems[text]))
            taken.fields.append(text)


def sorted_columns(chunks: list[list[np.ndarray]], names: list[str], plan: Plan) -> dict[str, np.ndarray]:
    """The codes by column, ranked and the rows sorted by content, so that nothing shows in which order people came."""
    if not chunks:
        return {name: np.empty(0, np.uint8) for name in names}
    columns = {}
    for at, name in enumerate(names):
        reader = plan.groups if name == GROUP and plan.groups is not None else plan.readers[name]
        ranks = np.array(reader.ranks(), np.uint16 if len(reader.values) > 255 else np.uint8)
        columns[name] = np.concatenate([ranks[chunk[at]] for chunk in chunks])
        for chunk in chunks:
            chunk[at] = ()  # there may be millions
        order = np.argsort(ranks, kind="stable")
        reader.values[:] = [reader.values[code] for code in order]
    order = np.lexsort(list(reversed(columns.values())))
    for name in columns:
        columns[name] = columns[name][order]
    return columns


def frames(taken: Taken, plan: Plan, rows: int = 200_000) -> Iterator[pd.DataFrame]:
    """The sorted rows as tables (people × group and answer keys), so many at a time."""
    for start in range(0, taken.n, rows):
        part = {name: codes[start : start + rows] for name, codes in taken.columns.items()}
        yield pd.DataFrame({name: _decoded(codes, name, plan) for name, codes in part.items()})


def _decoded(codes: np.ndarray, name: str, plan: Plan):
    reader = plan.groups if name == GROUP and plan.groups is not None else plan.readers[name]
    if name in plan.columns and plan.activity.keys[name]["kind"] == "rating":
        values = np.array([value or 0 for value in reader.values], np.int16)
        return pd.arrays.IntegerArray(values[codes], codes == 0)
    values = np.empty(len(reader.values), object)
    for code, value in enumerate(reader.values):  # all at once, numpy would take lists apart
        values[code] = value
    return values[codes]


def sizes(taken: Taken, plan: Plan) -> dict[str, int]:
    """How many people each group has, in the natural order of their names."""
    if plan.groups is None:
        return {}
    counts = np.bincount(taken.columns[GROUP], minlength=len(plan.groups.values))
    return {name: int(counts[code]) for code, name in enumerate(plan.groups.values) if code and counts[code]}


def safe(faults: list[KeptOut], fields: list[str]) -> tuple[KeptOut, ...]:
    """The faults as an archive may keep them: of words, which may be anybody's name, only where they stood."""
    return tuple(
        fault if _harmless(text) else KeptOut(fault.line, fault.column, "what stands there does not fit")
        for fault, text in zip(faults, fields, strict=True)
    )


def _harmless(text: str) -> bool:
    return len(text.strip()) <= 6 and not any(letter.isalpha() for letter in text)
