"""What may be seen: the rules that turn exact sums into a published tally.

`publish` makes one tally coarse enough for the number of people behind each figure (P7). `release` decides, for
a whole and its groups together, which groups and which figures may be shown so that no subtraction leaves a few
people behind (P4). Nothing else in the kit makes a published tally.
"""

from collections.abc import Callable
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

import msgspec

from ..measure.estimate import counted_spread, team_interval
from .figures import (
    Choices,
    Counts,
    CountSums,
    DimensionMean,
    Lean,
    LeanSums,
    Mean,
    MeanSums,
    Pooled,
    PooledSums,
    Seen,
    pooled_id,
)
from .published import PublishedTally

if TYPE_CHECKING:
    from .tally import Tally

SMALLEST_THRESHOLD = 5
NAMED_FROM = 3  # an option is named only where this many chose it
NAMED_AT_MOST = 2
SPREAD_WORDS_FROM = 10
MIXED, APART = 15, 25  # points of standard deviation at which a group is mixed, then apart


def publish(tally: "Tally", threshold: int, seats: int | None) -> PublishedTally | None:
    """What may be seen of one tally, or None under the threshold.

    Args:
        threshold: how many people must stand behind any figure; never taken as less than five.
        seats: how many people are in the room (or in the group); None: as many as answered.
    """
    threshold = max(threshold, SMALLEST_THRESHOLD)
    if tally.n < threshold:
        return None
    coarse = _Coarse(tally, threshold, seats)
    figures = coarse.world() if tally.about == "world" else coarse.private()
    return PublishedTally(
        activity=tally.activity,
        instrument=tally.instrument,
        version=tally.version,
        form=tally.form,
        about=tally.about,
        group=tally.group,
        n=tally.n,
        seats=seats,
        threshold=threshold,
        detailed=tally.about == "world" and tally.group is None,
        figures=figures,
    )


def release(
    whole: "Tally", groups: dict[str, "Tally"], threshold: int, seats: int | None, heads: dict[str, int]
) -> dict[str | None, PublishedTally]:
    """The published tallies of the whole (under None) and of each group that may be shown.

    For each figure, the people behind the whole and behind each shown group are such that adding and
    subtracting these sets leaves nobody or at least `threshold` people.

    Returns an empty dict if the whole is under the threshold.
    """
    threshold = max(threshold, SMALLEST_THRESHOLD)
    if whole.n < threshold:
        return {}
    shown = _groups_shown(whole, groups, threshold)
    kept = {id for id in whole.figures if _fits(id, whole, shown.values(), threshold)}
    published = {None: publish(whole, threshold, seats)}
    for name, tally in shown.items():
        partial = msgspec.structs.replace(
            tally, group=name, figures={id: figure for id, figure in tally.figures.items() if id in kept}
        )
        published[name] = publish(partial, threshold, heads.get(name))
    return published


def _groups_shown(whole: "Tally", groups: dict[str, "Tally"], threshold: int) -> dict[str, "Tally"]:
    """The groups of at least `threshold`, less the smallest while those in none are a few."""
    shown = {name: tally for name, tally in groups.items() if tally.n >= threshold}
    while shown and 0 < whole.n - sum(tally.n for tally in shown.values()) < threshold:
        del shown[min(shown, key=lambda name: (shown[name].n, name))]
    return shown


def _fits(id: str, whole: "Tally", shown, threshold: int) -> bool:
    """Whether a figure may stand in every shown group: enough people in each, and nobody or enough in none."""
    inside = [tally.figures[id].n for tally in shown]
    outside = whole.figures[id].n - sum(inside)
    return all(n >= threshold for n in inside) and (outside == 0 or outside >= threshold)


def spread_word(sd: float) -> str:
    return "alike" if sd < MIXED else "mixed" if sd < APART else "apart"


