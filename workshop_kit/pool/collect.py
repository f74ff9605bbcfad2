"""Answers collected elsewhere: a CSV file and a map become an archive.

The map says which column is which item, and which is the group:

    activity: climate      # may be left out where the instrument has only one
    group: COMPID          # may be left out
    missing: ["", NA]      # how the file writes a missing answer; this is the default
    items:                 # answer key: column
      LEAD01: LEAD01
      LEAD02: q17

Columns that the map does not name (names, addresses, times) do not enter the archive, and its rows are sorted by
their content, so that nothing shows in which order people answered.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pandas as pd

from ..codebook.variables import variables
from ..codebook.writing import WRITERS
from ..instrument import KINDS, Activity, Instrument, Refused, load_instrument
from ..instrument.load import find
from ..instrument.located import Located
from ..instrument.located import read as read_yaml
from .archive import GROUP, ROWS, natural
from .manifest import CODEBOOK, FORMAT, MANIFEST, README, KeptOut, Manifest, in_json, instrument_files
from .packing import refuse_what_is_there, write

PICK_SEPARATOR = "|"
NAMED_FAULTS = 20


class RawMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand in a map, and nothing else."""

    items: dict[str, str]
    activity: str | None = None
    group: str | None = None
    missing: tuple[str, ...] = ("", "NA")


@dataclass(frozen=True)
class Summary:
    """What an import did: how many rows the file had, how many people went in, and what was kept out and why."""

    output: Path
    rows: int
    people: int
    groups: int
    kept_out: int
    empty: int
    faults: tuple[KeptOut, ...]

    def lines(self) -> list[str]:
        """For a terminal: the result first, then each fault with its line and column."""
        where = f" in {self.groups} groups" if self.groups else ""
        said = [f"{self.output}: {self.people} people{where}, of {self.rows} rows."]
        if self.empty:
            said.append(f"{_rows(self.empty)} without a single answer: kept out.")
        if self.kept_out:
            said.append(f"{_rows(self.kept_out)} with a value that does not fit: kept out.")
        said += [f"  line {f.line}, column {f.column}: {f.problem}" for f in self.faults[:NAMED_FAULTS]]
        if more := len(self.faults) - NAMED_FAULTS:
            said += [f"  … and {more} more; all stand in {MANIFEST}."] if more > 0 else []
        return said


def import_csv(file: Path | str, map_file: Path | str, instrument: Instrument | Path | str, out: Path | str) -> Summary:
    """Make an archive of a CSV file. The folder `out` (or the zip) appears whole or not at all.

    Args:
        file: UTF-8, first row the names of the columns; commas, semicolons or tabs.
        map_file: see the module.
        instrument: a name or a path; or one of the kit's own, loaded.

    A row with a value off its scale (or too many or few fields) is kept out whole and reported with its line
    number and column; a row without a single answer is kept out and counted; all others go in.

    Raises:
        Refused: with what is wrong, where, and what to do: a file that cannot be read, a map that does not fit the
            file or the instrument, no usable row, a folder that is already there.
    """
    file, out = Path(file), Path(out)
    refuse_what_is_there(out)
    source, loaded = _sources(instrument)
    plan = _Plan.of(read_yaml(Path(map_file).absolute()), loaded)
    taken = _take(file, plan)
    if not taken.rows:
        hint = f" The first: line {taken.faults[0].line}: {taken.faults[0].problem}." if taken.faults else ""
        raise Refused(f"{file}: no row can be used ({taken.seen} read).{hint} Nothing was written.")
    manifest = _manifest(taken, plan, loaded)
    write(out, _files(manifest, taken.frame(plan), source, loaded))
    return Summary(
        out, taken.seen, manifest.n, len(manifest.groups), manifest.kept_out, manifest.empty, manifest.faults
    )


def _sources(instrument: Instrument | Path | str) -> tuple[Path, Instrument]:
    """The folder of the instrument's files, and the instrument as they say it."""
    if not isinstance(instrument, Instrument):
        return find(instrument).parent, load_instrument(instrument)
    source = find(instrument.id)
    if load_instrument(source, instrument.language, instrument.form) != instrument:
        raise Refused(f"`{instrument.id}` is not the kit's own: give its path, so that its files can be kept.")
    return source.parent, instrument


