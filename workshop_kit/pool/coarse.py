"""How coarse a figure becomes: the exact sums of one tally turned into what so many people may see (P7).

`COLUMNS` is the table of the privacy promise: which steps and which figures there are from how many people on. What
is about the world (opinions on statements) shows its counts; all else goes through `private`. Every interval is
worked out from published numbers alone.
"""

from collections.abc import Callable
from functools import cached_property
from math import ceil, floor, sqrt
from typing import NamedTuple

from ..measure.estimate import counted_spread, team_interval
from .exact import Exact
from .figures import (
    Choices,
    Counts,
    CountSums,
    DimensionMean,
    Grid,
    GridSums,
    Lean,
    LeanSums,
    Mean,
    MeanSums,
    Pooled,
    PooledSums,
    Products,
    Seen,
    pooled_id,
)
from .merging import FEWEST, merged_areas, merged_bars

NAMED_AT_MOST = 2  # options of a pick that are named where no counts are shown
SPREAD_STEP = 5
# Behind fewer questions than these a pooled spread is nearly one figure's own, and gives single answers back with the
# mean: 90 and 30 of five people are four of the highest and one of the second lowest. (Tried: of a fist of five, what
# one or two or all had answered could be told in three of four teams of five.) So it is to `FEW_STEP`, and at least
# `LEAST`; of one figure alone it is the same whatever people answered, and counts as to `ASSUMED_STEP`.
QUESTIONS, FEW_STEP, LEAST = 8, 10, 20
ASSUMED_SPREAD, ASSUMED_STEP = 25, 20
MIXED, APART = 15, 25  # points of standard deviation at which a group is mixed, then apart


class Column(NamedTuple):
    """What may be seen from `people` on. A step of 0 is exact; `sd_step` None: no standard deviation."""

    people: int
    facet_step: int
    item_step: int
    words: bool = False
    sd_step: int | None = None
    spread_out: bool = False  # histograms, the grid, counts of choices
    products: bool = False  # and histograms of items in the full form


COLUMNS = (
    Column(30, 0, 0, words=True, sd_step=0, spread_out=True, products=True),
    Column(20, 1, 1, words=True, sd_step=1, spread_out=True),
    Column(10, 5, 10, words=True),
    Column(0, 5, 10),
)
DETAILED_FROM = 20


def column(n: int, seats: int | None, group: str | None) -> Column:
    """The column for a figure that rests on `n` people; a group never gets more than that of ten to nineteen."""
    people = n if seats is None else min(n, seats)
    return next(c for c in COLUMNS if c.people <= people and not (group is not None and c.people >= DETAILED_FROM))


def spread_word(sd: float) -> str:
    return "alike" if sd < MIXED else "mixed" if sd < APART else "apart"


