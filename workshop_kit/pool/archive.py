"""Archives: what is left of a workshop, or of answers collected elsewhere, with all that is needed to read it later.

`read` opens one, a folder or a zip: a room's (`RoomArchive`: published tallies, and nothing about anybody) or one
with rows (`Archive`: a row a person, in `responses.parquet`). `tally` adds several up. `manifest.py` says what stands
in them. Nothing here writes one (`collect` and the room's export do).
"""

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import add
from pathlib import Path

import msgspec

from ..instrument import Instrument, Refused, load_instrument
from .manifest import INSTRUMENTS, MANIFEST, KeptOut, Manifest, RoomManifest, damaged, missing, read_manifest
from .packing import opened
from .published import PublishedTally
from .room_archive import RoomArchive
from .tally import Tally

__all__ = ["Archive", "KeptOut", "Manifest", "RoomArchive", "natural", "read", "tally"]

ROWS, GROUP = "responses.parquet", "group"
INSTRUMENT = "instrument"  # where format 1 had it


class Archive:
    """One opened archive with rows: `.manifest`, `.instrument`, `.answers` (people × answer keys), `.tally`,
    `.groups`."""

    def __init__(self, folder: Path, manifest: Manifest, said: Path, kept: object = None):
        self.folder, self.manifest, self.said, self._kept = folder, manifest, said, kept

    @property
    def name(self) -> str:
        return self.said.resolve().name.removesuffix(".zip")

    @property
    def source(self) -> Path:
        """The folder of the instrument's files."""
        own = self.folder / INSTRUMENTS / self.manifest.instrument
        return own if own.is_dir() else self.folder / INSTRUMENT

    @cached_property
    def instrument(self) -> Instrument:
        if not (self.source / "instrument.yaml").is_file():
            raise missing(self.said, f"{INSTRUMENTS}/{self.manifest.instrument}/instrument.yaml")
        try:
            loaded = load_instrument(self.source, self.manifest.language, self.manifest.form)
        except Refused as error:
            raise Refused(f"{self.said}: {error}") from None
        if (loaded.id, loaded.version) != (self.manifest.instrument, self.manifest.version):
            raise Refused(
                f"{self.said}: two instruments are mixed in it: the answers are to {self.manifest.instrument} "
                f"{self.manifest.version}, and the questions are those of {loaded.id} {loaded.version}."
            )
        if self.manifest.activity not in loaded.keys:
            raise damaged(self.said, MANIFEST, f"{loaded.id} has no activity `{self.manifest.activity}`")
        return loaded

    @cached_property
    def _rows(self):
        import pandas as pd

        if not (self.folder / ROWS).is_file():
            raise missing(self.said, ROWS)
        try:
            rows = pd.read_parquet(self.folder / ROWS)
        except Exception as error:  # pyarrow raises what it likes
            raise damaged(self.said, ROWS, error) from None
        if len(rows) != self.manifest.n:
            raise Refused(f"{self.said}: {ROWS} holds {len(rows)} people, not {self.manifest.n}. Import again.")
        return rows

    @property
    def answers(self):
        """A DataFrame, people × answer keys."""
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


def read(path: Path | str) -> Archive | RoomArchive:
    """Open an archive: a folder, or a zip of one.

    Raises:
        Refused: if it is none, is torn or damaged, or was written by a later version of the kit.
    """
    said = Path(path)
    folder, kept = opened(said)
    manifest = read_manifest(folder, said)
    if isinstance(manifest, RoomManifest):
        archive = RoomArchive(folder, manifest, said)  # which has read everything by now
        if kept:
            kept.cleanup()
        return archive
    return Archive(folder, manifest, said, kept)


def tally(
    archives: Iterable[Path | str | Archive | RoomArchive], activity: str | None = None
) -> Tally | PublishedTally:
    """All archives added up to one tally of one activity: exact where all have rows, else what was published.

    They may be paths, or opened already. `activity` may be left out where there is only one that all of them hold.

    Raises:
        Refused: if there is none, one cannot be read, they asked different things, or one is a rehearsal and another
            is not.
    """
    archives = [read(one) if isinstance(one, Path | str) else one for one in archives]
    if not archives:
        raise Refused("no archive was given.")
    if len({rehearsed(archive) for archive in archives}) > 1:
        raise Refused("Some of these are rehearsals with simulated people, and some are not. They do not add up.")
    rooms = any(isinstance(archive, RoomArchive) for archive in archives)
    wanted = _wanted(archives, activity) if rooms or activity else None
    return reduce(add, (_tally_of(archive, wanted, rooms) for archive in archives))


def rehearsed(archive: Archive | RoomArchive) -> bool:
    """Whether what it holds was made up by simulated people."""
    return isinstance(archive, RoomArchive) and archive.manifest.rehearsal


def natural(name: str) -> tuple:
    """Sorts `2` before `10`, and numbers before words."""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)


def _held(archive: Archive | RoomArchive) -> list[str]:
    return list(archive.tallies) if isinstance(archive, RoomArchive) else [archive.manifest.activity]


def _wanted(archives: list, activity: str | None) -> str:
    """The activity to add up: the one that was named, or the only one that all archives hold."""
    shared = [id for id in _held(archives[0]) if all(id in _held(archive) for archive in archives)]
    if activity is None and len(shared) == 1:
        return shared[0]
    listed = f"these archives hold: {', '.join(shared)}" if shared else "these archives have no activity in common"
    if activity is None:
        raise Refused(f"Which activity? {listed[0].upper()}{listed[1:]}. Name one with --activity.")
    if activity not in shared:
        raise Refused(f"`{activity}`: not all of these archives hold it; {listed}.")
    return activity


def _tally_of(archive: Archive | RoomArchive, activity: str | None, publish: bool) -> Tally | PublishedTally:
    if isinstance(archive, RoomArchive):
        return archive.tallies[activity]
    if not publish:
        return archive.tally
    published = archive.tally.published()  # what is exact cannot be added to what is not
    if published is None:
        raise Refused(f"{archive.said}: too few people for a tally that may be shown.")
    return msgspec.structs.replace(published, seats=None)
