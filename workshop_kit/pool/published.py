"""A published tally: what a room may see of an activity, and all that anybody will ever see of it."""

import msgspec

from ..instrument import Refused
from ..measure.estimate import Estimate, unknown
from .figures import Seen, added


class Head(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What every tally says of itself."""

    activity: str
    instrument: str
    version: str
    form: str
    about: str
    n: int
    group: str | None = None

    def to_json(self) -> dict:
        """As plain dicts, lists, strings and numbers."""
        return msgspec.to_builtins(self)

    def _same(self, other: "Head") -> None:
        mine, theirs = ((t.instrument, t.version, t.form, t.activity) for t in (self, other))
        if mine != theirs:
            raise Refused(f"these tallies do not add up: {'/'.join(mine)} and {'/'.join(theirs)} asked other things.")

    def counts(self, id: str) -> dict[str, int] | None:
        """How often each option of an item was chosen, where that may be seen."""
        return getattr(self.figures.get(id), "counts", None)


class PublishedTally(Head, frozen=True, kw_only=True):
    """What may be seen of an activity: coarse in small numbers, nothing under the threshold."""

    threshold: int
    detailed: bool
    seats: int | None = None
    figures: dict[str, Seen]
    published: bool = True

    def estimate(self, id: str) -> Estimate:
        """A published mean with its interval (0 to 100; a lean −100 to 100), or why there is none."""
        figure = self.figures.get(id)
        if figure is None or not hasattr(figure, "mean"):
            return unknown(f"too few people answered enough of `{id}`", self.n)
        return Estimate(figure.mean, figure.low, figure.high, figure.n)

    def chosen(self, id: str) -> tuple[str, ...]:
        """The options of a pick or a scene that may be named."""
        return getattr(self.figures.get(id), "chosen", ())

    def __add__(self, other: "PublishedTally") -> "PublishedTally":
        """Weighted means of what both show, and sums of counts; intervals and spreads do not add up."""
        self._same(other)
        both = self.figures.keys() & other.figures.keys()
        summed = {id: added(self.figures[id], other.figures[id]) for id in self.figures if id in both}
        return msgspec.structs.replace(
            self,
            n=self.n + other.n,
            group=self.group if self.group == other.group else None,
            seats=None if self.seats is None or other.seats is None else self.seats + other.seats,
            detailed=self.detailed and other.detailed,
            figures={id: figure for id, figure in summed.items() if figure is not None},
        )