# the map -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    located: Located
    activity: Activity
    columns: dict[str, str]  # answer key → column
    group: str | None
    missing: frozenset[str]

    @classmethod
    def of(cls, located: Located, instrument: Instrument) -> "_Plan":
        raw = located.to(RawMap)
        activity = _activity(raw, located, instrument)
        for key in raw.items:
            if key not in activity.keys:
                known = ", ".join(activity.keys)
                raise Refused(
                    f"{located.at('items', key)}: `{activity.id}` has no answer key `{key}`; it has: {known}."
                )
            if activity.keys[key]["kind"] == "text":
                raise Refused(f"{located.at('items', key)}: `{key}` is a text, and texts stay out of archives.")
        if not raw.items:
            raise Refused(
                f"{located.at('items')}: no item is named. Add lines such as `{next(iter(activity.keys))}: q1`."
            )
        if repeated := [column for column, times in Counter(raw.items.values()).items() if times > 1]:
            raise Refused(
                f"{located.at('items')}: column `{repeated[0]}` stands for two items. Each item needs its own."
            )
        return cls(located, activity, dict(raw.items), raw.group, frozenset(raw.missing))

    def positions(self, header: list[str], file: Path) -> tuple[dict[str, int], int | None]:
        """Where the columns stand in the file: of each answer key, and of the group."""
        places = {key: self._position(column, header, file, ("items", key)) for key, column in self.columns.items()}
        return places, None if self.group is None else self._position(self.group, header, file, ("group",))

    def _position(self, column: str, header: list[str], file: Path, where: tuple) -> int:
        if header.count(column) == 1:
            return header.index(column)
        if column in header:
            raise Refused(f"{file}, line 1: two columns are called `{column}`. Rename one.")
        there = ", ".join(header[:40]) + (", …" if len(header) > 40 else "")
        raise Refused(f"{self.located.at(*where)}: {file.name} has no column `{column}`; it has: {there}.")


def _activity(raw: RawMap, located: Located, instrument: Instrument) -> Activity:
    if raw.activity is not None:
        if raw.activity not in instrument.keys:
            known = ", ".join(instrument.keys)
            raise Refused(
                f"{located.at('activity')}: {instrument.id} has no activity `{raw.activity}`; it has: {known}."
            )
        return instrument.activity(raw.activity)
    if len(instrument.activities) == 1:
        return instrument.activities[0]
    known = ", ".join(instrument.keys)
    raise Refused(f"{located.at()}: which activity of {instrument.id}? Add `activity:` with one of: {known}.")


# the rows ----------------------------------------------------------------------------------------------------


class _Taken:
    """What was found in a file: the rows that fit, and why the others do not."""

    def __init__(self):
        self.rows: list[list] = []
        self.faults: list[KeptOut] = []
        self.seen = self.kept_out = self.empty = 0

    def frame(self, plan: _Plan) -> pd.DataFrame:
        names = [*([GROUP] if plan.group else []), *plan.columns]
        frame = pd.DataFrame(sorted(self.rows, key=_by_content), columns=names, dtype=object)
        for key in plan.columns:
            if plan.activity.keys[key]["kind"] == "rating":
                frame[key] = frame[key].astype("Int16")
        return frame


def _take(file: Path, plan: _Plan) -> _Taken:
    taken = _Taken()
    lines = _read(file)
    header = [name.strip() for name in next(lines, (0, []))[1]]
    if not any(header):
        raise Refused(f"{file}: is empty. The first line must hold the names of the columns.")
    places, group = plan.positions(header, file)
    for line, fields in lines:
        taken.seen += 1
        if len(fields) != len(header):
            taken.kept_out += 1
            taken.faults.append(KeptOut(line, "–", f"{len(fields)} fields, and the first line has {len(header)}"))
            continue
        faults = _take_row(taken, fields, line, plan, places, group)
        taken.kept_out += bool(faults)
        taken.faults += faults
    return taken


