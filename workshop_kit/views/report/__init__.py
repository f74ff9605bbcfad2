"""The report: one HTML page that can be sent, with what came out and how sure that is.

- `room`      what it says of a room: the pictures of each day, what the team agreed, what to talk about
- `rows`      what it says of answers collected elsewhere; `charts` is what its charts hold
- `change`    what two archives that asked the same say of each other
- `analyst`   what only an analyst reads: reliability, caution, and the codebook, which `codebook` puts into words
- `sources`, `answers`  archives as the analyst's questions take them, and their answers as pictures of a page
- `contents`  the table of contents
- `scripts`   what makes figures come alive, with `live.js`
- `page.html.j2` and its like  how it is laid out; its sentences stand in `data/messages/`, section `report`

The page is whole in itself: no request, no date, so that the same archives give the same bytes.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from ... import printing
from ...instrument import Refused
from ...instrument.messages import preferred
from ...pool import packing, privacy
from ...pool.archive import Archive, RoomArchive, read
from .. import palette
from ..showing import Showing
from .analyst import AnalystPart
from .change import change_of
from .room import RoomPart
from .rows import EXACT_FROM, Section, grouped
from .scripts import scripts
from .sources import Reported, Together

__all__ = ["READERS", "RoomPart", "Section", "read", "render", "write"]

TEAM, ANALYST = READERS = ("team", "analyst")


def write(
    archives: Iterable[Path | str],
    out: Path | str,
    *,
    language: str | None = None,
    notes: bool = True,
    static: bool = False,
    reader: str = TEAM,
    pdf: bool = False,
    paper: str = "A4",
) -> list[Path]:
    """Write the report of one or more archives as one self-contained HTML page; returns what was written.

    Each room gets a part; so does each activity of archives with rows, which are added up. Of two archives that asked
    the same the first is before and the second after: the page begins with what changed.

    Args:
        language: of those that a room spoke, or that the words of an archive with rows are in; None: the first.
        notes: whether the facilitator's notes stand in it.
        static: without what makes figures come alive: a small page, and no script.
        reader: `team`, or `analyst`: with reliability, caution, and the codebook.
        pdf: whether the page is printed beside it, as a PDF, on this `paper` (a size that CSS knows).

    Raises:
        Refused: if there is none, one cannot be read, there is no browser to print with, or the page cannot be
            written; then nothing is.
    """
    archives, out = [Path(path) for path in archives], Path(out)
    packing.refuse_writing_over(out, archives)
    if pdf and out.suffix.lower() == ".pdf":
        raise Refused(f"{out}: is the page's name; give it as .html, and the PDF is written beside it.")
    if pdf and printing.browser() is None:
        raise Refused(f"There is no Chromium, Chrome or Edge here to make the PDF with. {_BY_HAND}")
    opened, how = [read(path) for path in archives], {"language": language, "notes": notes, "reader": reader}
    written = {out: render(opened, static=static, **how).encode()}
    if pdf:
        written[out.with_suffix(".pdf")] = _printed(render(opened, static=True, paper=paper, **how))
    for path, content in written.items():
        packing.write_file(path, content)
    return list(written)


def render(
    archives: list[Archive | RoomArchive],
    *,
    language: str | None = None,
    notes: bool = True,
    static: bool = False,
    reader: str = TEAM,
    paper: str | None = None,
) -> str:
    """The page as text; `paper` is the size that it is printed on (None: what the reader's printer holds)."""
    if not archives:
        raise Refused("no archive was given.")
    archives = [one if isinstance(one, RoomArchive) else one.spoken_in(_language(one, language)) for one in archives]
    spoken = {id(one): _language(one, language) for one in archives if isinstance(one, RoomArchive)}
    change = change_of(archives, next(iter(spoken.values()), language))
    groups = [[archive] for archive in archives] if change else _alike(archives)
    several = len(groups) > 1
    parts = [
        _part(group, f"{place}-" if several else "", spoken.get(id(group[0])), notes, reader == ANALYST)
        for place, group in enumerate(groups, start=1)
    ]
    if change:
        parts.insert(0, change)
    return _template().render(
        parts=parts,
        language=parts[0].language,
        direction=parts[0].direction,
        colour=palette,
        alive=not static,
        scripts=None if static else scripts(),
        paper=paper,
    )


def _alike(archives: list[Archive | RoomArchive]) -> list[list[Archive | RoomArchive]]:
    """Rooms one by one; after them archives with rows, those of the same activity together. One of too few people is
    in no sum, for the sum of the others may be known: it stands by itself, and says so."""
    rooms = [[archive] for archive in archives if isinstance(archive, RoomArchive)]
    alike: dict[tuple, list[Archive]] = {}
    for archive in archives:
        if isinstance(archive, Archive):
            m = archive.manifest
            alone = id(archive) if archive.tally.n < privacy.SMALLEST_THRESHOLD else None
            alike.setdefault((m.instrument, m.version, m.form, m.activity, alone), []).append(archive)
    return [*rooms, *alike.values()]


def _part(group: list, prefix: str, language: str | None, notes: bool, for_analyst: bool) -> RoomPart | Section:
    """The part of one room, or of one activity of archives with rows."""
    archive = group[0] if len(group) == 1 else Together(group)
    source = Reported(archive, language or archive.instrument.language)
    if isinstance(archive, RoomArchive):
        analyst = AnalystPart(source, prefix) if for_analyst else None
        return RoomPart(archive, language, notes=notes, prefix=prefix, analyst=analyst)
    views = Showing(source, source.language, prefix)
    pictures = tuple(views.shown(view) for view in views.views(1, source.tallies))
    section = Section(archive, prefix=prefix, pictures=pictures)
    if for_analyst:
        section.analyst = AnalystPart(source, prefix, section.in_full)
    return section


_BY_HAND = "Leave --pdf out, open the page in your browser, and print it into a file."


def _printed(page: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="workshop-report-") as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        if not printing.to_pdf(source, target):
            raise Refused(f"{printing.browser()} made no PDF. {_BY_HAND}")
        return target.read_bytes()


def _language(archive: Archive | RoomArchive, wanted: str | None) -> str:
    """The first language of a room, or of questions asked elsewhere, or the one that was asked for."""
    room = isinstance(archive, RoomArchive)
    spoken = archive.manifest.languages if room else archive.languages
    if wanted is None:
        return spoken[0]
    found = preferred(spoken, [wanted])
    if found.partition("-")[0].lower() != wanted.partition("-")[0].lower():
        said = "this room did not speak" if room else "its questions are not there in"
        raise Refused(f"{archive.said}: {said} `{wanted}`, only {'' if room else 'in '}{', '.join(spoken)}.")
    return found


def _place(value: float) -> str:
    """A place in a drawing, in percent of its width."""
    return f"{value:.2f}"


def _kept_together(rows: list) -> list[list]:
    """Rows in bodies of a table that paper does not break: the first three and the last three stay with a neighbour."""
    return [rows] if len(rows) <= 10 else [rows[:3], *([row] for row in rows[3:-3]), rows[-3:]]


def _in_css(text: str) -> str:
    """A text as a string of CSS, which can end neither the string nor the stylesheet."""
    return (
        '"' + "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text) + '"'
    )


def _template():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"place": _place, "grouped": grouped, "in_css": _in_css, "kept_together": _kept_together}
    environment.globals |= {"threshold": privacy.SMALLEST_THRESHOLD, "exact_from": EXACT_FROM}
    return environment.get_template("page.html.j2")
