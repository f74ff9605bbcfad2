"""An answer as a widget: what can be chosen above it, then the sentence, the figure and the numbers."""

from collections.abc import Callable
from pathlib import Path

import ipywidgets

from ...instrument import Refused
from ...instrument.messages import direction_of
from ...pool.archive import Archive, RoomArchive
from ...views.analysis.programme import Programme
from ...views.analysis.source import Source
from ...views.analysis.told import Choice, Told
from .choosing import Chosen, Many
from .page import language, sentence, written

Choices = Callable[[Source | Programme, dict], list[Choice]]


def _nothing_to_choose(source: Source | Programme, picked: dict) -> list[Choice]:
    return []


class Answer(ipywidgets.VBox):
    """One question asked of an archive, or of a programme. `.sentence`, `.table` and `.figure` are what it shows now.

    Args:
        archive: what `choose()` or `programme()` returned, a path, or an opened archive.
        tell: `(source, **picked) → Told`.
        choices: what there is to choose, given what is chosen; a choice among one thing is not offered.
    """

    def __init__(self, archive, tell: Callable[..., Told], choices: Choices = _nothing_to_choose):
        self._tell, self._choices, self._picked = tell, choices, {}
        self._row, self._page = ipywidgets.HBox(layout={"flex_flow": "row wrap"}), ipywidgets.HTML()
        self._row.add_class("wk-choices")
        self._archive = archive
        self._told: Told | None = None
        super().__init__([self._row, self._page])
        if isinstance(archive, Chosen | Many):
            archive.follow(self._anew)
        self._anew()

    @property
    def told(self) -> Told:
        """What is said now. Raises `Refused` where the archive cannot be read, or allows no answer."""
        if self._told is None:
            return self._tell(self._source(), **self._picked)
        return self._told

    @property
    def sentence(self) -> str:
        return self.told.sentence

    @property
    def table(self):
        """A DataFrame; its columns are explained in the question's docstring in `views.analysis`."""
        return self.told.table

    @property
    def figure(self):
        """The figure as plotly, to redraw as one likes; None where there is none."""
        import plotly.graph_objects as go

        return None if self.told.figure is None else go.Figure(self.told.figure)

    def pick(self, **picked) -> "Answer":
        """Choose from a script what the menus offer, such as `pick(group="A")`. Returns itself."""
        self._picked = {**self._picked, **picked}
        self._draw()
        return self

    def _source(self) -> Source | Programme:
        if isinstance(self._archive, Chosen | Many):
            return self._archive.source
        if isinstance(self._archive, str | Path | Archive | RoomArchive):
            self._archive = Source(self._archive, language())
        return self._archive

    def _anew(self) -> None:
        """Another archive: what was chosen in the last one need not be there."""
        self._picked = {}
        self._draw()

    def _draw(self) -> None:
        self._told, offered = None, []
        try:
            source = self._source()
            offered = self._choices(source, self._picked)
            self._picked = {one.id: self._among(one) for one in offered if one.options}
            self._told = self._tell(source, **self._picked)
        except Refused as error:
            self._page.value = sentence(str(error), language(), direction_of(language()))
        else:
            self._page.value = written(self._told)
        self._offer(offered)  # also beside a refusal: something else may be allowed

    def _among(self, choice: Choice):
        values = [value for _, value in choice.options]
        return self._picked[choice.id] if self._picked.get(choice.id) in values else values[0]

    def _offer(self, offered: list[Choice]) -> None:
        self._row.children = [self._menu(choice) for choice in offered if len(choice.options) > 1]

    def _menu(self, choice: Choice) -> ipywidgets.Dropdown:
        menu = ipywidgets.Dropdown(
            options=choice.options, value=self._picked[choice.id], description=choice.label,
            style={"description_width": "initial"},
            layout={"width": "auto", "max_width": "24rem"},
        )  # fmt: skip
        menu.observe(lambda change: self.pick(**{choice.id: change["new"]}), "value")
        return menu
