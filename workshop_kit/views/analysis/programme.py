"""Many archives as one programme: which teams there are, what each was asked, and what may be said of them together.

Each team counts once: with the latest of its archives that asked, and there with the first day. What is about time
takes all of them (`every`). Teams under the threshold have no tally, so they are in nothing here, sums included.
Self-ratings are never laid beside each other team by team: `compared` refuses them.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from ...instrument import Refused
from ...instrument.messages import Voice, direction_of, voice
from ...measure.describe import Moments
from ...measure.teams import moments_of
from ...pool.archive import Archive, RoomArchive
from .gathering import gathered
from .same_team import by_team, called, latest
from .team import Asked, Team, teams_of
from .told import Choice, Told

# The chance that one answer names something where nothing differs or moves. A page asks five such questions, so that
# one programme in ten at most is told something false.
LEVEL = 0.02


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
        self.sources, self.aside, self._told_before = gathered(archives, language, self.voice, synthetic=synthetic)
        if not self.sources:
            raise Refused(self.voice.say("programme_none"))

    @cached_property
    def voice(self) -> Voice:
        return voice(self.language, "analysis")

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def rehearsal(self) -> bool:
        return any(source.rehearsal for source in self.sources)

    # who is in it

    @cached_property
    def every(self) -> list[Team]:
        """The teams of every archive: one that has several is there as often."""
        return teams_of(self.sources, self._told_before)

    @cached_property
    def teams(self) -> list[Team]:
        """Each team once, with the latest of its archives."""
        return latest(self.every)

    @cached_property
    def repeated(self) -> list[str]:
        """What teams are called that have several archives: their names differ in the date alone."""
        several = (teams[0] for teams in by_team(self.every) if len(teams) > 1)
        return [": ".join(filter(None, (called(team.source.name), team.group))) for team in several]

    # what was asked

    @cached_property
    def every_asked(self) -> dict[Asked, list[Team]]:
        """What was asked, and the teams that show it in any of their archives; what most teams share first."""
        found: dict[Asked, list[Team]] = {}
        for team in self.every:
            for key in team.shown:
                found.setdefault(key, []).append(team)
        return dict(sorted(found.items(), key=lambda pair: (_about(*pair) == "self", -len(latest(pair[1])))))

    @cached_property
    def asked(self) -> dict[Asked, list[Team]]:
        """The same with each team once: with the latest of its archives that asked."""
        return {key: latest(teams) for key, teams in self.every_asked.items()}

    def about(self, key: Asked) -> str:
        return _about(key, self.asked[key])

    def title(self, key: Asked) -> str:
        """As its first team was asked."""
        team = self.asked[key][0]
        return team.source.activity(team.id(key))["title"]

    def name(self, key: Asked) -> str:
        """Its title, with the form where it was asked in several."""
        title = self.title(key)
        alike = [other for other in self.asked if other != key and other.activity == key.activity]
        return f"{title} ({key.form})" if any(other.form != key.form for other in alike) else title

    def figure_name(self, key: Asked, id: str) -> str:
        team = next(team for team in self.every_asked[key] if id in team.shown[key].figures)
        return team.source.figure_name(team.id(key), id)

    def role(self, key: Asked, id: str) -> str:
        team = self.asked[key][0]
        return team.source.role(team.id(key), id)

    def choice(self, keys: Iterable[Asked]) -> Choice:
        """A menu of what was asked."""
        options = tuple((self.name(key), key) for key in keys)
        return Choice("activity", self.voice.say("choose_activity"), options)

    def nothing(self, key: str, **fill) -> Told:
        """An answer that is one sentence."""
        import pandas as pd

        return Told(self.voice, self.voice.say(key, **fill), pd.DataFrame(), direction=self.direction)

    def compared(self, key: Asked) -> None:
        """To be asked before teams are laid beside each other.

        Raises:
            Refused: for self-ratings.
        """
        if self.about(key) == "self":
            raise Refused(self.voice.say("never_ranked", name=self.name(key)))

    def figures(self, key: Asked, among: Sequence[Team] | None = None) -> list[str]:
        """The means that two teams or more show, in the instrument's order; `among` as in `moments`."""
        teams = self.asked[key] if among is None else among
        ids = dict.fromkeys(id for team in teams for id in team.source.means(team.id(key), team.shown[key]))
        return [id for id in ids if sum(team.known(key, id) is not None for team in teams) > 1]

    def moments(
        self, key: Asked, id: str, among: Sequence[Team] | None = None, *, published: bool = False, widest: bool = False
    ) -> dict[str, tuple[Moments, float]]:
        """Of each team that shows a figure: (n, mean, spread), and the step that its mean was rounded to.

        Exact where there are rows; what stands team by team is `published`: a group of an import by a room's rules.
        `widest` as in `moments_of`.

        Args:
            among: teams that were asked it; None: each team once.
        """
        there = [team for team in (self.asked[key] if among is None else among) if team.known(key, id)]
        tallies = {team.name: (team.shown if published else team.counted)[key] for team in there}
        return {name: moments_of(tally, id, widest=widest) for name, tally in tallies.items()}


def _about(key: Asked, teams: Sequence[Team]) -> str:
    return teams[0].shown[key].about
