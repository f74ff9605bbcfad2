"""A tally: what is left of an activity's answers once nobody is in them any more.

`Tally` holds exact integer sums; its size does not depend on the number of people, and tallies add up in any
order to the last bit. `PublishedTally` is what a room may see of it (`privacy.py` makes it). Both answer the
same questions (`n`, `estimate`, `counts`, `chosen`), so that a view takes either.
"""

from collections.abc import Mapping
from functools import cached_property
from math import lcm, sqrt

import msgspec

from ..instrument import Instrument, Refused
from ..measure.estimate import Estimate, team_interval, unknown


class Figure(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """One figure of a tally, resting on `n` people."""


# exact sums --------------------------------------------------------------------------------------------------


class Products(msgspec.Struct, frozen=True):
    """Sums over the people who answered every item of a facet: of the items and of their products.

    `sums[i]` and `products[i][j]` (j ≤ i) are of ratings counted from 0, reverse-keyed items turned round.
    """

    n: int
    sums: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]

    def __add__(self, other: "Products") -> "Products":
        return Products(
            self.n + other.n,
            tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)),
            tuple(
                tuple(a + b for a, b in zip(mine, theirs, strict=True))
                for mine, theirs in zip(self.products, other.products, strict=True)
            ),
        )


class MeanSums(Figure, frozen=True, tag="mean"):
    """Sums of person means over `items` items, in 1/`unit` of a scale point counted from 0."""

    n: int
    total: int
    squares: int
    unit: int
    points: int
    items: int
    block: int = 0
    facet: str | None = None
    lens: str | None = None
    ideal: bool = False
    products: Products | None = None

    @property
    def mean(self) -> float | None:
        """0 to 100."""
        return 100 * self.total / (self.n * self.unit * (self.points - 1)) if self.n else None

    @property
    def scatter(self) -> float:
        """The sum of squares around the mean, in points of 100 squared."""
        if not self.n:
            return 0.0
        exact = self.squares * self.n - self.total * self.total  # integers: no cancellation
        return exact / self.n * (100 / (self.unit * (self.points - 1))) ** 2

    @property
    def sd(self) -> float | None:
        return sqrt(self.scatter / (self.n - 1)) if self.n > 1 else None


class LeanSums(Figure, frozen=True, tag="lean"):
    """Sums of person leans (first dimension minus second), in 1/`unit` of a scale point."""

    n: int
    total: int
    squares: int
    unit: int
    points: int
    lens: str | None = None

    @property
    def mean(self) -> float | None:
        """−100 to 100."""
        return 100 * self.total / (self.n * self.unit * (self.points - 1)) if self.n else None

    @property
    def sd(self) -> float | None:
        if self.n < 2:
            return None
        exact = self.squares * self.n - self.total * self.total
        return sqrt(exact / (self.n * (self.n - 1))) * 100 / (self.unit * (self.points - 1))


class PooledSums(Figure, frozen=True, tag="pooled"):
    """How many people have any mean at all in a block under a lens: those behind its pooled spread."""

    n: int
    block: int = 0
    lens: str | None = None


class CountSums(Figure, frozen=True, tag="counts"):
    """How often each option was chosen."""

    n: int
    counts: dict[str, int]
    many: bool = False


Sums = MeanSums | LeanSums | PooledSums | CountSums


# what may be seen --------------------------------------------------------------------------------------------


class Mean(Figure, frozen=True, tag="mean"):
    """A mean from 0 to 100 with its interval; `spread` is a word, from ten people on."""

    n: int
    mean: int | float
    low: int | float | None = None
    high: int | float | None = None
    items: int = 1
    block: int = 0
    facet: str | None = None
    lens: str | None = None
    ideal: bool = False
    spread: str | None = None


class DimensionMean(Figure, frozen=True, tag="dimension"):
    """The mean of a dimension's shown facets, 0 to 100."""

    n: int
    mean: int | float
    dimension: str
    low: int | float | None = None
    high: int | float | None = None
    lens: str | None = None


class Lean(Figure, frozen=True, tag="lean"):
    """First dimension minus second, −100 to 100; `spread` of the people's own leans in points."""

    n: int
    mean: int | float
    low: int | float | None = None
    high: int | float | None = None
    spread: int | None = None
    lens: str | None = None


class Pooled(Figure, frozen=True, tag="pooled"):
    """The spread of people around the means of a block under a lens, in points."""

    n: int
    spread: int
    block: int = 0
    lens: str | None = None


class Counts(Figure, frozen=True, tag="counts"):
    """Counts of what the `world` is thought to be; for a group the leading bin alone (None: no single one)."""

    n: int
    counts: dict[str, int] | None = None
    leading: str | None = None


class Choices(Figure, frozen=True, tag="choices"):
    """At most two options that three or more chose, without counts, in the instrument's order."""

    n: int
    chosen: tuple[str, ...]


Seen = Mean | DimensionMean | Lean | Pooled | Counts | Choices


# the two tallies ---------------------------------------------------------------------------------------------