class Coarse:
    """One tally on its way to being seen; figures under `threshold` people are left out."""

    def __init__(self, tally: Exact, threshold: int, seats: int | None):
        self.tally, self.threshold, self.seats = tally, threshold, seats

    @cached_property
    def figures(self) -> dict[str, Seen]:
        return self.world() if self.tally.about == "world" else self.private()

    @property
    def detailed(self) -> bool:
        """Whether the columns from twenty people on apply."""
        return self.tally.group is None and (self.tally.about == "world" or self.column(self.tally.n).spread_out)

    def column(self, n: int) -> Column:
        return column(n, self.seats, self.tally.group)

    def enough(self, kind: type) -> dict:
        return {
            id: figure
            for id, figure in self.tally.figures.items()
            if isinstance(figure, kind) and figure.n >= self.threshold
        }

    def interval(self, mean: float, sd: float, n: int, step: float, bounds: tuple) -> dict[str, int | float]:
        """Low and high from published figures alone: whole numbers, rounded outwards, unless the mean is exact."""
        found = team_interval(
            mean, sd, n, people=self.seats, reliability=self.tally.reliability, step=step, bounds=bounds
        )
        return {"low": floor(found.low), "high": ceil(found.high)} if step else {"low": found.low, "high": found.high}

    # what is about the world: opinions on statements

    def world(self) -> dict[str, Seen]:
        counts = self.enough(CountSums)
        if self.tally.group is not None:
            return {id: Counts(figure.n, leading=_leading(figure.counts)) for id, figure in counts.items()}
        means = {id: self.opinion(figure) for id, figure in self.enough(MeanSums).items()}
        return {**means, **{id: Counts(figure.n, dict(figure.counts)) for id, figure in counts.items()}}

    def opinion(self, sums: MeanSums) -> Mean:
        ends = self.interval(sums.mean, sums.sd, sums.n, 1, (0.0, 100.0))
        return Mean(sums.n, _to(1, sums.mean), 1, **ends, items=sums.items, block=sums.block, ideal=sums.ideal)

    # what is about oneself or the team

    def private(self) -> dict[str, Seen]:
        means = self.enough(MeanSums)
        spreads = self.pooled(set(means))
        facets = {id: self.mean(figure, spreads) for id, figure in means.items()}
        facets = {id: figure for id, figure in facets.items() if figure is not None}
        dimensions = self.dimensions(facets, spreads)
        choices = {id: self.choices(figure) for id, figure in self.enough(CountSums).items()}
        return {**facets, **dimensions, **self.leans(dimensions, facets), **self.grids(), **spreads, **choices}

    def pooled(self, means: set[str]) -> dict[str, Pooled]:
        found = {}
        for id, figure in self.enough(PooledSums).items():
            spread = self.tally.pooled_spread(figure.block, figure.lens, means)
            if spread is not None:
                found[id] = self.spread(figure, spread, means)
        return found

    def spread(self, pooled: PooledSums, spread: float, means: set[str]) -> Pooled:
        """A pooled spread, coarser the fewer questions stand behind it."""
        behind = [f for id in means if ((f := self.tally.figures[id]).block, f.lens) == (pooled.block, pooled.lens)]
        where = {"n": pooled.n, "block": pooled.block, "lens": pooled.lens}
        if self.column(pooled.n).sd_step is not None or sum(f.items for f in behind) >= QUESTIONS:
            return Pooled(**where, spread=_to(SPREAD_STEP, spread))
        if len(behind) == 1:
            return Pooled(**where, spread=ASSUMED_SPREAD, step=ASSUMED_STEP, assumed=True)
        return Pooled(**where, spread=max(_to(FEW_STEP, spread), LEAST), step=FEW_STEP)

    def mean(self, sums: MeanSums, spreads: dict[str, Pooled]) -> Mean | None:
        pooled = spreads.get(pooled_id(sums.block, sums.lens))
        if pooled is None:
            return None
        may, single = self.column(sums.n), sums.items == 1
        step = may.item_step if single else may.facet_step
        mean = _to(step, sums.mean)
        if single and step == 10:
            mean = min(max(mean, 10), 90)
        sd = None if may.sd_step is None else _to(may.sd_step, sums.sd)
        counted = counted_spread(pooled.spread, SPREAD_STEP) if sd is None else counted_spread(sd, 1)
        return Mean(
            n=sums.n,
            mean=mean,
            step=step,
            **self.interval(mean, counted, sums.n, step, (0.0, 100.0)),
            items=sums.items,
            block=sums.block,
            facet=sums.facet,
            lens=sums.lens,
            ideal=sums.ideal,
            spread=spread_word(sums.sd if sd is None else sd) if may.words else None,
            sd=sd,
            bars=merged_bars(sums.bars) if may.spread_out else (),
            **self.within(sums),
        )

    def within(self, sums: MeanSums) -> dict[str, tuple | Products]:
        """Products and histograms of the items: of who answered them all, if nobody or enough answered only some."""
        products = sums.products
        if products is None or not self.column(products.n).products:
            return {}
        if 0 < sums.n - products.n < self.threshold:
            return {}
        bars = tuple(merged_bars(bars) for bars in sums.item_bars) if self.tally.form == "full" else ()
        return {"products": products, "item_bars": bars}

    def dimensions(self, facets: dict[str, Mean], spreads: dict[str, Pooled]) -> dict[str, DimensionMean]:
        """Means of shown facet means. The people's spread around a dimension is not published: that around a
        facet stands for it, which is wider, so the interval is on the safe side."""
        found = {}
        for dimension, members in self.tally.dimensions.items():
            for lens in self.tally.lenses:
                shown = _members(facets, members, lens)
                pooled = spreads.get(pooled_id(shown[0].block, lens)) if shown else None
                if pooled is None or len(shown) < -(-3 * len(members) // 5):
                    continue
                n, mean = min(f.n for f in shown), _to(1, sum(f.mean for f in shown) / len(shown))
                spread = counted_spread(pooled.spread, SPREAD_STEP)
                ends = self.interval(mean, spread, n, _rounding(shown), (0.0, 100.0))
                id = f"{dimension}.{lens}" if lens else dimension
                found[id] = DimensionMean(n, mean, dimension, **ends, lens=lens)
        return found

    def leans(self, dimensions: dict[str, DimensionMean], facets: dict[str, Mean]) -> dict[str, Lean]:
        found = {}
        for id, sums in self.enough(LeanSums).items():
            sides = [dimensions.get(f"{d}.{sums.lens}" if sums.lens else d) for d in self.tally.dimensions]
            if None in sides:
                continue
            mean, spread = sides[0].mean - sides[1].mean, _to(SPREAD_STEP, sums.sd)
            behind = [_members(facets, members, sums.lens) for members in self.tally.dimensions.values()]
            step = sqrt(sum(_rounding(shown) ** 2 for shown in behind))
            ends = self.interval(mean, counted_spread(spread, SPREAD_STEP), sums.n, step, (-100.0, 100.0))
            found[id] = Lean(sums.n, mean, **ends, spread=spread, lens=sums.lens)
        return found

    def grids(self) -> dict[str, Grid]:
        shown = {id: sums for id, sums in self.enough(GridSums).items() if self.column(sums.n).spread_out}
        return {id: Grid(sums.n, merged_areas(sums.cells), sums.lens) for id, sums in shown.items()}

    def choices(self, sums: CountSums) -> Choices:
        if self.column(sums.n).spread_out:
            counts = _counted(sums)
            return Choices(sums.n, tuple(counts), counts)
        return Choices(sums.n, _named(sums.counts))


def _members(facets: dict[str, Mean], members: tuple[str, ...], lens: str | None) -> list[Mean]:
    return [f for f in facets.values() if f.facet in members and f.lens == lens and not f.ideal]


def _rounding(shown: list[Mean]) -> float:
    """The step that a whole-number mean of these means behaves like: their own rounding averaged, then one more."""
    return sqrt(sum(f.step**2 for f in shown) / len(shown) ** 2 + 1)


def _to(step: int, value: float) -> int | float:
    return int(step * floor(value / step + 0.5)) if step else value


def _leading(counts: dict[str, int]) -> str | None:
    most = max(counts.values())
    leaders = [option for option, count in counts.items() if count == most]
    return leaders[0] if len(leaders) == 1 else None


def _named(counts: dict[str, int]) -> tuple[str, ...]:
    """The most chosen options, at most two, each by three or more; none of those that tie for the last place."""
    often = sorted((count for count in counts.values() if count >= FEWEST), reverse=True)
    fits: Callable[[int], bool] = lambda count: sum(other >= count for other in often) <= NAMED_AT_MOST  # noqa: E731
    return tuple(option for option, count in counts.items() if count >= FEWEST and fits(count))


def _counted(sums: CountSums) -> dict[str, int]:
    """The options that three or more chose, with their counts.

    Where each person chose one, those in no shown option can be counted too: they must be nobody or three at
    least, and if they are one or two, the least chosen of the shown options joins them.
    """
    shown = {option: count for option, count in sums.counts.items() if count >= FEWEST}
    while not sums.many and shown and 0 < sums.n - sum(shown.values()) < FEWEST:
        del shown[min(shown, key=lambda option: (shown[option], option))]
    return shown
