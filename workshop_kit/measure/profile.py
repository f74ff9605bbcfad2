"""The profile of one person: what they see of themselves before they decide whether to share.

The questionnaire's module computes the same numbers in the browser (a parity test holds them together); this is
the reference. Plain Python, no arrays: one person costs well under a millisecond.
"""

from collections.abc import Iterable, Mapping
from math import hypot, sqrt

import msgspec

from ..instrument import Instrument, MeanSpec, Refused

SURE = 1.64  # a band of one person: 90 %
MOST_PULLS = 4


class OwnLean(msgspec.Struct, frozen=True):
    """First dimension minus second, −100 to 100, with its standard error and its band (1.64 SE) in points.

    `call` is the id of a dimension, or "close": too close to call.
    """

    lean: float
    se: float
    band: float
    call: str


class Profile(msgspec.Struct, frozen=True):
    """What can be said about one person; what cannot is absent.

    `facets` (`vision.energy`) and `dimensions` (`leadership.energy`) run from 0 to 100, `leans` by lens ("" where
    there is none), `pulls` are the facets that stand out under the first lens, largest first.
    """

    facets: dict[str, float]
    dimensions: dict[str, float]
    leans: dict[str, OwnLean]
    pulls: tuple[str, ...]

    def to_json(self) -> dict:
        """As plain dicts, tuples and numbers."""
        return msgspec.to_builtins(self)


class _Facet(msgspec.Struct, frozen=True):
    spec: MeanSpec
    score: float
    squares: float  # sum of squares of its items around its score
    count: int


def profile(answers: Mapping[str, object], instrument: Instrument, activity: str) -> Profile:
    """The profile that follows from one person's answers to an activity.

    Args:
        answers: `{key: rating}` as in `instrument.keys[activity]`; None is *not part of my work*, left out is
            not answered. Neither counts.

    Raises:
        Refused: if the activity does not exist, has no such key, or a value is off its scale.
    """
    found = instrument.activity(activity)
    _check(answers, found)
    facets = [facet for spec in found.specs if (facet := _facet(answers, spec)) is not None]
    lenses = dict.fromkeys(spec.lens for spec in found.specs if _counts(spec))
    sides = {lens: _sides(facets, instrument, lens) for lens in lenses}
    return Profile(
        facets={facet.spec.id: facet.score for facet in facets},
        dimensions={
            with_lens(dimension, lens): _mean(facet.score for facet in parts)
            for lens, dimensions in sides.items()
            for dimension, parts in dimensions.items()
        },
        leans={
            lens or "": _lean(dimensions, instrument)
            for lens, dimensions in sides.items()
            if len(instrument.dimensions) == 2 == len(dimensions)
        },
        pulls=_pulls(facets, instrument, next(iter(lenses), None)),
    )


def dimension_errors(answers: Mapping[str, object], instrument: Instrument, activity: str) -> dict[str, float]:
    """Standard error of one person's dimensions (`leadership.energy`), in points of 100.

    It is the person's own, √(pooled variance within facets / M) with M answered items, and never under the assumed one.

    Raises:
        Refused: as `profile`.
    """
    found = instrument.activity(activity)
    _check(answers, found)
    facets = [facet for spec in found.specs if (facet := _facet(answers, spec)) is not None]
    return {
        with_lens(dimension, lens): _dimension_error(parts, instrument.assumed.se)
        for lens in dict.fromkeys(facet.spec.lens for facet in facets)
        for dimension, parts in _sides(facets, instrument, lens).items()
    }


def with_lens(id: str, lens: str | None) -> str:
    """The id of a figure: `vision.energy`, or `climate` where there is no lens."""
    return f"{id}.{lens}" if lens else id


def _counts(spec) -> bool:
    return isinstance(spec, MeanSpec) and spec.facet is not None


def _check(answers: Mapping[str, object], activity) -> None:
    from ..instrument.kinds import KINDS

    for key, value in answers.items():
        admits = activity.keys.get(key)
        if admits is None:
            raise Refused(f"`{activity.id}` has no answer key `{key}`.")
        if value is not None and (problem := KINDS[admits["kind"]].fault(admits, value)):
            raise Refused(f"`{activity.id}`, `{key}`: {problem}.")


def _facet(answers: Mapping[str, object], spec) -> _Facet | None:
    if not _counts(spec):
        return None
    values = [
        100 - share if turned else share
        for key, turned in zip(spec.keys, spec.reverse, strict=True)
        if (given := answers.get(key)) is not None
        for share in [(given - 1) / (spec.points - 1) * 100]
    ]
    if len(values) < max(spec.minimum, 1):
        return None
    score = sum(values) / len(values)
    return _Facet(spec, score, sum((value - score) ** 2 for value in values), len(values))


def _sides(facets: list[_Facet], instrument: Instrument, lens: str | None) -> dict[str, list[_Facet]]:
    """The scored facets of each dimension that has enough of them."""
    of_lens = [facet for facet in facets if facet.spec.lens == lens]
    parts = {d.id: [facet for facet in of_lens if facet.spec.facet in d.facets] for d in instrument.dimensions}
    return {d.id: parts[d.id] for d in instrument.dimensions if len(parts[d.id]) >= max(d.needed, 1)}


def _lean(sides: dict[str, list[_Facet]], instrument: Instrument) -> OwnLean:
    (first, firsts), (second, seconds) = sides.items()
    lean = _mean(facet.score for facet in firsts) - _mean(facet.score for facet in seconds)
    se = hypot(*(_dimension_error(parts, instrument.assumed.se) for parts in (firsts, seconds)))
    band = SURE * se
    return OwnLean(lean, se, band, first if lean > band else second if lean < -band else "close")


def _dimension_error(parts: list[_Facet], assumed: float) -> float:
    """√(pooled variance within facets / M), M the answered items; never under the assumed one."""
    return max(sqrt(_within(parts) / sum(facet.count for facet in parts)), assumed)


def _within(parts: list[_Facet]) -> float:
    """Variance of items around their facets, pooled; 0 where no facet has two answers."""
    freedom = sum(facet.count - 1 for facet in parts)
    return sum(facet.squares for facet in parts) / freedom if freedom else 0.0


def _pulls(facets: list[_Facet], instrument: Instrument, lens: str | None) -> tuple[str, ...]:
    scored = [facet for facet in facets if facet.spec.lens == lens]
    if not scored:
        return ()
    own, within = _mean(facet.score for facet in scored), _within(scored)
    wide = {facet: sqrt(len(d.facets)) for d in instrument.dimensions for facet in d.facets}

    def stands_out(facet: _Facet) -> bool:
        assumed = instrument.assumed.se * wide.get(facet.spec.facet, 1.0)
        return facet.score > own + SURE * max(sqrt(within / facet.count), assumed)

    out = sorted(filter(stands_out, scored), key=lambda facet: -facet.score)
    return tuple(facet.spec.facet for facet in out[:MOST_PULLS])


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values)
