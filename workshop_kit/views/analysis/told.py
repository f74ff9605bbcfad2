"""The shape of an answer: what is said, the table behind it, and a figure where one helps."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...instrument.messages import Voice

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Told:
    """One answer. `finding` is the sentence that matters, `said` the sentences after it.

    `table` is a DataFrame whose columns have English names; `headings` says them in the reader's language. `figure` is
    plotly JSON (None: there is nothing to draw), `alternative` the same in words.
    """

    voice: Voice
    finding: str
    table: "pd.DataFrame"
    said: tuple[str, ...] = ()
    figure: dict | None = None
    alternative: str = ""
    direction: str = "ltr"
    decimals: dict[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """All that is said, as one text."""
        return " ".join([self.finding, *self.said])

    @property
    def headings(self) -> list[str]:
        """The table's columns as a reader sees them."""
        return [self.voice.texts.get(f"column_{name}", name) for name in self.table.columns]


@dataclass(frozen=True)
class Choice:
    """Something to choose from: its id, its label, and what there is as (label, value)."""

    id: str
    label: str
    options: tuple[tuple[str, object], ...]


def chosen(choice: Choice, wanted):
    """What was asked for if it is there, else the first; None where there is nothing to choose from."""
    values = [value for _, value in choice.options]
    return wanted if wanted in values else next(iter(values), None)


def cautions(voice: Voice, found: list[tuple[str, str]], direction: str) -> Told:
    """Reasons for caution as an answer: (a word for it, what is said), one a row of the table."""
    import pandas as pd

    table = pd.DataFrame(found, columns=["reason", "said"])
    return Told(
        voice, voice.plural("caution", len(found)), table, tuple(said for _, said in found), direction=direction
    )
