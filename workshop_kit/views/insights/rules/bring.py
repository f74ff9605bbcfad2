"""What we bring: energy and ability together, and the lean between the two dimensions. Nothing here is a state."""

from ....measure.estimate import t_quantile
from ....measure.order import Place, coarse_error
from ..insight import HINT, LIKELY, Found
from ..team import Team, surely
from .rule import NAMED, rule

# As wide as the even band of the balance map: inside it a lean, however sure, is small.
EVEN = 7.5
# The rounding of a lean: a difference of two whole-number means of five facets that were rounded to five.
LEAN_STEP = (2 * (25 / 5 + 1)) ** 0.5

HIGH, LOW = ("highest", "above"), ("lowest", "below")


@rule
def costs(team: Team) -> list[Found]:
    """What we do well that costs us: high by ability, low by energy."""
    return _meeting(team, energy=LOW, ability=HIGH)


@rule
def grow(team: Team) -> list[Found]:
    """Energy not yet able: high by energy, low by ability."""
    return _meeting(team, energy=HIGH, ability=LOW)


@rule
def carries(team: Team) -> list[Found]:
    """What carries us: high by both."""
    return _meeting(team, energy=HIGH, ability=HIGH)


def _meeting(team: Team, **wanted: tuple[str, str]) -> list[Found]:
    """The facets that lie where both lenses want them, the surest two.

    Under each lens a facet must have the place, or under one of the two at least its whole interval on that side of
    the team's own mean: a place is what noise cannot give, and so one of the two has to be one.
    """
    known = [(facet, case) for facet in team.bring.get("energy", {}) if (case := _case(team, facet, wanted))]
    if not known:
        return []
    best = max(evidence for _, (_, evidence) in known)
    sure = LIKELY if any(case[0] == LIKELY for _, case in known) else HINT
    same = [facet for facet, case in sorted(known, key=lambda one: -one[1][1]) if case[0] == sure][:NAMED]
    return [Found(sure, best, tuple(same), **_means(team, same))]


def _case(team: Team, facet: str, wanted: dict) -> tuple[str, float] | None:
    cases = [_one(team, facet, lens, *sides) for lens, sides in wanted.items()]
    places = [case for case in cases if case and case[2]]
    if None in cases or not places:
        return None
    likely = all(case[0] == LIKELY for case in cases)
    return (LIKELY if likely else HINT), min(case[1] for case in cases) * (1 if likely else 0.75)


def _one(team: Team, facet: str, lens: str, side: str, beside: str) -> tuple[str, float, bool] | None:
    """(how sure, how strong, whether it is a place) of one facet under one lens."""
    place = team.bring[lens].get(facet)
    if place and place.side == side:
        return place.sure, chance(place), True
    return (LIKELY, 0.8, False) if team.side(facet, lens) == beside else None


def chance(place: Place) -> float:
    return place.top if place.side == "highest" else place.bottom


def _means(team: Team, facets: list[str]) -> dict:
    """The means behind the names, from ten people on."""
    if team.in_words("self"):
        return {}
    several = len(facets) > 1
    counted = [
        {lens: round(team.estimate("self", f"{facet}.{lens}").value) for lens in ("energy", "ability")}
        | ({"of": facet} if several else {})
        for facet in facets
    ]
    return {"numbers": "numbers", "counted": tuple(counted)}


# direction and implementation --------------------------------------------------------------------------------


@rule
def direction(team: Team) -> list[Found]:
    """More energy for direction than for delivery: one sentence of vision wants its first three steps."""
    return _lean(team, 1)


@rule
def delivery(team: Team) -> list[Found]:
    """More energy for delivery than for direction: the steps want a sentence that says what for."""
    return _lean(team, -1)


def _lean(team: Team, sign: int) -> list[Found]:
    if not team.bring or (figure := team.tallies["self"].figures.get("lean.energy")) is None:
        return []
    distance = sign * figure.mean
    error = coarse_error(figure.spread, figure.n, step=LEAN_STEP)
    sure = surely(distance, error, figure.n)
    if not sure or distance <= EVEN:
        return []
    words = team.words("self")
    first, second = (one["name"] for one in words.dimensions[:2][::sign])
    told = {} if team.in_words("self") else {"numbers": "numbers", "counted": ({"points": round(distance)},)}
    evidence = min(1.0, distance / (2 * t_quantile(figure.n - 1, 0.995) * error))
    return [Found(sure, 0.5 + evidence / 2, fill={"more": first, "less": second}, **told)]
