"""Which archives count in a programme, and why the others do not."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ...instrument import Refused
from ...instrument.messages import Voice
from ...pool.archive import Archive, RoomArchive, natural
from .same_team import called, order_of
from .source import Source


class Gathered(NamedTuple):
    """`sources` count, in the order of their names; `aside` says of the others why they do not: `[(name, reason)]`.

    `told_before`: of a room that was saved again under a later date, the activities that its earlier archive holds.
    """

    sources: list[Source]
    aside: list[tuple[str, str]]
    told_before: dict[Source, set[str]]


def gathered(
    archives: Iterable[Path | str | Archive | RoomArchive], language: str, voice: Voice, *, synthetic: bool = False
) -> Gathered:
    """Set aside is what cannot be read, what is there twice, what stands in another archive as well, and rehearsals
    where there is anything else."""
    aside: list[tuple[str, str]] = []
    opened = [found for each in archives if (found := _opened(each, language, synthetic, aside)) is not None]
    people = [each for each in opened if not each.rehearsal]
    if people and len(people) < len(opened):
        aside += [(each.name, voice.say("aside_rehearsal")) for each in opened if each.rehearsal]
    once = sorted(_once(people or opened, voice, aside), key=lambda each: natural(each.name))
    kept, told_before = _saved_again(once, voice, aside)
    return Gathered(kept, aside, told_before)


def _opened(archive, language: str, synthetic: bool, aside: list) -> Source | None:
    try:
        return Source(archive, language, synthetic=synthetic)
    except Refused as error:
        aside.append((Path(str(archive)).name, str(error)))
        return None


def _once(sources: list[Source], voice: Voice, aside: list) -> Iterable[Source]:
    """A folder and its zip are one archive."""
    seen: dict[bytes, str] = {}
    for source in sources:
        try:
            content = source.content
        except Refused as error:
            aside.append((source.name, str(error)))
            continue
        if source.tallies and content in seen:
            aside.append((source.name, voice.say("aside_twice", name=seen[content])))
            continue
        seen[content] = source.name
        yield source


def _saved_again(sources: Sequence[Source], voice: Voice, aside: list) -> tuple[list[Source], dict[Source, set[str]]]:
    """A room that was saved after each of its days is one team: every day counts once.

    Where the names tell when each archive is from, the later one counts with what it has more; else the earlier one is
    set aside.
    """
    kept, told_before = [], {}
    by_title: dict[str, list[Source]] = {}
    for source in sources:
        if not source.rows:
            by_title.setdefault(source.title, []).append(source)
    for source in sources:
        whole = [other for other in by_title.get(source.title, ()) if _stands_in(source, other)]
        after = [other for other in whole if _later_of_one_team(other, source)]
        if len(after) < len(whole):
            name = next(other.name for other in whole if other not in after)
            aside.append((source.name, voice.say("aside_within", name=name)))
            continue
        kept.append(source)
        for other in after:
            told_before.setdefault(other, set()).update(source.tallies)
    return kept, told_before


def _stands_in(source: Source, other: Source) -> bool:
    """Whether all that a room's archive shows stands in another, which shows more."""
    mine, theirs = source.tallies, other.tallies
    return 0 < len(mine) < len(theirs) and all(theirs.get(id) == tally for id, tally in mine.items())


def _later_of_one_team(later: Source, earlier: Source) -> bool:
    team = called(earlier.name)
    return team is not None and called(later.name) == team and order_of(later.name) > order_of(earlier.name)
