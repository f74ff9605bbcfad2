"""The teams of a programme by the period that their archives' names tell."""

from collections.abc import Mapping
from dataclasses import dataclass

from .periods import UNITS, Period, period_of, within
from .programme import Asked, Programme, Team, called

FEWEST_PERIODS, FEWEST_TEAMS = 3, 3


@dataclass(frozen=True)
class Timeline:
    """`teams` of each period, in order of time, where there are enough of them; `unit` is month, quarter or year.

    `found` is how many teams there are in each period, enough or not; `undated` are those that no period is known of.
    """

    unit: str
    teams: Mapping[Period, list[Team]]
    found: Mapping[Period, int]
    undated: int

    @property
    def enough(self) -> bool:
        return len(self.teams) >= FEWEST_PERIODS


def timeline(programme: Programme, key: Asked) -> Timeline:
    """By month, quarter or year: whichever holds most teams in three periods or more, the shortest of those that do.

    A team counts once a period, with the last of its archives by name. It is the same team where it is `called` so.
    """
    lines = [_by(unit, programme.asked[key]) for unit in UNITS]
    return max(lines, key=lambda line: (line.enough and sum(map(len, line.teams.values())), sum(line.found.values())))


def _by(unit: str, teams: list[Team]) -> Timeline:
    found: dict[Period, dict[tuple, Team]] = {}
    undated = 0
    for team in teams:
        told = period_of(team.source.name)
        period = within(told[0], unit) if told else None
        if period is None:
            undated += 1
            continue
        found.setdefault(period, {})[called(team)] = team
    enough = {period: list(found[period].values()) for period in sorted(found) if len(found[period]) >= FEWEST_TEAMS}
    return Timeline(unit, enough, {period: len(found[period]) for period in sorted(found)}, undated)
