"""The exact sums of one activity, and what they answer: means, histograms, spreads. `tally.py` makes them."""

from functools import cached_property
from math import sqrt
from typing import Self

import msgspec

from ..measure.estimate import Estimate, team_interval, unknown
from .figures import Bar, LeanSums, MeanSums, Sums, summed
from .published import Head


class Exact(Head, frozen=True, kw_only=True):
    """Exact sums of one activity: whole numbers, which add up in any order to the last bit.

    `dimensions` and `reliability` are the instrument's, so that intervals need nothing else.
    """

    figures: dict[str, Sums]
    dimensions: dict[str, tuple[str, ...]] = {}
    reliability: float = 0.6

    def estimate(self, id: str) -> Estimate:
        """The exact mean with the interval of its own spread, or why there is none."""
        figure = self.figures.get(id)
        if isinstance(figure, MeanSums | LeanSums):
            bounds = (0.0, 100.0) if isinstance(figure, MeanSums) else (-100.0, 100.0)
            return team_interval(figure.mean, figure.sd, figure.n, reliability=self.reliability, bounds=bounds)
        return unknown(f"there is no mean `{id}` here", self.n)

    def distribution(self, id: str) -> tuple[Bar, ...]:
        """How many people have a mean in each class (`figures.classes`), one bar each."""
        return tuple(Bar(place, place, n) for place, n in enumerate(getattr(self.figures.get(id), "bars", ())))

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

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return msgspec.structs.replace(
            self,
            n=self.n + other.n,
            group=self.group if self.group == other.group else None,
            figures={id: summed(figure, other.figures[id]) for id, figure in self.figures.items()},
        )

    @cached_property
    def lenses(self) -> tuple[str | None, ...]:
        return tuple(dict.fromkeys(f.lens for f in self.figures.values() if isinstance(f, MeanSums)))
