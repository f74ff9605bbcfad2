"""Archives: a folder that holds answers collected elsewhere, with all that is needed to read them later.

    archive.json        what this is: instrument, form, activity, how many people and groups, what was kept out
    instrument/         the instrument's files as they were used
    responses.parquet   one row a person: answer keys, and `group` if there was one
    README.md           the same for a person

`read` opens one, `tally` adds several up. Nothing here writes one (`collect` does).
"""

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import add
from pathlib import Path

import msgspec
import pandas as pd

from ..instrument import Instrument, Refused, load_instrument
from .tally import Tally

FORMAT = 1
MANIFEST, ROWS, INSTRUMENT, GROUP = "archive.json", "responses.parquet", "instrument", "group"


class KeptOut(msgspec.Struct, frozen=True):
    """One value because of which a row was kept out: where it stood, and what is wrong with it."""

    line: int
    column: str
    problem: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The content of archive.json. `kept_out` and `empty` count rows of the file that are not in the archive."""

    format: int
    instrument: str
    version: str
    form: str
    language: str
    activity: str
    n: int
    group_column: str | None = None
    groups: dict[str, int] = {}
    kept_out: int = 0
    empty: int = 0
    faults: tuple[KeptOut, ...] = ()


class Archive:
    """One opened archive: `.manifest`, `.instrument`, `.answers` (people × answer keys), `.tally`, `.groups`."""

    def __init__(self, folder: Path, manifest: Manifest):
        self.folder, self.manifest = folder, manifest

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    @cached_property
    def instrument(self) -> Instrument:
        return load_instrument(self.folder / INSTRUMENT, self.manifest.language, self.manifest.form)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        try:
            rows = pd.read_parquet(self.folder / ROWS)
        except Exception as error:  # pyarrow raises what it likes
            raise Refused(f"{self.folder / ROWS}: cannot be read ({_first_line(error)}). Import again.") from None
        if len(rows) != self.manifest.n:
            raise Refused(f"{self.folder / ROWS}: holds {len(rows)} people, not {self.manifest.n}. Import again.")
        return rows

    @property
    def answers(self) -> pd.DataFrame:
        return self._rows.drop(columns=GROUP, errors="ignore")

    @cached_property
    def tally(self) -> Tally:
        """Exact sums over everybody."""
        return Tally.of(self.answers, self.instrument, self.manifest.activity)

    @cached_property
    def groups(self) -> dict[str, Tally]:
        """Exact sums of each group, in the natural order of their names; people without a group are in none."""
        if GROUP not in self._rows.columns:
            return {}
        parts = {str(name): rows for name, rows in self._rows.groupby(GROUP, observed=True)}
        return {
            name: Tally.of(parts[name].drop(columns=GROUP), self.instrument, self.manifest.activity, group=name)
            for name in sorted(parts, key=natural)
        }


def read(folder: Path | str) -> Archive:
    """Open an archive.

    Raises:
        Refused: if the folder is none, or was written by a later version of the kit.
    """
    folder = Path(folder)
    file = folder / MANIFEST
    try:
        content = msgspec.json.decode(file.read_bytes())
        if isinstance(content, dict) and content.get("format", FORMAT) != FORMAT:
            raise Refused(f"{file}: format {content['format']} is not one that this version of the kit reads.")
        return Archive(folder, msgspec.convert(content, Manifest))
    except OSError:
        raise Refused(f"{folder}: is no archive (there is no {MANIFEST} in it). `workshop import` makes one.") from None
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Refused(f"{file}: is damaged ({_first_line(error)}). Import again.") from None


def tally(folders: Iterable[Path | str]) -> Tally:
    """All archives added up to one exact tally.

    Raises:
        Refused: if there is none, one cannot be read, or they asked different things.
    """
    tallies = [read(folder).tally for folder in folders]
    if not tallies:
        raise Refused("no archive was given.")
    return reduce(add, tallies)


def natural(name: str) -> tuple:
    """Sorts `2` before `10`, and numbers before words."""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
