"""The teams of a programme by the period that their archives' names tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .periods import UNITS, Period, period_of, within
from .programme import Programme
from .same_team import latest
from .team import Asked, Team

FEWEST_PERIODS, FEWEST_TEAMS = 3, 3


@dataclass(frozen=True)
class Timeline:
    """`found` are the teams of each period, in order of time; `undated` is how many there are of which no period is
    known; `unit` is month, quarter or year."""

    unit: str
    found: Mapping[Period, list[Team]]
    undated: int

    @property
    def teams(self) -> dict[Period, list[Team]]:
        """Those of the periods that have enough of them."""
        return {period: teams for period, teams in self.found.items() if len(teams) >= FEWEST_TEAMS}

    @property
    def enough(self) -> bool:
        return len(self.teams) >= FEWEST_PERIODS

    @property
    def counts(self) -> dict[str, int]:
        """How many teams each period has, enough or not."""
        return {period.label: len(teams) for period, teams in self.found.items()}


def timeline(programme: Programme, key: Asked) -> Timeline:
    """By month, quarter or year: whichever holds most teams in three periods or more, the shortest of those that do.

    A team counts once a period, with the latest of its archives.
    """
    lines = [_by(unit, programme.every_asked[key]) for unit in UNITS]
    return max(
        lines, key=lambda line: (line.enough and sum(map(len, line.teams.values())), sum(map(len, line.found.values())))
    )


def _by(unit: str, teams: Iterable[Team]) -> Timeline:
    found: dict[Period, list[Team]] = {}
    undated = 0
    for team in teams:
        told = period_of(team.source.name)
        period = within(told[0], unit) if told else None
        if period is None:
            undated += 1
        else:
            found.setdefault(period, []).append(team)
    return Timeline(unit, {period: latest(found[period]) for period in sorted(found)}, undated)
