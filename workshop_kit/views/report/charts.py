"""What the charts of a section hold: rows with a bar each, and what was chosen how often."""

from dataclasses import dataclass

from ...measure.estimate import Estimate
from .. import palette


@dataclass(frozen=True)
class Row:
    """One line of a chart: a name, a mean from 0 to 100 with its interval, and a colour's role."""

    name: str
    estimate: Estimate
    role: str = palette.BOTH
    decimals: int = 0
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A titled table of rows, each with its bar; `line` marks everybody together. `ends` label 0 and 100."""

    anchor: str
    title: str
    note: str
    column: str
    rows: tuple[Row, ...]
    line: float | None = None
    ends: tuple[str, ...] | None = None
    after: str = ""


@dataclass(frozen=True)
class Counted:
    """A question whose answers are counted: (option, how many or None, share of the bar) in the order asked."""

    name: str
    n: int
    options: tuple[tuple[str, int | None, float], ...]
