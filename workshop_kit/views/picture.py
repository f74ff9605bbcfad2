"""The two shapes of this room: a `View` says what it needs and draws; a `Picture` is what comes out."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """What a room shows at once.

    `figure` is plotly JSON (`{data, layout}`), without a title: the surface sets `finding` as the headline.
    `sub` says how sure that is, `note` how many answered and what the marks mean, `alternative` all of it in
    words, `table` the numbers as `{columns, rows}`. `marks` names the words of the finding that have a role
    (`first`, `second`), `kicker` what the picture is about.
    """

    figure: dict
    finding: str
    alternative: str
    table: dict
    n: int
    sub: str = ""
    note: str = ""
    kicker: str = ""
    marks: list[dict] = field(default_factory=list)

    def to_json(self) -> dict:
        """As the service hands it out."""
        return {
            "figure": self.figure,
            "finding": self.finding,
            "alternative": self.alternative,
            "table": self.table,
            "n": self.n,
            "sub": self.sub,
            "note": self.note,
            "kicker": self.kicker,
            "marks": self.marks,
        }


@dataclass(frozen=True)
class View:
    """A picture that can be shown: the activities it `needs`, and how to `draw` it.

    `draw(tallies, document, lens=None)` takes `{activity: tally}` (published or exact), the room's document in
    the language of the reader, and for some views one lens.
    """

    id: str
    needs: tuple[str, ...]
    draw: Callable[..., Picture]
    lenses: tuple[str, ...] = ()