class _Head(msgspec.Struct, frozen=True, kw_only=True, dict=True):
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

    def _same(self, other: "_Head") -> None:
        mine, theirs = ((t.instrument, t.version, t.form, t.activity) for t in (self, other))
        if mine != theirs:
            raise Refused(f"these tallies do not add up: {'/'.join(mine)} and {'/'.join(theirs)} asked other things.")

    def counts(self, id: str) -> dict[str, int] | None:
        """How often each option of an item was chosen, where that may be seen."""
        return getattr(self.figures.get(id), "counts", None)


class PublishedTally(_Head, frozen=True, kw_only=True):
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
        added = {id: _added(self.figures[id], other.figures[id]) for id in self.figures if id in both}
        return msgspec.structs.replace(
            self,
            n=self.n + other.n,
            group=self.group if self.group == other.group else None,
            seats=None if self.seats is None or other.seats is None else self.seats + other.seats,
            detailed=self.detailed and other.detailed,
            figures={id: figure for id, figure in added.items() if figure is not None},
        )


class Tally(_Head, frozen=True, kw_only=True):
    """Exact sums of one activity.

    `dimensions` and `reliability` are the instrument's, so that intervals need nothing else.
    """

    figures: dict[str, Sums]
    dimensions: dict[str, tuple[str, ...]] = {}
    reliability: float = 0.6

    @classmethod
    def of(cls, answers, instrument: Instrument, activity: str, group: str | None = None) -> "Tally":
        """Add up people's answers to an activity.

        Args:
            answers: a DataFrame (people × answer keys), or a list of `{key: value}`; missing is NaN, None, or
                left out. Who holds no value at all does not count.

        Raises:
            Refused: naming the first value or column that the activity does not admit.
        """
        from .adding import add_up

        return add_up(answers, instrument, instrument.activity(activity), group)

    @staticmethod
    def from_json(content: Mapping) -> "Tally | PublishedTally":
        """A tally as `to_json` wrote it, exact or published.

        Raises:
            Refused: if it is neither.
        """
        kind = PublishedTally if content.get("threshold") is not None else Tally
        try:
            return msgspec.convert(content, kind)
        except msgspec.ValidationError as error:
            raise Refused(f"this is not a tally: {error}.") from None

    def published(self, threshold: int = 5, seats: int | None = None) -> PublishedTally | None:
        """What may be seen of it (None under the threshold); `seats` None: as many as answered."""
        from .privacy import publish

        return publish(self, threshold, seats)

    def estimate(self, id: str) -> Estimate:
        """The exact mean with the interval of its own spread, or why there is none."""
        figure = self.figures.get(id)
        if isinstance(figure, MeanSums | LeanSums):
            bounds = (0.0, 100.0) if isinstance(figure, MeanSums) else (-100.0, 100.0)
            return team_interval(figure.mean, figure.sd, figure.n, reliability=self.reliability, bounds=bounds)
        return unknown(f"there is no mean `{id}` here", self.n)

    def chosen(self, id: str) -> tuple[str, ...]:
        return ()

    def pooled_spread(self, block: int, lens: str | None, only: set[str] | None = None) -> float | None:
        """√(Σ sums of squares / Σ (n − 1)) over the means of a block under a lens, in points of 100."""
        means = [
            f
            for id, f in self.figures.items()
            if isinstance(f, MeanSums) and (f.block, f.lens) == (block, lens) and (only is None or id in only)
        ]
        freedom = sum(f.n - 1 for f in means if f.n)
        return sqrt(sum(f.scatter for f in means) / freedom) if freedom > 0 else None

    def __add__(self, other: "Tally") -> "Tally":
        self._same(other)
        return msgspec.structs.replace(
            self,
            n=self.n + other.n,
            group=self.group if self.group == other.group else None,
            figures={id: _summed(figure, other.figures[id]) for id, figure in self.figures.items()},
        )

    @cached_property
    def lenses(self) -> tuple[str | None, ...]:
        return tuple(dict.fromkeys(f.lens for f in self.figures.values() if isinstance(f, MeanSums)))


def units(items: int) -> int:
    """The unit in which means of 1 to `items` items are whole numbers."""
    return lcm(*range(1, items + 1))


def _summed(mine: Sums, theirs: Sums) -> Sums:
    if isinstance(mine, CountSums):
        counts = {option: n + theirs.counts[option] for option, n in mine.counts.items()}
        return msgspec.structs.replace(mine, n=mine.n + theirs.n, counts=counts)
    if isinstance(mine, PooledSums):
        return msgspec.structs.replace(mine, n=mine.n + theirs.n)
    changed = {"n": mine.n + theirs.n, "total": mine.total + theirs.total, "squares": mine.squares + theirs.squares}
    if isinstance(mine, MeanSums) and mine.products is not None:
        changed["products"] = mine.products + theirs.products
    return msgspec.structs.replace(mine, **changed)


def _added(mine: Seen, theirs: Seen) -> Seen | None:
    n = mine.n + theirs.n
    if isinstance(mine, Mean | DimensionMean | Lean):
        mean = (mine.mean * mine.n + theirs.mean * theirs.n) / n
        changed = {"n": n, "mean": mean, "low": None, "high": None}
        return msgspec.structs.replace(mine, **changed, **({} if isinstance(mine, DimensionMean) else {"spread": None}))
    if isinstance(mine, Counts) and mine.counts and theirs.counts:
        return Counts(n, {option: count + theirs.counts.get(option, 0) for option, count in mine.counts.items()})
    return None
