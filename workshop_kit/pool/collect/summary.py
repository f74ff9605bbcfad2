"""What an import did, for a terminal, and what it refused, as a table."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ..manifest import MANIFEST, KeptOut
from .mapping import Plan
from .rows import Taken
from .texts import short

NAMED_FAULTS = 20
NAMED_LINES = 5
NAMED_COLUMNS = 12


@dataclass(frozen=True)
class Summary:
    """What an import did: how many rows the file had, how many people went in, and what was kept out and why.

    `unused` are the columns that the map does not name; `identifying` those of them that say who somebody is, and how.
    """

    output: Path
    rows: int
    people: int
    groups: int
    kept_out: int
    empty: int
    faults: tuple[KeptOut, ...]
    missing: int = 0
    answers: int = 0
    unused: tuple[str, ...] = ()
    identifying: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, out: Path, taken: Taken, plan: Plan, groups: dict[str, int]) -> "Summary":
        missing = taken.missing(plan)
        return cls(
            out,
            taken.seen,
            taken.n,
            len(groups),
            taken.kept_out,
            taken.empty,
            tuple(taken.faults),
            missing,
            taken.n * len(plan.columns) - missing,
            plan.unused,
            tuple(plan.identifying.items()),
            tuple(_alike(groups)),
        )

    def lines(self) -> list[str]:
        """For a terminal: the result first, then each fault with its line and column, then what stayed behind."""
        where = f" in {self.groups} {'group' if self.groups == 1 else 'groups'}" if self.groups else ""
        said = [f"{self.output}: {_many(self.people, 'person', 'people')}{where}, of {_rows(self.rows)}."]
        if self.answers:
            said.append(f"{_many(self.answers, 'answer', 'answers')} went in; {self._missing()}.")
        if self.empty:
            said.append(f"{_rows(self.empty)} without a single answer: kept out.")
        if self.kept_out:
            said.append(f"{_rows(self.kept_out)} with a value that does not fit: kept out.")
            said += fault_lines(self.faults, f"all stand in {MANIFEST}, and --refused FILE.csv makes a table of them")
        return said + self._left_out() + list(self.notes)

    def _missing(self) -> str:
        return (
            "none is missing"
            if not self.missing
            else f"{self.missing:,} {'is' if self.missing == 1 else 'are'} missing"
        )

    def _left_out(self) -> list[str]:
        said, personal = [], {name for name, _ in self.identifying}
        if personal:
            said.append("Left out, because they say who somebody is:")
            for kind in dict.fromkeys(why for _, why in self.identifying):
                names = [short(name) for name, why in self.identifying if why == kind]
                said.append(f"  {kind}: {', '.join(names[:NAMED_COLUMNS])}{_more(names)}")
        others = [name for name in self.unused if name not in personal]
        if others:
            listed = "; ".join(map(short, others[:NAMED_COLUMNS]))
            said.append(f"Left out, because the map does not name them: {listed}{_more(others)}.")
        return said


def fault_lines(faults: tuple[KeptOut, ...], all_of_them: str) -> list[str]:
    """What is wrong, with lines and column; the same in one column is said once. `all_of_them`: where the rest is."""
    lines: dict[tuple[str, str], list[int]] = {}
    for fault in faults:
        lines.setdefault((fault.column, fault.problem), []).append(fault.line)
    said = [f"  {_numbers(at)}, column {short(column)}: {why}" for (column, why), at in lines.items()][:NAMED_FAULTS]
    if (more := len(lines) - NAMED_FAULTS) > 0 or any(len(at) > NAMED_LINES for at in lines.values()):
        rest = f"… and {more:,} more of other kinds; " if more > 0 else ""
        said.append(f"  {rest}{len(faults):,} values in all: {all_of_them}.")
    if any("“" in fault.problem for fault in faults):
        said.append("  If a word there is an answer after all, say which under `labels:` in the map.")
    return said


def _numbers(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    more = len(lines) - NAMED_LINES
    if more > 0:
        return f"lines {', '.join(map(str, lines[:NAMED_LINES]))} and {more:,} more"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def refused_table(faults: list[KeptOut], fields: list[str]) -> bytes:
    """All refused values as CSV: line, column, what stands there, and why it does not fit."""
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(["line", "column", "value", "reason"])
    table.writerows(
        (fault.line, _harmless(fault.column), _harmless(field.replace("\x1f", " | ")), fault.problem)
        for fault, field in zip(faults, fields, strict=True)
    )
    return lines.getvalue().encode("utf-8-sig")  # spreadsheets want the mark


def _harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _alike(groups: dict[str, int]) -> list[str]:
    """Groups that differ in capitals or spaces alone are probably one."""
    names: dict[str, list[str]] = {}
    for name in groups:
        names.setdefault(" ".join(name.split()).casefold(), []).append(name)
    return [
        f"{' and '.join(f'`{name}`' for name in several)} count as different groups. Are they one? Write them alike."
        for several in names.values()
        if len(several) > 1
    ]


def _more(names) -> str:
    return f"; and {len(names) - NAMED_COLUMNS} more" if len(names) > NAMED_COLUMNS else ""


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _rows(count: int) -> str:
    return _many(count, "row", "rows")
