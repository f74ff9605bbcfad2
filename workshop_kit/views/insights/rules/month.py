"""Our last month, alone and beside what we bring. Only here do rules speak of chaos or of going through motions."""

from ....measure.order import named
from ..insight import LIKELY, Found
from ..team import Team
from .bring import chance
from .rule import NAMED, rule

# A sign is worth a talk from here on: nearer to "often" than to "sometimes", as far as steps of ten can tell.
SIGN_FROM = 10
HALF_STEP = 12.5


# the distance between what we bring and our month ------------------------------------------------------------


@rule
def unused(team: Team) -> list[Found]:
    """Energy that our month had no room for: high by energy, and too little of it in the month."""
    return _distance(team, "highest", "little")


@rule
def drained(team: Team) -> list[Found]:
    """What costs us energy, and our month was full of: low by energy, and too much of it in the month."""
    return _distance(team, "lowest", "much")


def _distance(team: Team, side: str, amount: str) -> list[Found]:
    """The energy must be a place; the month's amount is beyond *about right* with its whole interval."""
    by_energy = team.bring.get("energy", {})
    apart = [facet for facet in named(by_energy, side) if facet in team.month and team.amount(facet) == amount]
    apart.sort(key=lambda facet: -chance(by_energy[facet]))
    facets = [f for f in apart if by_energy[f].sure == LIKELY][:NAMED] or apart[:NAMED]
    if not facets:
        return []
    sure = by_energy[facets[0]].sure
    evidence = chance(by_energy[facets[0]]) * (1 if sure == LIKELY else 0.75)
    numbers = {} if team.in_words("self") else {"numbers": "numbers", "counted": tuple(_both(team, facets))}
    return [Found(sure, evidence, tuple(facets), **numbers)]


def _both(team: Team, facets: list[str]):
    for facet in facets:
        energy, month = team.estimate("self", f"{facet}.energy"), team.estimate("our_month", facet)
        yield _of(facet, facets) | {"energy": round(energy.value), "month": round(month.value)}


def _of(facet: str, facets: list[str]) -> dict:
    return {"of": facet} if len(facets) > 1 else {}


# the month alone ---------------------------------------------------------------------------------------------


@rule
def little(team: Team) -> list[Found]:
    """What our month had too little of: beyond *about right*, and among the lowest."""
    return _amount(team, "lowest", "little")


@rule
def much(team: Team) -> list[Found]:
    """What our month had too much of: beyond *about right*, and among the highest."""
    return _amount(team, "highest", "much")


def _amount(team: Team, side: str, amount: str) -> list[Found]:
    places = team.month
    there = [facet for facet in named(places, side) if team.amount(facet) == amount]
    facets = [facet for facet in there if places[facet].sure == LIKELY][:NAMED] or there[:NAMED]
    if not facets:
        return []
    sure = places[facets[0]].sure
    evidence = chance(places[facets[0]]) * (1 if sure == LIKELY else 0.75)
    counted = [_of(facet, facets) | {"month": round(team.estimate("our_month", facet).value)} for facet in facets]
    return [Found(sure, evidence, tuple(facets), numbers="numbers", counted=tuple(counted))]


# signs -------------------------------------------------------------------------------------------------------


@rule
def chaos(team: Team) -> list[Found]:
    """Good ideas got lost, and the team says so."""
    return _sign(team, "chaos", 1)


@rule
def motions(team: Team) -> list[Found]:
    """Going through the motions: the plan was followed, and nobody asked why."""
    return _sign(team, "motions", 1)


@rule
def doing(team: Team) -> list[Found]:
    """Saying and doing: what we call important was not what we did in a busy week."""
    return _sign(team, "doing", -1)


def _sign(team: Team, id: str, direction: int) -> list[Found]:
    """A sign on the troubling side of the middle of its scale, by more than chance and by enough to matter."""
    item = team.month_item(id)
    found = item and team.beyond("our_month", id, 50)
    if not found or found[1] * direction < SIGN_FROM:
        return []
    sure, distance = found
    words, estimate = team.words("our_month"), team.estimate("our_month", id)
    label = item["labels"][len(item["labels"]) // 2 + direction]
    clear = estimate.low > 50 + HALF_STEP if direction > 0 else estimate.high < 50 - HALF_STEP
    answer = words.say("on_average" if clear else "rather", answer=label)
    quote = words.say("quoted", text=item["text"].rstrip("."))
    return [
        Found(
            sure,
            (0.85 if sure == LIKELY else 0.6) + min(0.15, abs(distance) / 250),
            fill={"quote": quote, "answer": answer},
            numbers="numbers",
            counted=({"mean": round(estimate.value)},),
        )
    ]
