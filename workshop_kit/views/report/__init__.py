"""The report: one HTML page that can be sent, with what came out and how sure that is.

- `room`      what it says of a room: the pictures of each day, what the team agreed, what to talk about
- `rows`      what it says of answers collected elsewhere
- `page.html.j2` and its like  how it is laid out; its sentences stand in `data/messages/`, section `report`

The page is whole in itself: no script, no request, no date, so that the same archives give the same bytes.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from ... import home, printing
from ...instrument import Refused
from ...instrument.messages import preferred
from ...pool import privacy
from ...pool.archive import Archive, RoomArchive, read
from .. import palette
from .room import RoomPart
from .rows import EXACT_FROM, Section, grouped

__all__ = ["RoomPart", "Section", "read", "render", "write"]


def write(
    archives: Iterable[Path | str],
    out: Path | str,
    *,
    language: str | None = None,
    notes: bool = True,
    pdf: bool = False,
) -> list[Path]:
    """Write the report of one or more archives as one self-contained HTML page; returns what was written.

    Archives of rooms get a part each. Those with rows of the same activity are added up; others get a part of
    their own.

    Args:
        language: of those that a room spoke; None: its first.
        notes: whether the facilitator's notes stand in it.
        pdf: whether the page is printed beside it, as a PDF.

    Raises:
        Refused: if there is none, one cannot be read, there is no browser to print with, or the page cannot be
            written; then nothing is.
    """
    out = Path(out)
    if pdf and out.suffix.lower() == ".pdf":
        raise Refused(f"{out}: is the page's name; give it as .html, and the PDF is written beside it.")
    if pdf and printing.browser() is None:
        raise Refused(f"There is no Chromium, Chrome or Edge here to make the PDF with. {_BY_HAND}")
    page = render([read(path) for path in archives], language=language, notes=notes)
    written = {out: page.encode()}
    if pdf:
        written[out.with_suffix(".pdf")] = _printed(page)
    for path, content in written.items():
        try:
            home.write_atomically(path, content, mode=0o644)
        except OSError as error:
            raise Refused(f"{path}: cannot be written ({error.strerror or error}).") from None
    return list(written)


def render(archives: list[Archive | RoomArchive], *, language: str | None = None, notes: bool = True) -> str:
    """The page as text."""
    if not archives:
        raise Refused("no archive was given.")
    rooms = [archive for archive in archives if isinstance(archive, RoomArchive)]
    several = len(archives) > 1
    parts = [
        RoomPart(room, _language(room, language), notes=notes, prefix=f"{place}-" if several else "")
        for place, room in enumerate(rooms, start=1)
    ]
    parts += _sections([archive for archive in archives if isinstance(archive, Archive)])
    return _template().render(parts=parts, language=parts[0].language, direction=parts[0].direction, colour=palette)


_BY_HAND = "Leave --pdf out, open the page in your browser, and print it into a file."


def _printed(page: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="workshop-report-") as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        if not printing.to_pdf(source, target):
            raise Refused(f"{printing.browser()} made no PDF. {_BY_HAND}")
        return target.read_bytes()


def _sections(archives: list[Archive]) -> list[Section]:
    alike: dict[tuple, list[Archive]] = {}
    for archive in archives:
        m = archive.manifest
        alike.setdefault((m.instrument, m.version, m.form, m.activity), []).append(archive)
    return [Section(group) for group in alike.values()]


def _language(room: RoomArchive, wanted: str | None) -> str:
    """The room's first language, or the one that was asked for."""
    spoken = room.manifest.languages
    if wanted is None:
        return spoken[0]
    found = preferred(spoken, [wanted])
    if found.partition("-")[0].lower() != wanted.partition("-")[0].lower():
        raise Refused(f"{room.said}: this room did not speak `{wanted}`, only {', '.join(spoken)}.")
    return found


def _place(value: float) -> str:
    """A place in a drawing, in percent of its width."""
    return f"{value:.2f}"


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
    environment.filters |= {"place": _place, "grouped": grouped, "in_css": _in_css}
    environment.globals |= {"threshold": privacy.SMALLEST_THRESHOLD, "exact_from": EXACT_FROM}
    return environment.get_template("page.html.j2")
