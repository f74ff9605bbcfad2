"""An archive read back: checked whole, and written anew in the present format.

What does not belong into an archive is left out. What the kit wrote itself comes back as the same bytes.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..instrument import Instrument, Refused, load_instrument
from .archive import INSTRUMENT, Archive
from .archive import ROWS as RESPONSES
from .collect.folder import files as files_with_rows
from .collect.folder import sizes
from .collect.stored import taken_again
from .documents import Document
from .manifest import (
    CODEBOOK,
    FORMAT,
    INSTRUMENTS,
    MANIFEST,
    README,
    Manifest,
    RoomManifest,
    Stored,
    damaged,
    instrument_files,
    missing,
    read_manifest,
    unreadable,
)
from .packing import opened, refuse_what_is_there, write
from .published import PublishedTally
from .room_archive import RoomArchive, Shown, files_of


@dataclass(frozen=True)
class ReadBack:
    """What was read back and written. `left_out` are files that do not belong into an archive, `anew` those whose
    bytes are others than before."""

    output: Path
    archive: Archive | RoomArchive
    left_out: tuple[str, ...]
    anew: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a terminal."""
        manifest = self.archive.manifest
        said = [f"{self.output}: {_room(self.archive) if isinstance(manifest, RoomManifest) else _rows(manifest)}"]
        if manifest.format < FORMAT:
            said.append(f"It was brought up to date, from format {manifest.format} to format {FORMAT}.")
        elif self.anew:
            said.append(f"Written anew, because this kit writes it in another way: {', '.join(self.anew)}.")
        if self.left_out:
            said.append(f"Left out, because it does not belong into an archive: {', '.join(self.left_out)}.")
        return said


def read_back(path: Path, out: Path) -> ReadBack:
    """Read an archive (a folder or a zip) and write it as `out`, a folder or a zip. That appears whole or not at all.

    Raises:
        Refused: naming the file of the archive that is missing, damaged, or does not fit the others; or if `out` is
            there already, or cannot be written.
    """
    refuse_what_is_there(out)
    if out.resolve().is_relative_to(path.resolve()):
        raise Refused(f"{out}: lies in the archive that is to be read. Choose another place.")
    folder, kept = opened(path)
    try:
        manifest = read_manifest(folder, path)
        of_a_room = isinstance(manifest, RoomManifest)
        archive = RoomArchive(folder, manifest, path) if of_a_room else Archive(folder, manifest, path, kept)
        files = _of_a_room(archive, folder) if of_a_room else _with_rows(archive, folder)
        anew = tuple(name for name in sorted(files) if not _same(folder / name, files[name]))
        left_out = tuple(sorted(_names(folder) - files.keys() - _sources(archive, folder)))
        write(out, files)
    finally:
        if kept:
            kept.cleanup()
    return ReadBack(out, archive, left_out, anew)


# what each kind holds ----------------------------------------------------------------------------------------


def _of_a_room(archive: RoomArchive, folder: Path) -> dict[str, bytes]:
    manifest = msgspec.structs.replace(archive.manifest, format=FORMAT)
    shown = [Shown(one.activity, one.wave, one.group, _tally(archive, one).to_json()) for one in manifest.tallies]
    told = {
        language: {name: made[name] for name in Document.__struct_fields__ if name in made}
        for language, made in archive.documents.items()
    }
    files = files_of(manifest, told, shown, archive.walls, archive.days)
    for id in _asked_of(archive):
        source = folder / INSTRUMENTS / id
        spoken = _checked(source, id, manifest.instruments.get(id), manifest.languages, archive.said)
        files |= instrument_files(id, source, spoken)
    return files | {name: _text(folder, name, archive.said) for name in (README, CODEBOOK)}


def _tally(archive: RoomArchive, place: Stored) -> PublishedTally:
    return (archive.tallies if place.group is None else archive.groups[place.group])[place.activity]


