"""A published tally: what a room may see of an activity, and all that anybody will ever see of it."""

from typing import TYPE_CHECKING

import msgspec

from ..instrument import Refused
from ..measure.estimate import Estimate, unknown
from .figures import Bar, Seen, added

if TYPE_CHECKING:
    import pandas as pd

NO_PRODUCTS = "how its items go together is kept for facets of two items or more, and shown from thirty people on"


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

    def sd(self, id: str) -> float | None:
        """The standard deviation of people around a mean, in points of 100, where that may be seen."""
        return getattr(self.figures.get(id), "sd", None)

    def alpha(self, id: str) -> Estimate:
        """Cronbach's alpha of a facet, over the people who answered all its items."""
        from ..measure.reliability import alpha_from_products

        found = self._products(id)
        return unknown(NO_PRODUCTS, self.n) if found is None else alpha_from_products(*found)

    def omega(self, id: str) -> Estimate:
        """McDonald's omega total of a facet with three items or more."""
        from ..measure.omega import omega_from_products

        found = self._products(id)
        return unknown(NO_PRODUCTS, self.n) if found is None else omega_from_products(*found)

    def item_rest(self, id: str) -> "pd.Series":
        """The correlation of each item of a facet with the sum of the others, in the instrument's order.

        Raises:
            Refused: if this tally holds no products of the facet.
        """
        from ..measure.items import item_rest_from_products

        if (found := self._products(id)) is None:
            raise Refused(f"`{id}`: {NO_PRODUCTS}.")
        return item_rest_from_products(*found)

    def _products(self, id: str) -> tuple | None:
        products = getattr(self.figures.get(id), "products", None)
        return None if products is None else (products.n, products.sums, products.products)


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

    def distribution(self, id: str) -> tuple[Bar, ...]:
        """How people are spread around a mean, in bars of three or more; nothing where that may not be seen."""
        return getattr(self.figures.get(id), "bars", ())

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
