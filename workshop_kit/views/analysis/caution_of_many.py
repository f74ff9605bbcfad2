"""What should be said with caution of a programme: what limits this very one, the weightiest first."""

from collections import Counter
from collections.abc import Iterator

from ...pool.coarse import DETAILED_FROM
from . import reliability
from .caution import FEW, MANY, MOST_OF_THEM, of_scales
from .periods import period_of
from .programme import Programme
from .same_team import asked_again, called
from .source import Source
from .timeline import timeline
from .told import Told, cautions

FEW_TEAMS = 10  # fewer hardly say how much teams differ


def what_to_say_with_caution(programme: Programme) -> Told:
    """Every reason for caution that these archives give; one a row of the table: `reason` (a word for it), `said`."""
    if not programme.asked:
        return programme.nothing("programme_nothing")
    return cautions(programme.voice, list(_reasons(programme)), programme.direction)


def _reasons(programme: Programme) -> Iterator[tuple[str, str]]:
    yield from _of_teams(programme)
    yield from _of_who_is_not_here(programme)
    yield from _of_what_was_asked(programme)
    yield from _of_time(programme)
    yield from of_scales(programme.voice, reliability.how_reliable(programme).table)
    figures = sum(len(programme.figures(key)) for key in programme.asked)
    if figures >= MANY:
        yield "many_looks", programme.voice.say("caution_looks", figures=figures)
    yield "no_causes", programme.voice.say("caution_causes")
    if any(source.rows for source in programme.sources):
        yield "rows", programme.voice.say("caution_rows")


def _of_teams(programme: Programme) -> Iterator[tuple[str, str]]:
    voice, sizes = programme.voice, [team.people for team in programme.teams]
    if programme.synthetic:
        yield "synthetic", voice.say("caution_synthetic_many")
    elif programme.rehearsal:
        yield "rehearsal", voice.say("programme_rehearsal")
    if len(sizes) < FEW_TEAMS:
        yield "few_teams", voice.plural("caution_few_teams", len(sizes))
    if small := sum(n < FEW for n in sizes):
        yield "small_teams", voice.say("caution_small_teams", n=small, teams=len(sizes), fewer=FEW)
    elif coarse := sum(n < DETAILED_FROM for n in sizes):
        yield "coarse", voice.say("caution_coarse_teams", n=coarse, teams=len(sizes))
    if largest := _share_of_the_largest(sizes):
        yield "one_large_team", voice.say("caution_one_large", percent=voice.number(100 * largest))


def _share_of_the_largest(sizes: list[int]) -> float | None:
    """The share of the largest team, where it is more than half of all people."""
    share = max(sizes) / sum(sizes)
    return share if len(sizes) > 1 and share > 0.5 else None


def _of_who_is_not_here(programme: Programme) -> Iterator[tuple[str, str]]:
    voice = programme.voice
    if programme.aside:
        yield "set_aside", voice.plural("caution_aside", len(programme.aside))
    if hidden := len(_hidden(programme)):
        yield "too_small", voice.plural("caution_too_small", hidden, k=max(one.threshold for one in programme.sources))
    tallies = [tally for team in programme.teams for tally in team.shown.values()]
    if any(tally.seats and tally.n < MOST_OF_THEM * tally.seats for tally in tallies):
        yield "not_everybody", voice.say("caution_not_everybody_many")
    yield "self_selected", voice.say("caution_self_selected")


def _hidden(programme: Programme) -> set[tuple[str, str | None]]:
    """The teams that none of their archives shows."""
    found = {(source, group) for source in programme.sources if source.rows for group in source.manifest.groups}
    found |= {(source, None) for source in programme.sources if not source.shown}
    seen = {(team.source, team.group) for team in programme.every}
    return _who(found - seen) - _who(seen)


def _who(teams: set[tuple[Source, str | None]]) -> set[tuple[str, str | None]]:
    return {(called(source.name) or source.name, group) for source, group in teams}


def _of_what_was_asked(programme: Programme) -> Iterator[tuple[str, str]]:
    voice = programme.voice
    forms = Counter((key.instrument, key.activity) for key in programme.asked)
    names = {programme.title(key) for key in programme.asked if forms[key.instrument, key.activity] > 1}
    if names:
        yield "several_forms", voice.say("caution_forms", names=voice.series(sorted(names)))
    everywhere = any(len(teams) == len(programme.teams) for teams in programme.asked.values())
    if not everywhere:
        yield "nothing_everywhere", voice.say("caution_nowhere")
    if any(programme.about(key) == "self" for key in programme.asked):
        yield "self_ratings", voice.say("caution_self_many")


def _of_time(programme: Programme) -> Iterator[tuple[str, str]]:
    voice = programme.voice
    if twice := programme.repeated:
        yield "team_again", voice.plural("caution_again", len(twice), names=voice.series(twice[:FEW]))
    only_dates = [source.name for source in programme.sources if period_of(source.name) and not called(source.name)]
    if len(only_dates) > 1:
        yield "only_dates", voice.say("caution_only_dates", n=len(only_dates))
    if len({told[0] for team in programme.teams if (told := period_of(team.source.name))}) > 1:
        yield "several_periods", voice.say("caution_periods")
    if any(asked_again(teams, key) for key, teams in programme.every_asked.items()):
        yield "two_days", voice.say("caution_days")
    lines = [timeline(programme, key) for key in programme.asked if programme.about(key) != "self"]
    if lines and not any(line.enough for line in lines):
        yield "no_trend", voice.say("caution_no_trend")
