"""The figures of a tally: exact sums first, then what may be seen of them. Plain structs, and how two add up."""

from math import lcm, sqrt

import msgspec


class Figure(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """One figure of a tally, resting on `n` people."""


# exact sums --------------------------------------------------------------------------------------------------


Row = tuple[int, ...]
Rows = tuple[Row, ...]


class Products(msgspec.Struct, frozen=True):
    """Sums over the people who answered every item of a facet: of the items and of their products.

    `sums[i]` and `products[i][j]` (j ≤ i) are of ratings counted from 0, reverse-keyed items turned round.
    """

    n: int
    sums: Row
    products: Rows

    def __add__(self, other: "Products") -> "Products":
        return Products(self.n + other.n, _row(self.sums, other.sums), _rows(self.products, other.products))


def _row(mine: Row, theirs: Row) -> Row:
    return tuple(a + b for a, b in zip(mine, theirs, strict=True))


def _rows(mine: Rows, theirs: Rows) -> Rows:
    return tuple(_row(a, b) for a, b in zip(mine, theirs, strict=True))


class MeanSums(Figure, frozen=True, tag="mean"):
    """Sums of person means over `items` items, in 1/`unit` of a scale point counted from 0.

    `bars[i]` people have a mean in class i (`classes`); `item_bars[item][i]` of those who answered every item gave
    rating i (counted from 0, reverse-keyed items turned round).
    """

    n: int
    total: int
    squares: int
    bars: Row
    unit: int
    points: int
    items: int
    block: int = 0
    facet: str | None = None
    lens: str | None = None
    ideal: bool = False
    products: Products | None = None
    item_bars: Rows = ()

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


class GridSums(Figure, frozen=True, tag="grid"):
    """How many people stand in each class of the first dimension (rows) and of the second (columns) at once."""

    n: int
    cells: Rows
    lens: str | None = None


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


Sums = MeanSums | LeanSums | GridSums | PooledSums | CountSums


# what may be seen --------------------------------------------------------------------------------------------


class Bar(msgspec.Struct, frozen=True):
    """`n` people in the classes `first` to `last`, both included and counted from 0."""

    first: int
    last: int
    n: int


class Mean(Figure, frozen=True, tag="mean"):
    """A mean from 0 to 100 with its interval, in multiples of `step` (0: exact).

    From ten people on `spread` says in a word how far people are apart; from twenty on `sd` says it in points and
    `bars` show how they are spread (`classes`); from thirty on there are `products`, and `item_bars` in the full form.
    """

    n: int
    mean: int | float
    step: int = 0
    low: int | float | None = None
    high: int | float | None = None
    items: int = 1
    block: int = 0
    facet: str | None = None
    lens: str | None = None
    ideal: bool = False
    spread: str | None = None
    sd: int | float | None = None
    bars: tuple[Bar, ...] = ()
    item_bars: tuple[tuple[Bar, ...], ...] = ()
    products: Products | None = None


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


class Area(msgspec.Struct, frozen=True):
    """`n` people in these cells of the grid together: (class of the first dimension, class of the second)."""

    cells: tuple[tuple[int, int], ...]
    n: int


class Grid(Figure, frozen=True, tag="grid"):
    """How people are spread over both dimensions at once, in areas of a 5 × 5 grid."""

    n: int
    areas: tuple[Area, ...]
    lens: str | None = None


class Pooled(Figure, frozen=True, tag="pooled"):
    """The spread of people around the means of a block under a lens, in points, to a multiple of `step`.

    `assumed`: one figure alone stands behind it, whose own is not shown; `step` is how far off it may be.
    """

    n: int
    spread: int
    block: int = 0
    lens: str | None = None
    step: int = 5
    assumed: bool = False


class Counts(Figure, frozen=True, tag="counts"):
    """Counts of what the `world` is thought to be; for a group the leading bin alone (None: no single one)."""

    n: int
    counts: dict[str, int] | None = None
    leading: str | None = None


class Choices(Figure, frozen=True, tag="choices"):
    """Options that three or more chose, in the instrument's order: at most two of them, without counts.

    From twenty people on all of them stand in `counts` too; those missing there may have been chosen by a few.
    """

    n: int
    chosen: tuple[str, ...]
    counts: dict[str, int] | None = None


Seen = Mean | DimensionMean | Lean | Grid | Pooled | Counts | Choices


# classes -----------------------------------------------------------------------------------------------------

CLASSES = 5


def classes(points: int, items: int) -> int:
    """How many classes a mean is spread over: a one-item figure has one a point, all others five equal ones."""
    return points if items == 1 else CLASSES


def class_of(values, top: int, count: int):
    """The class (0 to count − 1) of values from 0 to `top`; what lies on an edge belongs to the middle's side.

    Works on integers and on integer arrays alike: no rounding.
    """
    lower = values * count // top
    upper = count - 1 - (top - values) * count // top
    return lower + (values * 2 > top) * (upper - lower)


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
    if isinstance(mine, GridSums):
        return msgspec.structs.replace(mine, n=mine.n + theirs.n, cells=_rows(mine.cells, theirs.cells))
    changed = {"n": mine.n + theirs.n, "total": mine.total + theirs.total, "squares": mine.squares + theirs.squares}
    if isinstance(mine, MeanSums):
        changed["bars"] = _row(mine.bars, theirs.bars)
        changed["item_bars"] = _rows(mine.item_bars, theirs.item_bars)
        if mine.products is not None:
            changed["products"] = mine.products + theirs.products
    return msgspec.structs.replace(mine, **changed)


def added(mine: Seen, theirs: Seen) -> Seen | None:
    """Two published figures as a weighted mean or a sum, or None where they do not add up."""
    n = mine.n + theirs.n
    if isinstance(mine, Mean | DimensionMean | Lean):
        mean = (mine.mean * mine.n + theirs.mean * theirs.n) / n
        changed = {"n": n, "mean": mean, "low": None, "high": None} | _kept(mine, theirs)
        return msgspec.structs.replace(mine, **changed)
    if isinstance(mine, Counts) and mine.counts and theirs.counts:
        return Counts(n, {option: count + theirs.counts.get(option, 0) for option, count in mine.counts.items()})
    return None


def _kept(mine: Seen, theirs: Seen) -> dict:
    """What else is left of two means once they are one: of all that was merged or rounded, nothing."""
    if isinstance(mine, Lean):
        return {"spread": None}
    if isinstance(mine, DimensionMean):
        return {}
    both = mine.products is not None and theirs.products is not None
    products = mine.products + theirs.products if both else None
    step = max(mine.step, theirs.step)
    return {"step": step, "spread": None, "sd": None, "bars": (), "item_bars": (), "products": products}
