"""The explorable week: two sliders, and what a week in that team is like. A story, told by `data/study/balance/`.

A scene hears one of the two or both; its text turns over at places of its own. Nothing here speaks of a person, and no
corner of the model has a name.
"""

from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import msgspec
import traitlets

from ... import home
from ...instrument.located import read
from ..widgets import take_over
from .following import follow
from .page import STYLE, spoken

_HERE = Path(__file__).parent


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is the same in every language: places where the scenes turn over, where one begins, what one may try."""

    scenes: dict[str, dict[str, tuple[int, ...]]]
    start: dict[str, int]
    presets: dict[str, dict[str, int]]


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One scene's title and texts: a list, or one list for each amount of leadership."""

    title: str
    texts: list[Any]


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language."""

    language: str
    direction: str
    status: str
    title: str
    help: str
    leadership: str
    management: str
    amounts: tuple[str, ...]
    try_: str = msgspec.field(name="try")
    presets: dict[str, str]
    scenes: dict[str, Scene]


def file_of(language: str) -> Path:
    return home.data() / "study" / "balance" / f"{language}.yaml"


@cache
def model() -> Model:
    """Raises Refused where the file is not whole."""
    return read(file_of("balance")).to(Model)


@cache
def story(language: str) -> Story:
    """The words of a language; of English where there are none in it. Raises Refused where a file is not whole."""
    file = file_of(language)
    return read(file if file.is_file() else file_of("en")).to(Story)


def week(leadership: float, management: float, language: str = "en") -> dict[str, str]:
    """{scene: text} of a week with so much of each (0 to 100)."""
    amounts = {"leadership": leadership, "management": management}
    texts = {}
    for id, turns in model().scenes.items():
        found = story(language).scenes[id].texts
        for dimension in ("leadership", "management"):
            if dimension in turns:
                found = found[sum(amounts[dimension] >= place for place in turns[dimension])]
        texts[id] = found
    return texts


class Explorer(anywidget.AnyWidget):
    """Two sliders, a few weeks to try, and the week as it is told."""

    _esm = (_HERE / "explorer.js").read_text("utf-8")
    _css = STYLE

    model = traitlets.Dict().tag(sync=True)
    story = traitlets.Dict().tag(sync=True)

    def __init__(self):
        take_over(self, ("explorer",))
        super().__init__(model=msgspec.to_builtins(model()))
        follow("explorer", self._speak)

    def _speak(self) -> None:
        self.story = msgspec.to_builtins(story(spoken().language))


def balance() -> Explorer:
    """Move leadership and management, and read what a week in that team is like."""
    return Explorer()
