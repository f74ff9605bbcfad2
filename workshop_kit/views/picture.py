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
    """A picture that can be shown, what it takes of a room's activities, and how to `draw` it.

    It `needs` all of these, at least one of `any_of` (those that are there are drawn), and takes those of `also` in
    where they are there. `fits(*activities)` says whether the needed ones are built as the view takes them; a view
    that goes by how activities are built and not by their ids says with `within(activities)` what it takes of a
    room (None: nothing). `across` marks one that lays days beside each other. Whoever reads `needs`, `any_of` and
    `also` asks `registry.find` for the view in its room.

    `draw(tallies, document, lens=None)` takes `{activity: tally}` (published or exact), the room's document in
    the language of the reader, and for some views one lens.
    """

    id: str
    needs: tuple[str, ...]
    draw: Callable[..., Picture]
    lenses: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    fits: Callable[..., bool] = lambda *activities: True
    within: Callable[["View", dict[str, dict]], "View | None"] | None = None
    across: bool = False
