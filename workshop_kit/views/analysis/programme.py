"""Many archives as one programme: which teams there are, what each was asked, and what may be said of them together.

A team is a room, or a group of an archive with rows (the archive itself where it has none). Each team counts once, with
the first day on which it was asked. Teams under the threshold have no tally, so they are in nothing here, sums
included. Self-ratings are never laid beside each other team by team: `compared` refuses them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from ...instrument import Refused
from ...instrument.days import parted
from ...instrument.messages import Voice, direction_of, voice
from ...measure.describe import Moments
from ...measure.teams import moments_of
from ...pool.archive import Archive, RoomArchive, natural
from ...pool.published import PublishedTally
from ...pool.tally import Tally
from .periods import period_of
from .source import Source
from .told import Choice, Told

# The chance that one answer names something where nothing differs or moves. A page asks five such questions, so that
# one programme in ten at most is told something false.
LEVEL = 0.02


class Asked(msgspec.Struct, frozen=True, order=True):
    """What was asked: tallies are laid beside each other only where all of it is the same."""

    instrument: str
    version: str
    form: str
    activity: str


@dataclass(frozen=True)
class Team:
    """One team: `shown` are its published tallies by what was asked, on its first day; `counted` the exact ones where
    there are rows, else the same; `later` those of its last day, where it was asked again. `group` is its name in an
    archive of several."""

    name: str
    group: str | None
    source: Source
    shown: Mapping[Asked, PublishedTally]
    counted: Mapping[Asked, PublishedTally | Tally]
    later: Mapping[Asked, PublishedTally]


class Programme:
    """Archives taken together, in the order of their names.

    `sources` are those that count; `aside` says of the others why they do not: `[(name, reason)]`.

    Args:
        archives: paths, or opened archives. One that cannot be read, or is there twice, is set aside; so are
            rehearsals, where there is anything else.

    Raises:
        Refused: if there is none.
    """

    def __init__(
        self, archives: Iterable[Path | str | Archive | RoomArchive], language: str = "en", *, synthetic=False
    ):
        self.synthetic, self.language = synthetic, language
        self.aside: list[tuple[str, str]] = []
        opened = [found for each in archives if (found := self._opened(each)) is not None]
        people = [each for each in opened if not each.rehearsal]
        if people and len(people) < len(opened):
            self.aside += [(each.name, self.voice.say("aside_rehearsal")) for each in opened if each.rehearsal]
        chosen = people or opened
        self.sources = sorted(self._once(chosen), key=lambda each: natural(each.name))
        if not self.sources:
            raise Refused(self.voice.say("programme_none"))

    @cached_property
    def voice(self) -> Voice:
        return voice(self.language, "analysis")

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    def _opened(self, archive) -> Source | None:
        try:
            return Source(archive, self.language, synthetic=self.synthetic)
        except Refused as error:
            self.aside.append((Path(str(archive)).name, str(error)))
            return None

    def _once(self, sources: list[Source]) -> Iterable[Source]:
        """A folder and its zip are one archive."""
        seen: dict[bytes, str] = {}
        for source in sources:
            try:
                content = source.content
            except Refused as error:
                self.aside.append((source.name, str(error)))
                continue
            if source.tallies and content in seen:
                self.aside.append((source.name, self.voice.say("aside_twice", name=seen[content])))
                continue
            seen[content] = source.name
            yield source

    @property
    def rehearsal(self) -> bool:
        return any(source.rehearsal for source in self.sources)

    @cached_property
    def teams(self) -> list[Team]:
        found, named = [], {}
        for team in (team for source in self.sources for team in self._teams(source)):
            named[team.name] = count = named.get(team.name, 0) + 1
            found.append(team if count == 1 else replace(team, name=f"{team.name} ({count})"))
        return found

    def _teams(self, source: Source) -> Iterable[Team]:
        if not source.shown:
            return
        if source.rows and source.groups:
            several = sum(each.rows and bool(each.groups) for each in self.sources) > 1
            for name, tallies in source.groups.items():
                (shown,) = tallies.values()
                key = _asked(shown)
                exact = source.exact_groups[name]
                yield Team(f"{source.name}: {name}" if several else name, name, source, {key: shown}, {key: exact}, {})
            return
        if source.rows and source.manifest.groups:
            return  # it has groups, and none of them may be shown
        first, last = {}, {}
        for id, tally in source.tallies.items():
            key = _asked(tally)
            first.setdefault(key, (id, tally))
            last[key] = (id, tally)
        shown = {key: tally for key, (_, tally) in first.items()}
        counted = {key: source.archive.tally if source.rows else tally for key, tally in shown.items()}
        later = {key: tally for key, (id, tally) in last.items() if id != first[key][0]}
        yield Team(source.name, None, source, shown, counted, later)

    @cached_property
    def repeated(self) -> list[str]:
        """What teams are called that several archives seem to be of: their names differ in the date alone."""
        seen = Counter(called(team) for team in self.teams if period_of(team.source.name))
        return [": ".join(filter(None, who)) for who, count in seen.items() if count > 1]

    # what was asked

    @cached_property
    def asked(self) -> dict[Asked, list[Team]]:
        """What was asked, and the teams that show it, what most teams share first."""
        found: dict[Asked, list[Team]] = {}
        for team in self.teams:
            for key in team.shown:
                found.setdefault(key, []).append(team)
        return dict(sorted(found.items(), key=lambda pair: (self.about(pair[0], pair[1]) == "self", -len(pair[1]))))

    def about(self, key: Asked, teams: list[Team] | None = None) -> str:
        return (teams or self.asked[key])[0].shown[key].about

    def title(self, key: Asked) -> str:
        """As its first team was asked."""
        team = self.asked[key][0]
        return team.source.activity(_id(team, key))["title"]

    def name(self, key: Asked) -> str:
        """Its title, with the form where it was asked in several."""
        title = self.title(key)
        alike = [other for other in self.asked if other != key and other.activity == key.activity]
        return f"{title} ({key.form})" if any(other.form != key.form for other in alike) else title

    def figure_name(self, key: Asked, id: str) -> str:
        team = next(team for team in self.asked[key] if id in team.shown[key].figures)
        return team.source.figure_name(_id(team, key), id)

    def role(self, key: Asked, id: str) -> str:
        team = self.asked[key][0]
        return team.source.role(_id(team, key), id)

    def choice(self, keys: Iterable[Asked]) -> Choice:
        """A menu of what was asked."""
        options = tuple((self.name(key), key) for key in keys)
        return Choice("activity", self.voice.say("choose_activity"), options)

    def nothing(self, key: str, **fill) -> Told:
        """An answer that is one sentence."""
        import pandas as pd

        return Told(self.voice, self.voice.say(key, **fill), pd.DataFrame(), direction=self.direction)

    def compared(self, key: Asked) -> list[Team]:
        """The teams that show it, to be laid beside each other.

        Raises:
            Refused: for self-ratings.
        """
        if self.about(key) == "self":
            raise Refused(self.voice.say("never_ranked", name=self.name(key)))
        return self.asked[key]

    def figures(self, key: Asked) -> list[str]:
        """The means that two teams or more show, in the instrument's order."""
        teams = self.asked[key]
        ids = dict.fromkeys(id for team in teams for id in team.source.means(_id(team, key), team.shown[key]))
        return [id for id in ids if sum(self._known(team, key, id) for team in teams) > 1]

    @staticmethod
    def _known(team: Team, key: Asked, id: str) -> bool:
        moments, _ = moments_of(team.counted[key], id)
        return moments.n > 1 and moments.mean is not None and moments.sd is not None

    def moments(
        self, key: Asked, id: str, *, published: bool = False, widest: bool = False
    ) -> dict[str, tuple[Moments, float]]:
        """Of each team that shows a figure: (n, mean, spread), and the step that its mean was rounded to.

        Exact where there are rows; what stands team by team is `published`: a group of an import by a room's rules.
        `widest` as in `moments_of`.
        """
        there = [team for team in self.asked[key] if self._known(team, key, id)]
        tallies = {team.name: (team.shown if published else team.counted)[key] for team in there}
        return {name: moments_of(tally, id, widest=widest) for name, tally in tallies.items()}


def called(team: Team) -> tuple[str, str]:
    """What a team is called whatever the date of its archive: the name without it (or the title), and the group's."""
    dated = period_of(team.source.name)
    return (dated[1] or team.source.title) if dated else team.source.name, team.group or ""


def _asked(tally) -> Asked:
    return Asked(tally.instrument, tally.version, tally.form, parted(tally.activity)[0])


def _id(team: Team, key: Asked) -> str:
    """The activity's id as the team's own archive has it."""
    return team.shown[key].activity
