"""Each facet too little, at its best, and overdone: the same ten seen three times."""

from pathlib import Path

import anywidget
import traitlets

from ...instrument.messages import direction_of
from ..widgets import take_over
from .following import follow
from .page import STYLE, instrument, spoken

_HERE = Path(__file__).parent
AMOUNTS = {"little": "missing", "right": "best", "much": "overdone"}


class Amounts(anywidget.AnyWidget):
    """Three buttons, and what each facet is like in that amount: `facets` are [{name, side, definition, texts}]."""

    _esm = (_HERE / "amounts.js").read_text("utf-8")
    _css = STYLE

    words = traitlets.Dict().tag(sync=True)
    facets = traitlets.List().tag(sync=True)

    def __init__(self):
        take_over(self, ("amounts",))
        super().__init__()
        follow("amounts", self._speak)

    def _speak(self) -> None:
        voice, known = spoken(), instrument()
        said = {name: voice.say(f"amount_{name}") for name in ("choose", *AMOUNTS)}
        self.words = {**said, "language": voice.language, "direction": direction_of(voice.language)}
        self.facets = [
            {
                "name": facet.name,
                "side": dimension.id,
                "dimension": dimension.name,
                "definition": facet.definition or "",
                "texts": {amount: getattr(facet, field) or "" for amount, field in AMOUNTS.items()},
            }
            for dimension in known.dimensions
            for facet in (known.facet(id) for id in dimension.facets)
        ]


def overdone() -> Amounts:
    """Each facet in too small, in good and in too large an amount."""
    return Amounts()
