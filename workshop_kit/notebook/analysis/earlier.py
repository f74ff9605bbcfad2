"""What an archive is compared with: its own first day, or an earlier archive that lies here or was named."""

from pathlib import Path

from ...instrument import Refused
from ...pool.archive import Archive, RoomArchive
from ...views.analysis import changes, days
from ...views.analysis.source import Source
from ...views.analysis.told import Choice, Told
from .choosing import Chosen, archives
from .page import language

OWN = ""


class Earlier:
    """The archives that another can be laid beside, each opened once it is chosen.

    Args:
        named: what was named for it, as `Source` takes it, or what `choose()` returned; it is chosen at first.
    """

    def __init__(self, named: Chosen | Source | Archive | RoomArchive | Path | str | None = None):
        self._opened: dict[str, Source] = {}
        self._named = None
        if isinstance(named, Chosen):
            named = named.source
        if isinstance(named, Path | str):
            self._named = str(Path(named).expanduser())
        elif named is not None:
            source = named if isinstance(named, Source) else Source(named, language())
            self._named = source.name
            self._opened[self._named] = source

    def choices(self, source: Source, picked: dict) -> list[Choice]:
        """What to compare with, and what then can be chosen."""
        there = {str(path): path.name for path in archives() if not self._same(path, source)}
        options = [(source.voice.say("own_days"), OWN), *((name, path) for path, name in there.items())]
        if self._named is not None:
            name = Path(self._named).name
            options = [(name, self._named), *(option for option in options if option[1] != self._named)]
        beside = Choice("earlier", source.voice.say("choose_earlier"), tuple(options))
        values = [value for _, value in options]
        wanted = picked["earlier"] if picked.get("earlier") in values else values[0]
        if wanted == OWN:
            return [beside, *days.choices(source, picked)]
        try:
            return [beside, *changes.choices(self._source(wanted), source, picked)]
        except Refused:
            return [beside]  # the answer says why; another may be chosen

    def tell(self, source: Source, *, earlier: str = OWN, **picked) -> Told:
        """What changed since then. Raises `Refused` as `changes.what_changed_between`."""
        if earlier == OWN:
            return days.what_changed(source, **picked)
        return changes.what_changed_between(self._source(earlier), source, **picked)

    def _source(self, key: str) -> Source:
        if key not in self._opened:
            self._opened[key] = Source(Path(key), language())
        return self._opened[key]

    @staticmethod
    def _same(path: Path, source: Source) -> bool:
        return path.resolve() == Path(source.archive.said).resolve()
