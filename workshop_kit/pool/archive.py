"""Archives: what is left of a workshop, or of answers collected elsewhere, with all that is needed to read it later.

`read` opens one, a folder or a zip: a room's (`RoomArchive`: published tallies, and nothing about anybody) or one
with rows (`Archive`: a row a person, in `responses.parquet`). `manifest.py` says what stands in them, `together.py`
adds several up. Nothing here writes one (`collect` and the room's export do).
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec

from ..instrument import Activity, Instrument, Refused, load_instrument
from .adding import Adding
from .manifest import (
    INSTRUMENTS,
    MANIFEST,
    KeptOut,
    Manifest,
    RoomManifest,
    damaged,
    missing,
    read_manifest,
    unreadable,
)
from .packing import opened
from .responses import GROUP, ROWS, Responses
from .room_archive import RoomArchive
from .tally import Tally

__all__ = ["GROUP", "ROWS", "Archive", "KeptOut", "Manifest", "RoomArchive", "natural", "read", "rehearsed"]

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
            loaded = _loaded(_Source.of(self.source, self.manifest.language, self.manifest.form))
        except OSError as error:
            raise unreadable(self.said, f"{INSTRUMENTS}/{self.manifest.instrument}", error) from None
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

    @property
    def languages(self) -> tuple[str, ...]:
        """Those whose words lie in it, its own first."""
        own, offered = self.manifest.language, self.instrument.languages
        there = (language for language in offered if (self.source / f"{language}.yaml").is_file())
        return tuple(dict.fromkeys([own, *there]))

    def spoken_in(self, language: str) -> "Archive":
        """The same answers, with the words of one of `languages`."""
        if language == self.manifest.language:
            return self
        return Archive(self.folder, msgspec.structs.replace(self.manifest, language=language), self.said, self._kept)

    def close(self) -> None:
        """Nothing more is read of it: what was unpacked of a zip goes."""
        if self._kept:
            self._kept.cleanup()

    @property
    def activity(self) -> Activity:
        """What was asked."""
        return self.instrument.activity(self.manifest.activity)

    @cached_property
    def responses(self) -> Responses:
        """The file of the rows."""
        return Responses(self.folder, self.manifest, self.activity, self.said)

    @cached_property
    def answers(self):
        """All rows at once: a DataFrame, people × answer keys."""
        return self.responses.frame()

    @cached_property
    def tally(self) -> Tally:
        """Exact sums over everybody."""
        return Tally.of_sums(self.sums())

    @cached_property
    def groups(self) -> dict[str, Tally]:
        """Exact sums of each group, in the natural order of their names; people without a group are in none."""
        sums: dict[str, Adding] = {}
        for name, part in self.responses.parts_by_group() if self.responses.grouped else ():
            self._take(sums.setdefault(name, Adding(self.instrument, self.activity)), part)
        return {name: Tally.of_sums(sums[name], group=name) for name in sorted(sums, key=natural)}

    def sums(self, row_groups: Sequence[int] | None = None) -> Adding:
        """Exact sums over everybody, or over the people of some row groups, read part by part.

        Raises:
            Refused: naming the row and the column of the first value that does not fit.
        """
        adding = Adding(self.instrument, self.activity)
        for part in self.responses.parts(row_groups):
            self._take(adding, part)
        return adding

    def _take(self, adding: Adding, part) -> None:
        try:
            adding.add(part)
        except Refused as error:
            raise damaged(self.said, ROWS, error) from None


@dataclass(frozen=True)
class _Source:
    """The files of an instrument by what they hold: hundreds of archives have a copy of the same."""

    content: tuple[bytes, bytes]
    language: str
    form: str
    folder: Path = field(compare=False)

    @classmethod
    def of(cls, folder: Path, language: str, form: str) -> "_Source":
        files = (folder / "instrument.yaml", folder / f"{language}.yaml")
        return cls(tuple(file.read_bytes() if file.is_file() else b"" for file in files), language, form, folder)


@lru_cache(maxsize=16)
def _loaded(source: _Source) -> Instrument:
    return load_instrument(source.folder, source.language, source.form)


def read(path: Path | str) -> Archive | RoomArchive:
    """Open an archive: a folder, or a zip of one.

    Raises:
        Refused: if it is none, is torn or damaged, or was written by a later version of the kit.
    """
    said = Path(path)
    folder, kept = opened(said)
    with contextlib.ExitStack() as done:
        if kept:
            done.callback(kept.cleanup)
        manifest = read_manifest(folder, said)
        if isinstance(manifest, RoomManifest):
            return RoomArchive(folder, manifest, said)  # which has read everything by now
        done.pop_all()
        return Archive(folder, manifest, said, kept)


def rehearsed(archive: Archive | RoomArchive) -> bool:
    """Whether what it holds was made up by simulated people."""
    return isinstance(archive, RoomArchive) and archive.manifest.rehearsal


def natural(name: str) -> tuple:
    """Sorts `2` before `10`, and numbers before words."""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)