def _take_row(
    taken: _Taken, fields: list[str], line: int, plan: _Plan, places: dict, group: int | None
) -> list[KeptOut]:
    values, faults = [], []
    for key, place in places.items():
        value, problem = _value(fields[place].strip(), plan.activity.keys[key], plan.missing)
        values.append(value)
        if problem:
            faults.append(KeptOut(line, plan.columns[key], problem))
    if not faults and all(value is None for value in values):
        taken.empty += 1
    elif not faults:
        taken.rows.append(values if group is None else [_group(fields[group].strip(), plan.missing), *values])
    return faults


def _value(text: str, admits: dict, missing: frozenset[str]) -> tuple[object, str | None]:
    """A field as an answer, and what is wrong with it."""
    if text in missing:
        return None, None
    value: object = text
    if admits["kind"] == "rating":
        value = _whole(text)
    elif admits["kind"] == "pick":
        value = [part.strip() for part in text.split(PICK_SEPARATOR)]
    problem = KINDS[admits["kind"]].fault(admits, value)
    return value, problem and problem.removesuffix(", or null")  # a CSV file knows no null


def _whole(text: str) -> int | str:
    try:
        number = float(text)
        return int(number) if number == int(number) else text
    except (ValueError, OverflowError):
        return text


def _group(text: str, missing: frozenset[str]) -> str | None:
    return None if text in missing else text


def _by_content(row: list) -> tuple:
    return tuple((value is not None, natural(value) if isinstance(value, str) else (0, value)) for value in row)


def _read(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with the number of the line that it begins on."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            delimiter = max(",;\t", key=stream.readline().count)
            stream.seek(0)
            reader, begins = csv.reader(stream, delimiter=delimiter), 1
            for fields in reader:
                if fields:
                    yield begins, fields
                begins = reader.line_num + 1
    except FileNotFoundError:
        raise Refused(f"{file}: there is no such file.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file}: is not UTF-8 text. Save it as “CSV UTF-8” and import again.") from None
    except (OSError, csv.Error) as error:
        raise Refused(f"{file}: cannot be read ({error}).") from None


# the folder --------------------------------------------------------------------------------------------------


def _manifest(taken: _Taken, plan: _Plan, instrument: Instrument) -> Manifest:
    sizes = Counter(row[0] for row in taken.rows if row[0] is not None) if plan.group else {}
    return Manifest(
        format=FORMAT,
        instrument=instrument.id,
        version=instrument.version,
        form=instrument.form,
        language=instrument.language,
        activity=plan.activity.id,
        n=len(taken.rows),
        group_column=plan.group,
        groups={name: sizes[name] for name in sorted(sizes, key=natural)},
        kept_out=taken.kept_out,
        empty=taken.empty,
        faults=tuple(taken.faults),
    )


def _files(manifest: Manifest, rows: pd.DataFrame, source: Path, instrument: Instrument) -> dict[str, bytes]:
    files = {MANIFEST: in_json(manifest), README: _readme(manifest, instrument).encode()}
    files |= instrument_files(instrument.id, source, instrument.languages)
    files[CODEBOOK] = WRITERS[".csv"](variables(source, [instrument.language]))
    return files | {ROWS: rows.to_parquet(index=False)}


def _readme(manifest: Manifest, instrument: Instrument) -> str:
    groups = f" in {len(manifest.groups)} groups (column `{manifest.group_column}`)" if manifest.groups else ""
    return f"""# {instrument.title}

Answers of {manifest.n} people{groups} to `{manifest.activity}` of the instrument `{manifest.instrument}`
(version {manifest.version}, {manifest.form} form), collected elsewhere and imported.

- `responses.parquet`: one row a person, sorted by content; the columns are the answer keys of the
  instrument{", and `group`" if manifest.group_column else ""}. An empty cell is a missing answer.
- `instruments/`: the questions and how they are scored, as they were used.
- `codebook.csv`: every variable, with its wording, range and missing rule.
- `archive.json`: the same facts for programs. {manifest.kept_out} rows were kept out because a value did not fit,
  {manifest.empty} because they held no answer.

These rows are single people's answers, without names. Whoever knows the team may still recognise somebody: keep the
folder as carefully as the file that it came from, and pass on the report instead.
"""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
