"""Scenes: whether we tell more than we show."""

from math import comb

from ....measure.estimate import t_quantile
from ..insight import LIKELY, Found
from ..team import BEYOND, Team
from .rule import rule

MIDDLE = 50  # the place between telling and showing; asking stands on it
FEWEST_SCENES = 5  # that lie on a side, below which no pattern of scenes can be told from luck


@rule
def tell(team: Team) -> list[Found]:
    """We tell more than we show, by more than choosing at random would: by counts where there are any, else by
    which answers may be named."""
    scenes = [item for block in team.blocks("situations", "situation") for item in block["items"]]
    tally = team.tallies.get("situations")
    counted = [item for item in scenes if tally.counts(item["id"])]
    return _by_counts(tally, counted) if counted else _by_names(tally, scenes) if scenes else []


def _places(item: dict) -> dict[str, int]:
    return {option["id"]: option["place"] for option in item["options"] if option["place"] is not None}


def _sides(item: dict) -> tuple[set[str], set[str]]:
    """Options that tell, and options that show."""
    places = _places(item)
    return {id for id, at in places.items() if at < MIDDLE}, {id for id, at in places.items() if at > MIDDLE}


def _by_counts(tally, scenes: list[dict]) -> list[Found]:
    """Choices that tell against choices that show; those not shown (one or two a scene) count for showing.

    One person's choices go together, so that the test reckons with people and not with choices.
    """
    telling = showing = hidden = 0
    expected = variance = 0.0
    for item in scenes:
        counts, (tells, shows) = tally.counts(item["id"]), _sides(item)
        said = sum(counts.get(option, 0) for option in tells)
        shown = sum(counts.get(option, 0) for option in shows)
        unseen = tally.figures[item["id"]].n - sum(counts.values())
        share = len(tells) / max(1, len(tells) + len(shows))
        telling, showing, hidden = telling + said, showing + shown, hidden + unseen
        expected += share * (said + shown + unseen)
        variance += share * (1 - share) * (said + shown + unseen)
    error = (variance * len(scenes)) ** 0.5
    n = min((tally.figures[item["id"]].n for item in scenes), default=0)
    distance = telling - expected
    if n < 2 or telling <= showing + hidden or min(telling, showing) < 3:
        return []
    sure = next((sure for sure, chance in BEYOND.items() if distance > t_quantile(n - 1, chance) * error), None)
    told = {"numbers": "numbers", "counted": ({"tell": telling, "show": showing},)}
    return [Found(sure, 0.9 if sure == LIKELY else 0.6, **told)] if sure else []


def _by_names(tally, scenes: list[dict]) -> list[Found]:
    """Scenes whose named answers all tell against those whose named answers all show."""
    chances, telling = [], 0
    for item in scenes:
        named, (tells, shows) = set(tally.chosen(item["id"])), _sides(item)
        if named and (named <= tells or named <= shows):
            ways = comb(len(tells), len(named)), comb(len(shows), len(named))
            chances.append(ways[0] / sum(ways))
            telling += named <= tells
    if len(chances) < FEWEST_SCENES:
        return []
    luck = _at_least(telling, chances)
    sure = next((sure for sure, chance in BEYOND.items() if luck < 1 - chance), None)
    told = {"numbers": "scenes", "counted": ({"tell": telling, "n": len(chances)},)}
    return [Found(sure, 0.85 if sure == LIKELY else 0.6, **told)] if sure else []


def _at_least(successes: int, chances: list[float]) -> float:
    """The probability of so many successes or more in independent trials of these chances (Poisson-binomial)."""
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[k] if k < len(exactly) else 0) * (1 - chance) + (exactly[k - 1] * chance if k else 0)
            for k in range(len(exactly) + 1)
        ]
    return sum(exactly[successes:])
