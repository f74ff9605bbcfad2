"""A tally: what is left of an activity's answers once nobody is in them any more.

`Tally` holds exact integer sums; its size does not depend on the number of people, and tallies add up in any
order to the last bit. `PublishedTally` is what a room may see of it (`privacy.py` makes it). Both answer the
same questions (`n`, `estimate`, `counts`, `chosen`), so that a view takes either.
"""

from collections.abc import Mapping
from functools import cached_property
from math import sqrt

import msgspec

from ..instrument import Instrument, Refused
from ..measure.estimate import Estimate, team_interval, unknown
from .adding import Adding
from .figures import Bar, LeanSums, MeanSums, Sums, summed
from .privacy import publish
from .published import Head, PublishedTally

__all__ = ["PublishedTally", "Tally"]


class Tally(Head, frozen=True, kw_only=True):
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
            answers: a DataFrame (people × answer keys), a list of `{key: value}`, or `measure.sources.Columns`;
                missing is NaN, None, or left out. Who holds no value at all does not count.

        Raises:
            Refused: naming the first value or column that the activity does not admit.
        """
        adding = Adding(instrument, instrument.activity(activity))
        adding.add(answers)
        return cls.of_sums(adding, group)

    @classmethod
    def of_sums(cls, adding: Adding, group: str | None = None) -> "Tally":
        """What was added up so far."""
        instrument, asked = adding.instrument, adding.activity
        return cls(
            activity=asked.id,
            instrument=instrument.id,
            version=instrument.version,
            form=instrument.form,
            about=asked.about,
            n=adding.n,
            group=group,
            figures=adding.figures(),
            dimensions={dimension.id: dimension.facets for dimension in instrument.dimensions},
            reliability=instrument.assumed.reliability,
        )

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
        return publish(self, threshold, seats)

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

    def __add__(self, other: "Tally") -> "Tally":
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
