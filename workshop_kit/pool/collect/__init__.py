"""Answers collected elsewhere: a CSV file and a map become an archive.

    sheet        the file as rows: encoding, separator, line numbers
    mapping      the map, held against the instrument and the file (what may stand in one)
    answers      a field as an answer: numbers, labels in every language, what is neither
    identifying  columns that say who somebody is
    rows         all rows, as small numbers
    folder       the files of the archive
    summary      what was done, what was refused, what stayed behind
    suggest      a first map: `likeness` compares headings with questions, `drafting` writes it

Columns that the map does not name do not enter the archive, those that say who somebody is never do, and its rows are
sorted by their content, so that nothing shows in which order people answered.
"""

from pathlib import Path

from ...instrument import Instrument, Refused
from ..packing import refuse_what_is_there, write, write_file
from .folder import files, manifest_of
from .identifying import NAME, SAID
from .mapping import Map, Plan, planned, spoken_of
from .rows import Taken, take
from .sheet import Progress, Sheet
from .summary import Summary, fault_lines, refused_table

__all__ = ["Summary", "import_csv"]

FEW = 20  # people, under which a column of a name each may still be groups


def import_csv(
    file: Path | str,
    map_file: Path | str,
    instrument: Instrument | Path | str | None,
    out: Path | str,
    *,
    refused: Path | str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Make an archive of a CSV file. The folder `out` (or the zip) appears whole or not at all.

    Args:
        file: UTF-8 or UTF-16, first row the names of the columns; commas, semicolons, tabs or bars.
        map_file: see `mapping`.
        instrument: a name or a path; or one of the kit's own, loaded; None: the map's.
        refused: where to write a CSV of all values that do not fit, also where no row can be used.
        progress: is told how many bytes are read, and of how many.

    A row with a value off its scale (or too many or few fields) is kept out whole and reported with its line
    number and column; a row without a single answer is kept out and counted; all others go in.

    Raises:
        Refused: with what is wrong, where, and what to do: a file that cannot be read, a map that does not fit the
            file or the instrument, no usable row, a folder that is already there.
    """
    file, out = Path(file), Path(out)
    refuse_what_is_there(out)
    if refused is not None:
        refuse_what_is_there(Path(refused))
    mapped = Map.read(Path(map_file))
    source, spoken = spoken_of(mapped.instrument(instrument), mapped.raw.form)
    loaded = next(iter(spoken.values()))
    sheet = Sheet.of(file, mapped.raw.encoding)
    plan = planned(mapped, spoken, sheet)
    taken = take(sheet, plan, progress)
    if refused is not None and taken.faults:
        write_file(Path(refused), refused_table(taken.faults, taken.fields), mode=0o600)
    if not taken.n:
        raise Refused(_none_fits(file, taken))
    manifest = manifest_of(taken, plan, loaded)
    _check_groups(manifest.groups, plan)
    write(out, files(manifest, taken, plan, source, loaded))
    return Summary.of(out, taken, plan, manifest.groups)


def _none_fits(file: Path, taken: Taken) -> str:
    read = f"{file}: no row can be used ({taken.seen:,} read). Nothing was written."
    return "\n".join([read, *fault_lines(tuple(taken.faults), "--refused FILE.csv lists them all")])


def _check_groups(groups: dict[str, int], plan: Plan) -> None:
    people = sum(groups.values())
    if people >= FEW and len(groups) > people / 2:
        raise Refused(
            f"Column `{plan.group}` has {len(groups):,} groups for {people:,} people, so it is probably {SAID[NAME]} "
            "or a number of each. Name another column, or take `group:` out of the map. Nothing was written."
        )
