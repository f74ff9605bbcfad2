"""Which archive: by its path, or from a list of what lies in `WORKSHOP_HOME/archives` and beside the notebook."""

from collections.abc import Callable, Iterable
from pathlib import Path

import ipywidgets

from ... import home
from ...instrument import Refused
from ...instrument.messages import direction_of, voice
from ...pool.manifest import is_archive
from ...views.analysis.programme import Programme
from ...views.analysis.source import Source
from ...views.analysis.synthetic import synthetic_programme, synthetic_room
from .page import language, sentence

FOLDER = "archives"
MADE_UP = ""


class Chosen(ipywidgets.VBox):
    """The archive that is chosen, and how to choose another. `.source` opens it; whoever shows something of it asks to
    `follow`."""

    def __init__(self, path: Path | str | None = None):
        self._voice = voice(language(), "analysis")
        self._followers: list[Callable[[], None]] = []
        self._opened: dict[str, Source] = {}
        there = {str(each): each.name for each in archives()}
        self._wanted = str(path) if path is not None else next(iter(there), MADE_UP)
        if path is not None:
            there.setdefault(self._wanted, Path(path).name)
        self._menu = ipywidgets.Dropdown(
            options=[*((name, each) for each, name in there.items()), (self._voice.say("synthetic_title"), MADE_UP)],
            value=self._wanted, description=self._voice.say("choose_archive"),
            style={"description_width": "initial"}, layout={"width": "auto", "max_width": "24rem"},
        )  # fmt: skip
        self._field = ipywidgets.Text(
            description=self._voice.say("choose_path"), continuous_update=False,
            style={"description_width": "initial"}, layout={"width": "24rem"},
        )  # fmt: skip
        self._said = ipywidgets.HTML()
        self._menu.observe(lambda change: self._choose(change["new"]), "value")
        self._field.observe(lambda change: change["new"].strip() and self._choose(change["new"].strip()), "value")
        row = ipywidgets.HBox([self._menu, self._field], layout={"flex_flow": "row wrap"})
        row.add_class("wk-choices")
        super().__init__([row, self._said])
        self._say()

    @property
    def path(self) -> Path | None:
        """None: the made-up archive."""
        return Path(self._wanted) if self._wanted else None

    @property
    def source(self) -> Source:
        """The archive, opened once.

        Raises:
            Refused: if it cannot be read.
        """
        if self._wanted not in self._opened:
            made_up = self._wanted == MADE_UP
            archive = synthetic_room(language()) if made_up else Path(self._wanted).expanduser()
            self._opened[self._wanted] = Source(archive, language(), synthetic=made_up)
        return self._opened[self._wanted]

    def follow(self, draw: Callable[[], None]) -> None:
        """Call `draw` whenever another archive is chosen."""
        self._followers.append(draw)

    def _choose(self, path: str) -> None:
        self._wanted = path
        self._say()
        for draw in self._followers:
            draw()

    def _say(self) -> None:
        spoken = self._voice.language
        self._said.value = sentence(self._about(), spoken, direction_of(spoken))

    def _about(self) -> str:
        try:
            source = self.source
            _ = source.tallies  # with rows, this is what reads them
        except Refused as error:
            return str(error)
        if source.synthetic:
            offered = len(self._menu.options) > 1
            key = "synthetic_chosen" if offered else "synthetic_offered"
            return self._voice.say(key, folder=home.root() / FOLDER)
        return self._voice.say("archive_rows" if source.rows else "archive_room", title=source.title)


class Many(ipywidgets.VBox):
    """The archives of a programme, and a field for another folder of them. `.source` is the programme."""

    def __init__(self, where: Path | str | Iterable[Path | str] | None = None):
        self._voice = voice(language(), "analysis")
        self._followers: list[Callable[[], None]] = []
        self._where, self._source = where, None
        self._field = ipywidgets.Text(
            description=self._voice.say("choose_folder"), continuous_update=False,
            style={"description_width": "initial"}, layout={"width": "30rem", "max_width": "100%"},
        )  # fmt: skip
        self._said = ipywidgets.HTML()
        self._field.observe(lambda change: change["new"].strip() and self._choose(change["new"].strip()), "value")
        row = ipywidgets.HBox([self._field])
        row.add_class("wk-choices")
        super().__init__([row, self._said])
        self._say()

    @property
    def source(self) -> Programme:
        """All archives together, opened once.

        Raises:
            Refused: if there is none that can be read.
        """
        if self._source is None:
            there = self._archives()
            made_up = there is None
            made = synthetic_programme(language()) if made_up else there
            self._source = Programme(made, language(), synthetic=made_up)
        return self._source

    def follow(self, draw: Callable[[], None]) -> None:
        """Call `draw` whenever another folder is chosen."""
        self._followers.append(draw)

    def _archives(self) -> list[Path | str] | None:
        """None: the made-up programme."""
        if self._where is None:
            there = archives()
            return there if len(there) > 1 else None
        if isinstance(self._where, str | Path):
            folder = Path(self._where).expanduser()
            return archives_in(folder) if folder.is_dir() and not _is_one(folder) else [folder]
        return list(self._where)

    def _choose(self, folder: str) -> None:
        self._where, self._source = folder, None
        self._say()
        for draw in self._followers:
            draw()

    def _say(self) -> None:
        spoken = self._voice.language
        try:
            programme = self.source
        except Refused as error:
            text = str(error)
        else:
            key = "programme_synthetic" if programme.synthetic else "programme_chosen"
            place = self._where if isinstance(self._where, str | Path) else home.root() / FOLDER
            text = self._voice.say(key, folder=place, n=len(programme.sources))
        self._said.value = sentence(text, spoken, direction_of(spoken))


def programme(where: Path | str | Iterable[Path | str] | None = None) -> Many:
    """The archives of a folder, or those named; without any, those that lie here, or a made-up programme."""
    return Many(where)


def choose(path: Path | str | None = None) -> Chosen:
    """The archive at `path`; without one, a list of those that lie here, or a made-up one where there is none."""
    return Chosen(path)


def archives() -> list[Path]:
    """The archives in `WORKSHOP_HOME/archives` and in the present folder, by name; what is none is left out."""
    found = [each for folder in (home.root() / FOLDER, Path.cwd()) for each in archives_in(folder)]
    return sorted(found, key=lambda each: each.name.casefold())


def archives_in(folder: Path) -> list[Path]:
    """The archives that lie in a folder, by name."""
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted((each for each in there if _is_one(each)), key=lambda each: each.name.casefold())


def _is_one(path: Path) -> bool:
    named = not path.name.startswith(".") and (path.is_dir() or path.suffix.lower() == ".zip")
    return named and is_archive(path)