class _Coarse:
    """One tally on its way to being seen."""

    def __init__(self, tally: "Tally", threshold: int, seats: int | None):
        self.tally, self.threshold, self.seats = tally, threshold, seats

    def enough(self, kind: type) -> dict:
        return {
            id: figure
            for id, figure in self.tally.figures.items()
            if isinstance(figure, kind) and figure.n >= self.threshold
        }

    def smaller(self, n: int) -> int:
        """The number that decides how coarse a figure is."""
        return n if self.seats is None else min(n, self.seats)

    def interval(self, mean: float, sd: float, n: int, step: float, bounds: tuple) -> dict[str, int]:
        """Low and high as whole numbers, rounded outwards, from published figures alone."""
        found = team_interval(
            mean, sd, n, people=self.seats, reliability=self.tally.reliability, step=step, bounds=bounds
        )
        return {"low": floor(found.low), "high": ceil(found.high)}

    # what is about the world: opinions on statements

    def world(self) -> dict[str, Seen]:
        counts = self.enough(CountSums)
        if self.tally.group is not None:
            return {id: Counts(figure.n, leading=_leading(figure.counts)) for id, figure in counts.items()}
        means = {id: self.exact(figure) for id, figure in self.enough(MeanSums).items()}
        return {**means, **{id: Counts(figure.n, dict(figure.counts)) for id, figure in counts.items()}}

    def exact(self, sums: MeanSums) -> Mean:
        ends = self.interval(sums.mean, sums.sd, sums.n, 1, (0.0, 100.0))
        return Mean(sums.n, _to(1, sums.mean), **ends, items=sums.items, block=sums.block, ideal=sums.ideal)

    # what is about oneself or the team

    def private(self) -> dict[str, Seen]:
        means = self.enough(MeanSums)
        spreads = self.pooled(set(means))
        facets = {id: self.mean(figure, spreads) for id, figure in means.items()}
        facets = {id: figure for id, figure in facets.items() if figure is not None}
        dimensions = self.dimensions(facets, spreads)
        choices = {id: Choices(f.n, _named(f.counts)) for id, f in self.enough(CountSums).items()}
        return {**facets, **dimensions, **self.leans(dimensions), **spreads, **choices}

    def pooled(self, means: set[str]) -> dict[str, Pooled]:
        found = {}
        for id, figure in self.enough(PooledSums).items():
            spread = self.tally.pooled_spread(figure.block, figure.lens, means)
            if spread is not None:
                found[id] = Pooled(figure.n, _to(5, spread), figure.block, figure.lens)
        return found

    def mean(self, sums: MeanSums, spreads: dict[str, Pooled]) -> Mean | None:
        pooled = spreads.get(pooled_id(sums.block, sums.lens))
        if pooled is None:
            return None
        single = sums.items == 1
        step = 10 if single else 5
        mean = min(max(_to(10, sums.mean), 10), 90) if single else _to(5, sums.mean)
        words = self.smaller(sums.n) >= SPREAD_WORDS_FROM
        return Mean(
            n=sums.n,
            mean=mean,
            **self.interval(mean, counted_spread(pooled.spread), sums.n, step, (0.0, 100.0)),
            items=sums.items,
            block=sums.block,
            facet=sums.facet,
            lens=sums.lens,
            ideal=sums.ideal,
            spread=spread_word(sums.sd) if words else None,
        )

    def dimensions(self, facets: dict[str, Mean], spreads: dict[str, Pooled]) -> dict[str, DimensionMean]:
        """Means of shown facet means. The people's spread around a dimension is not published: that around a
        facet stands for it, which is wider, so the interval is on the safe side."""
        found = {}
        for dimension, members in self.tally.dimensions.items():
            for lens in self.tally.lenses:
                shown = [f for f in facets.values() if f.facet in members and f.lens == lens and not f.ideal]
                pooled = spreads.get(pooled_id(shown[0].block, lens)) if shown else None
                if pooled is None or len(shown) < -(-3 * len(members) // 5):
                    continue
                exact, n = sum(f.mean for f in shown) / len(shown), min(f.n for f in shown)
                step = sqrt(5 * 5 / len(shown) + 1)
                mean = _to(1, exact)
                ends = self.interval(mean, counted_spread(pooled.spread), n, step, (0.0, 100.0))
                id = f"{dimension}.{lens}" if lens else dimension
                found[id] = DimensionMean(n, mean, dimension, **ends, lens=lens)
        return found

    def leans(self, dimensions: dict[str, DimensionMean]) -> dict[str, Lean]:
        found = {}
        for id, sums in self.enough(LeanSums).items():
            sides = [dimensions.get(f"{d}.{sums.lens}" if sums.lens else d) for d in self.tally.dimensions]
            if None in sides:
                continue
            mean, spread = sides[0].mean - sides[1].mean, _to(5, sums.sd)
            step = sqrt(2 * (5 * 5 / 3 + 1))  # each side: at least three facets in steps of 5, then whole numbers
            ends = self.interval(mean, counted_spread(spread), sums.n, step, (-100.0, 100.0))
            found[id] = Lean(sums.n, mean, **ends, spread=spread, lens=sums.lens)
        return found


def _to(step: int, value: float) -> int:
    return int(step * floor(value / step + 0.5))


def _leading(counts: dict[str, int]) -> str | None:
    most = max(counts.values())
    leaders = [option for option, count in counts.items() if count == most]
    return leaders[0] if len(leaders) == 1 else None


def _named(counts: dict[str, int]) -> tuple[str, ...]:
    """The most chosen options, at most two, each by three or more; none of those that tie for the last place."""
    often = sorted((count for count in counts.values() if count >= NAMED_FROM), reverse=True)
    fits: Callable[[int], bool] = lambda count: sum(other >= count for other in often) <= NAMED_AT_MOST  # noqa: E731
    return tuple(option for option, count in counts.items() if count >= NAMED_FROM and fits(count))