def _asked_of(archive: RoomArchive) -> list[str]:
    """The instruments of its questions; those that were made on the spot have no files."""
    first = next(iter(archive.documents.values()))
    return list(dict.fromkeys(one["instrument"] for one in first["activities"] if not one.get("made")))


def _with_rows(archive: Archive, folder: Path) -> dict[str, bytes]:
    told, loaded = archive.manifest, archive.instrument
    taken, plan = taken_again(archive)
    groups = sizes(taken, plan)
    if (taken.n, groups) != (told.n, told.groups):
        raise damaged(archive.said, MANIFEST, f"it does not count the people of {RESPONSES}")
    source = archive.source
    _checked(source, loaded.id, loaded.version, loaded.languages, archive.said, loaded.form)
    manifest = msgspec.structs.replace(told, format=FORMAT, columns=tuple(plan.columns))
    files = files_with_rows(manifest, taken, plan, source, loaded)
    if told.format == FORMAT:  # what was written for people stays as it is
        there = (name for name in (README, CODEBOOK) if (folder / name).is_file())
        files |= {name: _text(folder, name, archive.said) for name in there}
    return files


def _sources(archive: Archive | RoomArchive, folder: Path) -> set[str]:
    """Files that stand under another name in the present format."""
    if isinstance(archive, RoomArchive) or archive.source != folder / INSTRUMENT:
        return set()
    return {
        f"{INSTRUMENT}/{name}"
        for name in ("instrument.yaml", *(f"{each}.yaml" for each in archive.instrument.languages))
    }


def _checked(source: Path, id: str, version: str | None, languages, said: Path, form: str = "full") -> list[str]:
    """The languages of an instrument's files, each of which was loaded."""
    spoken = [language for language in languages if (source / f"{language}.yaml").is_file()]
    if not spoken or not (source / "instrument.yaml").is_file():
        raise missing(said, f"{INSTRUMENTS}/{id}/{'instrument' if spoken else languages[0]}.yaml")
    for language in spoken:
        loaded = _loaded(source, language, form, said)
        if (loaded.id, loaded.version) != (id, version):
            raise Refused(
                f"{said}: two instruments are mixed in it: it was asked {id} {version}, and {INSTRUMENTS}/{id} holds "
                f"{loaded.id} {loaded.version}. Take a whole copy."
            )
    return spoken


def _loaded(source: Path, language: str, form: str, said: Path) -> Instrument:
    try:
        return load_instrument(source, language, form)
    except Refused as error:
        raise Refused(f"{said}: {error}") from None


# files -------------------------------------------------------------------------------------------------------


def _names(folder: Path) -> set[str]:
    """All files of a folder, with slashes."""
    found = (Path(base, name) for base, _, names in os.walk(folder) for name in names)
    return {file.relative_to(folder).as_posix() for file in found}


def _same(file: Path, content: bytes) -> bool:
    return file.is_file() and file.stat().st_size == len(content) and file.read_bytes() == content


def _text(folder: Path, name: str, said: Path) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise unreadable(said, name, error) from None
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise damaged(said, name, error) from None
    return content


# what is said ------------------------------------------------------------------------------------------------


def _rows(manifest: Manifest) -> str:
    where = f" in {_many(len(manifest.groups), 'group')}" if manifest.groups else ""
    people = _many(manifest.n, "person", "people")
    return f"answers of {people}{where} to `{manifest.activity}` of {manifest.instrument}. All of it is whole."


def _room(archive: RoomArchive) -> str:
    manifest = archive.manifest
    people = max((place.n for place in manifest.tallies if place.group is None), default=0)
    held = [
        f"{_many(len(archive.tallies), 'activity', 'activities')} of up to {_many(people, 'person', 'people')}",
        _many(len(archive.waves), "day"),
        *([_many(len(archive.groups), "group")] if archive.groups else []),
        *([_many(len(manifest.languages), "language")] if len(manifest.languages) > 1 else []),
    ]
    mark = " It is a rehearsal: its people are simulated." if manifest.rehearsal else ""
    return f"the room “{manifest.title}”: {', '.join(held)}. All of it is whole.{mark}"


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
