"""Which archives are of one team: their names differ in the date alone. Of these, one may stand for the team."""

from collections.abc import Iterable
from typing import NamedTuple

from ...pool.archive import natural
from ...pool.published import PublishedTally
from .periods import date_of, period_of
from .team import Asked, Team

UNNAMED = "workshop-archive"  # as a room's page hands every archive out


def called(name: str) -> str | None:
    """What an archive's name is without its date (`2026-03-ops`: ops); None where it has no date, or tells of no team
    beside it."""
    dated = period_of(name)
    return None if dated is None or dated[1].startswith(UNNAMED) else dated[1] or None


def order_of(name: str) -> tuple:
    """Sorts the names of one team's archives by when they are from; of two that say it alike, by the name."""
    return date_of(name), natural(name)


def by_team(teams: Iterable[Team]) -> list[list[Team]]:
    """The archives of each team from its earliest to its latest. Whose name tells of no team is a team of its own."""
    found: dict[object, list[Team]] = {}
    for team in teams:
        name = called(team.source.name)
        found.setdefault(team.name if name is None else (name, team.group), []).append(team)
    return [sorted(each, key=lambda team: order_of(team.source.name)) for each in found.values()]


def latest(teams: Iterable[Team]) -> list[Team]:
    """Each team once, with the latest of its archives, in the order given.

    Answers of one team in two periods are no answers of two teams: laid beside each other they would make teams look
    alike, and intervals too narrow.
    """
    teams = list(teams)
    stands = {each[-1].name for each in by_team(teams)}
    return [team for team in teams if team.name in stands]


class Again(NamedTuple):
    """What a team published when it was first asked, and when it was last asked."""

    name: str
    before: PublishedTally
    after: PublishedTally


def asked_again(teams: Iterable[Team], key: Asked) -> list[Again]:
    """Rooms that were asked it more than once: on several days, or in several archives.

    Imports are not among them: a survey that was saved again after a late answer looks like a second one, and its
    change would be that answer. Self-ratings are followed from day to day of one room, but not from archive to archive,
    where other people may stand.
    """
    found = []
    for rooms in by_team(team for team in teams if not team.source.rows):
        first, last = rooms[-1 if rooms[-1].shown[key].about == "self" else 0], rooms[-1]
        after = last.later.get(key) or (last.shown[key] if last is not first else None)
        if after is not None:
            found.append(Again(last.name, first.shown[key], after))
    return found
