"""What `archive.json` says: which format an archive has, of which kind it is, and what is in it.

    archive.json        this
    README.md           the same for a person
    codebook.csv        every variable, with its wording
    instruments/ID/     the instruments' files as they were used

A room's archive (`room_archive.py`) adds `documents/`, `tallies/`, `walls.json` and `days.json`; one with rows
(`archive.py`) adds `responses.parquet`. Format 1 had rows alone, and its one instrument in `instrument/`.
"""

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from ..instrument import Refused

FORMAT = 2
MANIFEST, README, CODEBOOK, INSTRUMENTS = "archive.json", "README.md", "codebook.csv", "instruments"
ROOM, ROWS = "room", "rows"


class KeptOut(msgspec.Struct, frozen=True):
    """One value because of which a row was kept out: where it stood, and what is wrong with it."""

    line: int
    column: str
    problem: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Of an archive with rows. `columns` are the answer keys that were asked, in the order of the rows' columns (None:
    an archive from before they were listed). `kept_out` and `empty` count rows of the file that are not in it."""

    format: int
    kind: str = ROWS
    instrument: str
    version: str
    form: str
    language: str
    activity: str
    columns: tuple[str, ...] | None = None
    n: int
    group_column: str | None = None
    groups: dict[str, int] = {}
    kept_out: int = 0
    empty: int = 0
    faults: tuple[KeptOut, ...] = ()


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """One published tally: its file, of which activity and day it is, of which group (None: the whole), of how many."""

    file: str
    activity: str
    wave: int = 1
    group: str | None = None
    n: int


class RoomManifest(msgspec.Struct, frozen=True, kw_only=True):
    """Of a room's archive. `seats`, `groups` (those that people could name, with heads) and `agenda` are those of the
    latest day."""

    format: int
    kind: str = ROOM
    kit: str
    title: str
    rehearsal: bool
    threshold: int
    seats: int | None
    groups: dict[str, int]
    wave: int
    agenda: str
    languages: tuple[str, ...]
    instruments: dict[str, str]
    tallies: tuple[Stored, ...] = ()


def is_archive(path: Path) -> bool:
    """Whether somebody means an archive by it: a folder or a zip with a manifest in it, whole or not."""
    try:
        if path.is_dir():
            return os.path.lexists(path / MANIFEST)
        with zipfile.ZipFile(path) as packed:
            return any(name.rpartition("/")[2] == MANIFEST for name in packed.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def read_manifest(folder: Path, said: Path) -> Manifest | RoomManifest:
    """The manifest of an opened archive; `said` is how people named it.

    Raises:
        Refused: if the folder is none, it was written by a later version of the kit, or it is damaged.
    """
    if not os.path.lexists(folder / MANIFEST):
        raise Refused(
            f"{said}: is no archive (there is no {MANIFEST} in it). "
            "`workshop export` makes one of a room, `workshop import` of a file."
        )
    content = read_json(folder, MANIFEST, said, dict)
    if type(content.get("format", 1)) is not int:
        raise damaged(said, MANIFEST, "it says no format")
    if content.get("format", 1) > FORMAT:
        raise Refused(
            f"{said}: was made by a later version of the kit (format {content['format']}; this one reads up to "
            f"{FORMAT}). Install a newer kit, then try again."
        )
    kinds = {ROOM: RoomManifest, ROWS: Manifest}
    if (kind := content.get("kind", ROWS)) not in kinds:
        raise damaged(said, MANIFEST, f"there is no kind `{kind}`")
    return shaped(content, kinds[kind], said, MANIFEST)


def read_json(folder: Path, name: str, said: Path, kind: Any) -> Any:
    """A file of an archive as plain data.

    Raises:
        Refused: if it is not there, cannot be read, or is not of that kind.
    """
    try:
        return msgspec.json.decode((folder / name).read_bytes(), type=kind)
    except OSError as error:
        raise unreadable(said, name, error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(said, name, error) from None


def shaped(content: object, kind: Any, said: Path, name: str) -> Any:
    """Plain data of a file as a struct. Raises `Refused` where it is none."""
    try:
        return msgspec.convert(content, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise damaged(said, name, error) from None


def unreadable(said: Path, file: str, error: OSError) -> Refused:
    """The sentence for a file of an archive that is not there, or that nobody lets us read."""
    if isinstance(error, FileNotFoundError):
        return missing(said, file)
    return Refused(f"{said}: {file} cannot be read ({error.strerror or error}). See who may read it, then try again.")


def damaged(said: Path, file: str, error: object) -> Refused:
    """The sentence for a file of an archive that cannot be understood."""
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return Refused(f"{said}: {file} is damaged ({first}). Make the archive again, or take a whole copy.")


def missing(said: Path, file: str) -> Refused:
    """The sentence for a file that an archive should have."""
    return Refused(f"{said}: {file} is missing from it. Make the archive again, or take a whole copy.")


def instrument_files(id: str, source: Path, languages: Iterable[str]) -> dict[str, bytes]:
    """The files of an instrument as an archive keeps them: its structure, and its words where there are any."""
    names = ["instrument.yaml", *(f"{language}.yaml" for language in languages)]
    there = (name for name in names if (source / name).is_file())
    return {f"{INSTRUMENTS}/{id}/{name}": (source / name).read_bytes() for name in there}


def in_json(content: object) -> bytes:
    """Plain data as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"
