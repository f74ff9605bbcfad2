"""A tally: what is left of an activity's answers once nobody is in them any more.

`Tally` holds exact integer sums; its size does not depend on the number of people, and tallies add up in any
order to the last bit. `PublishedTally` is what a room may see of it (`privacy.py` makes it). Both answer the
same questions (`n`, `estimate`, `counts`, `chosen`), so that a view takes either.
"""

from collections.abc import Mapping

import msgspec

from ..instrument import Instrument, Refused
from .adding import Adding
from .exact import Exact
from .privacy import publish
from .published import PublishedTally

__all__ = ["PublishedTally", "Tally"]


class Tally(Exact, frozen=True, kw_only=True):
    """Exact sums of one activity, made of people's answers."""

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
