"""A team of a programme: a room, or a group of an archive with rows (the archive itself where it has none)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from ...instrument.days import parted
from ...measure.describe import Moments
from ...measure.teams import moments_of
from ...pool.published import PublishedTally
from ...pool.tally import Tally
from .source import Source


class Asked(msgspec.Struct, frozen=True, order=True):
    """What was asked: tallies are laid beside each other only where all of it is the same."""

    instrument: str
    version: str
    form: str
    activity: str


@dataclass(frozen=True)
class Team:
    """One team in one archive. `name` tells it from all others, `group` is its name in an archive of several.

    `shown` are its published tallies by what was asked, on its first day; `counted` the exact ones where there are
    rows, else the same; `later` those of its last day, where it was asked again.
    """

    name: str
    group: str | None
    source: Source
    shown: Mapping[Asked, PublishedTally]
    counted: Mapping[Asked, PublishedTally | Tally]
    later: Mapping[Asked, PublishedTally]

    @property
    def people(self) -> int:
        """How many stand behind what most of the team answered."""
        return max((tally.n for tally in self.shown.values()), default=0)

    def id(self, key: Asked) -> str:
        """The activity's id as the team's own archive has it."""
        return self.shown[key].activity

    def known(self, key: Asked, id: str) -> Moments | None:
        """How a figure came out, where it shows a mean and a spread."""
        moments, _ = moments_of(self.counted[key], id)
        return moments if moments.n > 1 and moments.mean is not None and moments.sd is not None else None


def teams_of(sources: Iterable[Source], told_before: Mapping[Source, Collection[str]]) -> list[Team]:
    """The teams of all archives, each with a name of its own.

    Args:
        told_before: activities of an archive that count in an earlier one already.
    """
    sources = list(sources)
    several = sum(each.rows and bool(each.groups) for each in sources) > 1
    found, named = [], {}
    for team in (team for source in sources for team in _teams(source, several, told_before.get(source, ()))):
        named[team.name] = count = named.get(team.name, 0) + 1
        found.append(team if count == 1 else replace(team, name=f"{team.name} ({count})"))
    return found


def _teams(source: Source, several: bool, told_before: Collection[str]) -> Iterable[Team]:
    if not source.shown:
        return
    if source.rows and source.groups:
        for name, tallies in source.groups.items():
            (shown,) = tallies.values()
            key = _asked(shown)
            exact = source.exact_groups[name]
            yield Team(f"{source.name}: {name}" if several else name, name, source, {key: shown}, {key: exact}, {})
        return
    if source.rows and source.manifest.groups:
        return  # it has groups, and none of them may be shown
    first, last = {}, {}
    for id in sorted(source.tallies.keys() - told_before, key=lambda id: parted(id)[1]):
        tally = source.tallies[id]
        key = _asked(tally)
        first.setdefault(key, (id, tally))
        last[key] = (id, tally)
    shown = {key: tally for key, (_, tally) in first.items()}
    counted = {key: source.archive.tally if source.rows else tally for key, tally in shown.items()}
    later = {key: tally for key, (id, tally) in last.items() if id != first[key][0]}
    yield Team(source.name, None, source, shown, counted, later)


def _asked(tally) -> Asked:
    return Asked(tally.instrument, tally.version, tally.form, parted(tally.activity)[0])
