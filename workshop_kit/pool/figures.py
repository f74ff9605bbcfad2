"""The figures of a tally: exact sums first, then what may be seen of them. Plain structs, and how two add up."""

from math import lcm, sqrt

import msgspec


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


# adding up ---------------------------------------------------------------------------------------------------


def units(items: int) -> int:
    """The unit in which means of 1 to `items` items are whole numbers."""
    return lcm(*range(1, items + 1))


def pooled_id(block: int, lens: str | None) -> str:
    return f"pooled.{lens}" if lens else f"pooled.{block}"


def summed(mine: Sums, theirs: Sums) -> Sums:
    """Two exact figures as one."""
    if isinstance(mine, CountSums):
        counts = {option: n + theirs.counts[option] for option, n in mine.counts.items()}
        return msgspec.structs.replace(mine, n=mine.n + theirs.n, counts=counts)
    if isinstance(mine, PooledSums):
        return msgspec.structs.replace(mine, n=mine.n + theirs.n)
    changed = {"n": mine.n + theirs.n, "total": mine.total + theirs.total, "squares": mine.squares + theirs.squares}
    if isinstance(mine, MeanSums) and mine.products is not None:
        changed["products"] = mine.products + theirs.products
    return msgspec.structs.replace(mine, **changed)


def added(mine: Seen, theirs: Seen) -> Seen | None:
    """Two published figures as a weighted mean or a sum, or None where they do not add up."""
    n = mine.n + theirs.n
    if isinstance(mine, Mean | DimensionMean | Lean):
        mean = (mine.mean * mine.n + theirs.mean * theirs.n) / n
        changed = {"n": n, "mean": mean, "low": None, "high": None}
        return msgspec.structs.replace(mine, **changed, **({} if isinstance(mine, DimensionMean) else {"spread": None}))
    if isinstance(mine, Counts) and mine.counts and theirs.counts:
        return Counts(n, {option: count + theirs.counts.get(option, 0) for option, count in mine.counts.items()})
    return None
