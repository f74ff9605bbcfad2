"""Many archives as one tally.

They are looked through first, so that what does not fit is said before anything is counted; then they are added up
share by share, so that memory depends neither on their number nor on their rows. A *share* is a part of the work: some
small archives, or some row groups of a large one. `tallied` adds one up and gives back its exact tally, which holds
nothing of anybody. `here` does that on this machine, `cluster.py` on others; sums of whole numbers are the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..instrument import Refused
from .adding import Adding
from .archive import ROWS, Archive, RoomArchive, read, rehearsed
from .manifest import MANIFEST
from .privacy import SMALLEST_THRESHOLD
from .published import PublishedTally
from .tally import Tally

SHARE = 200_000  # rows: about a fifth of a second

Given = Path | str | Archive | RoomArchive
Progress = Callable[[int, int], None]  # rows that are added up, and of how many


class Piece(msgspec.Struct, frozen=True):
    """An archive with rows, or some of its row groups; `mark` tells it from another at the same place."""

    path: str
    said: str
    mark: str
    rows: int
    row_groups: tuple[int, ...] | None = None


class Done(msgspec.Struct, frozen=True):
    """A share that is added up: the exact tally of all archives but those of too `few` people."""

    rows: int
    tally: Tally | None = None
    few: tuple[str, ...] = ()


Share = tuple[Piece, ...]
Spread = Callable[[Sequence[Share]], Iterable[Done]]  # adds up shares, and gives them back in their order


@dataclass(frozen=True)
class Together:
    """`left_out` are the archives of too few people: they have no tally, so they are in no sum either. `twice`: those
    that hold what another one holds, each with that one; their people count in both."""

    tally: Tally | PublishedTally
    rehearsal: bool
    left_out: tuple[str, ...]
    twice: tuple[tuple[str, str], ...] = ()


def here(shares: Sequence[Share]) -> Iterator[Done]:
    """One share after the other, on this machine."""
    return map(tallied, shares)


def together(
    archives: Iterable[Given], activity: str | None = None, *, spread: Spread = here, progress: Progress | None = None
) -> Together:
    """All archives added up to one tally of one activity: exact where all have rows, else what was published.

    Args:
        archives: paths, or opened ones.
        activity: may be left out where there is only one that all of them hold.
        spread: who adds up the shares of what has rows.

    Raises:
        Refused: if there is none, one cannot be read, they asked different things, one is a rehearsal and another
            is not, or none has as many people as it takes.
    """
    looked = list(_looked_at(archives))
    if not looked:
        raise Refused("no archive was given.")
    if len({one.rehearsal for one in looked}) > 1:
        raise Refused("Some of these are rehearsals with simulated people, and some are not. They do not add up.")
    rooms = any(one.room for one in looked)
    wanted = _wanted(looked, activity) if rooms or activity else None
    _same_questions(looked, wanted)
    enough = [one for one in looked if one.room or one.rows >= SMALLEST_THRESHOLD]
    few = {one.said for one in looked if not one.room and one.rows < SMALLEST_THRESHOLD}
    parts = _published(enough, wanted, spread) if rooms else spread(_shares(enough))
    done, rows, added = 0, sum(one.rows for one in enough), None
    for part in parts:
        few.update(part.few)
        if part.tally is not None:
            added = part.tally if added is None else added + part.tally
        done += part.rows
        if progress:
            progress(done, rows)
    if added is None:
        raise Refused(
            f"None of these archives has a tally: under {SMALLEST_THRESHOLD} people there is none. Nothing was written."
        )
    left_out = tuple(one.said for one in looked if one.said in few)
    return Together(added, looked[0].rehearsal, left_out, _twice(looked))


# looking through ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Looked:
    """What is remembered of an archive: what it asked (`{activity: (instrument, version, form)}`), its pieces, and its
    `content`, the same for two copies of one, such as a folder and its zip."""

    given: Given
    said: str
    room: bool
    rehearsal: bool
    asked: dict[str, tuple[str, str, str]]
    content: str
    piece: Piece | None = None
    sizes: tuple[int, ...] = ()  # of its row groups, where it can be read in pieces

    @property
    def rows(self) -> int:
        return self.piece.rows if self.piece else 0


def _looked_at(archives: Iterable[Given]) -> Iterator[_Looked]:
    """Each archive, opened and closed again; two of one name hold the same questions."""
    known: dict[tuple, tuple[str, tuple]] = {}
    for given in archives:
        archive = read(given) if isinstance(given, Path | str) else given
        looked = _room(archive, given) if isinstance(archive, RoomArchive) else _rows(archive, given)
        if isinstance(archive, Archive):
            questions = (archive.activity.specs, archive.activity.keys, archive.instrument.dimensions)
            first, theirs = known.setdefault((*looked.asked.items(),), (looked.said, _bare(questions)))
            if theirs != _bare(questions):
                raise Refused(
                    f"{first} and {looked.said} do not add up: both asked {_named(looked)}, and what that asks is not "
                    "the same in them. Give one of the two instruments another version."
                )
            if archive is not given:
                archive.close()
        yield looked


def _bare(questions: tuple) -> tuple:
    """Questions without words: two languages of an instrument add up."""
    specs, keys, dimensions = questions
    return specs, keys, [(dimension.id, dimension.facets) for dimension in dimensions]


def _room(archive: RoomArchive, given: Given) -> _Looked:
    asked = {id: (tally.instrument, tally.version, tally.form) for id, tally in archive.tallies.items()}
    shown = msgspec.json.encode([archive.manifest.title, *(tally.to_json() for tally in archive.tallies.values())])
    return _Looked(given, str(archive.said), True, rehearsed(archive), asked, hashlib.sha256(shown).hexdigest())


def _rows(archive: Archive, given: Given) -> _Looked:
    instrument, responses = archive.instrument, archive.responses
    asked = {archive.activity.id: (instrument.id, instrument.version, instrument.form)}
    as_folder = archive is given or archive.said.is_dir()
    place = archive.folder if as_folder else archive.said
    piece = Piece(str(place.resolve()), str(archive.said), _mark(archive), responses.n)
    with (archive.folder / ROWS).open("rb") as file:
        content = f"{hashlib.file_digest(file, 'sha256').hexdigest()}-{piece.mark}"
    sizes = responses.row_groups if as_folder else ()
    return _Looked(given, str(archive.said), False, False, asked, content, piece, sizes)


def _mark(archive: Archive) -> str:
    said = hashlib.sha256((archive.folder / MANIFEST).read_bytes()).hexdigest()
    return f"{said}-{(archive.folder / ROWS).stat().st_size}"


def _twice(looked: list[_Looked]) -> tuple[tuple[str, str], ...]:
    first: dict[str, _Looked] = {}
    return tuple((one.said, same.said) for one in looked if (same := first.setdefault(one.content, one)) is not one)


def _named(looked: _Looked) -> str:
    (activity, (instrument, version, form)), *_ = looked.asked.items()
    return f"`{activity}` of {instrument} {version} ({form})"


def _wanted(looked: list[_Looked], activity: str | None) -> str:
    """The activity to add up: the one that was named, or the only one that all archives hold."""
    shared = [id for id in looked[0].asked if all(id in one.asked for one in looked)]
    if activity is None and len(shared) == 1:
        return shared[0]
    listed = f"these archives hold: {', '.join(shared)}" if shared else "these archives have no activity in common"
    if activity is None and not shared:
        raise Refused(f"{listed[0].upper()}{listed[1:]}, so they do not add up.")
    if activity is None:
        raise Refused(f"Which activity? {listed[0].upper()}{listed[1:]}. Name one with --activity.")
    if activity not in shared:
        raise Refused(f"`{activity}`: not all of these archives hold it; {listed}.")
    return activity


def _same_questions(looked: list[_Looked], wanted: str | None) -> None:
    """All asked the same; `wanted` None: each archive holds one activity alone."""
    first = looked[0]
    for one in looked[1:]:
        mine, theirs = ((archive.asked[wanted] if wanted else archive.asked) for archive in (first, one))
        if mine != theirs:
            told = [f"`{wanted}` of {' '.join(asked[:2])} ({asked[2]})" for asked in (mine, theirs)] if wanted else None
            a, b = told or map(_named, (first, one))
            raise Refused(f"{first.said} and {one.said} do not add up: the first asked {a}, the second {b}.")


# adding up ---------------------------------------------------------------------------------------------------


def _shares(looked: list[_Looked]) -> list[Share]:
    """Archives in their order, cut into shares of about `SHARE` rows; none of a few people."""
    shares: list[Share] = []
    gathered: list[Piece] = []
    for one in looked:
        pieces = _pieces(one)
        if len(pieces) == 1:
            gathered += pieces
        if gathered and (len(pieces) > 1 or sum(piece.rows for piece in gathered) >= SHARE):
            shares.append(tuple(gathered))
            gathered = []
        if len(pieces) > 1:
            shares += [(piece,) for piece in pieces]
    return [*shares, tuple(gathered)] if gathered else shares


def _pieces(one: _Looked) -> list[Piece]:
    """A large archive as pieces of neighbouring row groups; what is left at its end joins the last."""
    spans: list[list[int]] = [[]]
    for place in range(len(one.sizes)):
        if sum(one.sizes[at] for at in spans[-1]) >= SHARE and sum(one.sizes[place:]) >= SHARE:
            spans.append([])
        spans[-1].append(place)
    if len(spans) == 1:
        return [one.piece]
    return [
        msgspec.structs.replace(one.piece, rows=sum(one.sizes[at] for at in span), row_groups=tuple(span))
        for span in spans
    ]


def tallied(share: Share) -> Done:
    """Add up a share, wherever its files can be read.

    Raises:
        Refused: if an archive cannot be read, or is another than the one that was looked at.
    """
    total, few = None, []
    for piece in share:
        archive = read(piece.path)
        if not isinstance(archive, Archive) or _mark(archive) != piece.mark:
            raise Refused(f"{piece.said}: is not the archive that it was a moment ago. Let it be, then try again.")
        archive.said = Path(piece.said)
        sums = archive.sums(piece.row_groups)
        archive.close()
        if piece.row_groups is None and sums.n < SMALLEST_THRESHOLD:
            few.append(piece.said)
            continue
        if total is None:
            total = sums
        else:
            total += sums
    return Done(sum(piece.rows for piece in share), _tally(total), tuple(few))


def _tally(sums: Adding | None) -> Tally | None:
    return None if sums is None else Tally.of_sums(sums)


def _published(looked: list[_Looked], activity: str, spread: Spread) -> Iterator[Done]:
    """What may be seen of each archive, rooms and rows in their order: what is exact cannot be added to what is not."""
    with_rows = iter(spread([(one.piece,) for one in looked if not one.room]))
    for one in looked:
        if one.room:
            given = one.given
            archive = read(given) if isinstance(given, Path | str) else given
            yield Done(0, archive.tallies[activity])
            continue
        done = next(with_rows)
        published = done.tally and done.tally.published()
        yield Done(done.rows, published and msgspec.structs.replace(published, seats=None), done.few)
