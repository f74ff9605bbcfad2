"""What has moved since the first day: closer to about right, or further from it. Nothing is named that chance could
have moved."""

from ..insight import LIKELY, Found
from ..team import Team
from .rule import NAMED, rule

EVIDENCE = 0.95  # one level for all that is said of two days


@rule
def closer(team: Team) -> list[Found]:
    """What our month has closer to *about right* than on the first day."""
    return _moved(team, closer=True)


@rule
def further(team: Team) -> list[Found]:
    """What our month has further from *about right* than on the first day."""
    return _moved(team, closer=False)


def _moved(team: Team, *, closer: bool) -> list[Found]:
    ways = {facet: _way(team, facet) for facet in team.moves}
    facets = sorted((facet for facet, way in ways.items() if (way <= 0) is closer), key=lambda facet: -abs(ways[facet]))
    return [Found(LIKELY, EVIDENCE, tuple(facets[:NAMED]))] if facets else []


def _way(team: Team, facet: str) -> float:
    """By how many points a facet's mean is further from the middle than it was; below zero: closer to it."""
    before, after = (tally.estimate(facet).value for tally in (team.first["our_month"], team.tallies["our_month"]))
    return abs(after - 50) - abs(before - 50)
