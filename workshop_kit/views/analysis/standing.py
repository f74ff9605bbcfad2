"""With which of their archives teams are laid beside each other: each with its latest, or with that of a period."""

from collections.abc import Sequence

from .programme import Programme
from .same_team import by_team
from .team import Asked, Team
from .timeline import timeline
from .told import Choice

LATEST = ""
FEWEST = 2  # teams, which a period has to have to be offered
NAMED = 6  # archives; of more, the count is said


def period_choice(programme: Programme, key: Asked | None) -> Choice:
    """Each team's latest, and the periods that can be chosen instead: none where no team has several archives."""
    options = [(programme.voice.say("choose_latest"), LATEST)]
    if key is not None and len(programme.every_asked[key]) > len(programme.asked[key]):
        found = timeline(programme, key).found
        options += [(period.label, period.label) for period, teams in found.items() if len(teams) >= FEWEST]
    return Choice("period", programme.voice.say("choose_period"), tuple(options))


def standing(programme: Programme, key: Asked, period: str | None = None) -> list[Team]:
    """The teams that were asked, each once: with the latest of its archives, or with that of the period chosen."""
    found = timeline(programme, key).found if period else {}
    chosen = [teams for one, teams in found.items() if one.label == period and len(teams) >= FEWEST]
    return chosen[0] if chosen else programme.asked[key]


def left_out(programme: Programme, key: Asked, teams: Sequence[Team]) -> dict[str, list[str]]:
    """What else there is of each of these teams: `{name: names of its other results}`, in the order of time."""
    stand = {team.name for team in teams}
    found = {}
    for several in by_team(programme.every_asked[key]):
        mine, others = [], []
        for team in several:
            (mine if team.name in stand else others).append(team.name)
        found |= dict.fromkeys(mine, others)
    return found


def said_of(programme: Programme, key: Asked, teams: Sequence[Team]) -> list[str]:
    """With which results teams stand here, and how many are left out; nothing where each team has one."""
    voice, among = programme.voice, {team.name for team in teams}
    out = [team.name for team in programme.every_asked[key] if team.name not in among]
    if among != {team.name for team in programme.asked[key]}:
        return [voice.say("once_period", teams=len(teams), n=len(out))]
    if not out:
        return []
    return [voice.say("once_named", names=voice.series(out)) if len(out) <= NAMED else voice.say("once", n=len(out))]
