"""What there is of a programme: its archives, and how many teams and people were asked what."""

from .chart import Line, bars, spoken
from .programme import Programme
from .same_team import asked_again, by_team
from .source import Source
from .told import Told

MOST_BARS = 60  # of more, nobody reads one


def what_there_is(programme: Programme) -> Told:
    """The archives that count; the table has a row for each: `archive`, `kind`, `title`, `days`, `teams`, `people`,
    and `later`: the archives with which teams of this one count that have a later one."""
    import pandas as pd

    voice, later = programme.voice, _later(programme)
    rows = [_row(programme, source, later.get(source)) for source in programme.sources]
    table = pd.DataFrame(rows)
    people = sum(team.people for team in programme.teams)
    finding = voice.say("programme_found", archives=len(rows), teams=len(programme.teams), people=people)
    said = [voice.say("programme_rehearsal")] if programme.rehearsal else []
    said += [voice.plural("once_of_all", len(programme.repeated))] if programme.repeated else []
    if empty := int((table["teams"] == 0).sum()):
        said.append(voice.say("programme_empty", n=empty))
    said += [voice.say("aside", name=name, reason=reason) for name, reason in programme.aside]
    counting = {team.source.name for team in programme.teams}
    lines = [
        Line(
            row["archive"], row["people"], label=voice.plural("people", row["people"]), sure=row["archive"] in counting
        )
        for row in rows
    ]
    figure = bars(lines, max(table["people"].max(), 1)) if len(lines) <= MOST_BARS else None
    return Told(voice, finding, table, tuple(said), figure, finding, programme.direction)


def _row(programme: Programme, source: Source, later: list[str] | None) -> dict:
    mine = [team for team in programme.every if team.source is source]
    return {
        "archive": source.name,
        "kind": "rows" if source.rows else "room",
        "title": source.title,
        "days": len(source.waves),
        "teams": len(mine),
        "people": sum(team.people for team in mine),
        "later": programme.voice.series(later) if later else None,
    }


def _later(programme: Programme) -> dict[Source, list[str]]:
    """Of each archive with a team that has a later one: the names of these."""
    found: dict[Source, list[str]] = {}
    for *earlier, last in by_team(programme.every):
        for team in earlier:
            names = found.setdefault(team.source, [])
            names += [last.source.name] if last.source.name not in names else []
    return found


def what_was_covered(programme: Programme) -> Told:
    """What was asked, and of whom: `teams`, `people`, and `of_seats`, the share of the seats that were counted."""
    import pandas as pd

    voice = programme.voice
    if not programme.asked:
        return Told(voice, voice.say("programme_nothing"), pd.DataFrame(), direction=programme.direction)
    rows = []
    for key, teams in programme.asked.items():
        tallies = [team.shown[key] for team in teams]
        counted = [tally for tally in tallies if tally.seats]
        seats = sum(tally.seats for tally in counted)
        rows.append(
            {
                "activity": programme.name(key), "about": programme.about(key), "teams": len(teams),
                "people": sum(tally.n for tally in tallies),
                "of_seats": sum(min(tally.n, tally.seats) for tally in counted) / seats if seats else None,
                "again": len(asked_again(programme.every_asked[key], key)),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    everywhere = [row["activity"] for row in rows if row["teams"] == len(programme.teams)]
    finding = (
        voice.say("covered_everywhere", names=voice.series(everywhere), teams=len(programme.teams))
        if everywhere
        else voice.say("covered_nowhere")
    )
    lines = [
        Line(row["activity"], row["teams"], label=voice.say("heads_of", n=row["teams"], seats=len(programme.teams)))
        for row in rows
    ]
    figure = bars(lines, len(programme.teams))
    said = (voice.say("covered_how"),)
    return Told(voice, finding, table, said, figure, spoken(finding, lines), programme.direction, {"of_seats": 2})
