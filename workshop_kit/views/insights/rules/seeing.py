"""How far we see our month alike: a facet on which we split."""

from ...divided import camps, divided
from ..insight import LIKELY, Found
from ..team import Team
from .rule import NAMED, rule


@rule
def split(team: Team) -> list[Found]:
    """A facet of the month on which we split: some see too little of it and some too much, more than on the others."""
    figures = {facet: team.tallies["our_month"].figures[facet] for facet in team.month}
    apart = divided(figures)
    if not apart:
        return []
    named = list(apart)[:NAMED]
    return [Found(LIKELY, apart[named[0]], tuple(named), **_counted(figures, named))]


def _counted(figures: dict, named: list[str]) -> dict:
    sides = {facet: camps(figures[facet]) for facet in named}
    if None in sides.values():
        return {}
    of = {facet: {"of": facet} if len(named) > 1 else {} for facet in named}
    counted = tuple(of[f] | {"little": sides[f][0], "much": sides[f][1], "n": figures[f].n} for f in named)
    return {"numbers": "numbers", "counted": counted}
