"""A file of answers as rows of fields: which encoding, which separator, which line each row begins on."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...instrument import Refused
from .texts import tidy

Progress = Callable[[int, int], None]  # bytes read, bytes in all

LOOK = 256 * 1024  # bytes at the beginning that encoding and separator are told by
EVERY = 5_000  # rows between two words about the progress
SEPARATORS = ",;\t|"
_ARCHIVE = "is an archive already. `workshop report` and `workshop tally` take it as it is."
_NO_TEXT = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"$FL": "an SPSS file",
    b"\x1f\x8b": "a packed file (gzip)",
    b"SQLite": "a database",
}


@dataclass(frozen=True)
class Sheet:
    """An opened file: its headings, and `rows()`, which reads it anew each time, a row at a time."""

    file: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    begins: int  # the line that the headings stand on

    @classmethod
    def of(cls, file: Path, encoding: str | None = None) -> "Sheet":
        """Look at the beginning of a file.

        Args:
            encoding: as Python calls it; None: UTF-8, or UTF-16 where the file looks so.

        Raises:
            Refused: if it is not there, is no text, or has no headings.
        """
        start = _start(file)
        encoding = _checked(encoding, file) if encoding else _encoding(start, file)
        text = _decoded(start, encoding, file)
        if not text.strip():
            raise Refused(f"{file}: is empty. The first line must hold the names of the columns.")
        if re.match(r"\s*(<!doctype|<html|<\?xml)", text, re.I):
            raise Refused(f"{file}: is a web page, and not a table. Download the answers as CSV.")
        if re.match(r"\s*[{\[]\s*[\"{\[]", text):
            raise Refused(f"{file}: is JSON, and not a table. Download the answers as CSV.")
        said = re.match(r"sep=(.)\r?\n", text)  # Excel writes this for itself
        separator = said[1] if said else _separator(text)
        unnamed = cls(file, encoding, separator, (), 2 if said else 1)
        begins, names = next(unnamed._records(None), (1, []))
        header = tuple(tidy(name) for name in names)
        if not any(header):
            raise Refused(f"{file}: is empty. The first line must hold the names of the columns.")
        return cls(file, encoding, separator, header, begins)

    def rows(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """Each row under the headings that is not blank, with the number of the line that it begins on.

        Raises:
            Refused: where the file cannot be read any further.
        """
        records = self._records(progress)
        next(records, None)
        return records

    def _records(self, progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
        line = self.begins
        try:
            with io.FileIO(self.file) as raw, io.BufferedReader(raw, 1 << 20) as buffer:
                size = self.file.stat().st_size
                stream = io.TextIOWrapper(buffer, encoding=self.encoding, newline="")
                for _ in range(1, self.begins):
                    stream.readline()
                reader = csv.reader(stream, delimiter=self.separator)
                for count, fields in enumerate(reader, 1):
                    if fields:
                        yield line, fields
                    line = self.begins + reader.line_num
                    if progress and count % EVERY == 0:
                        progress(min(raw.tell(), size), size)
                if progress:
                    progress(size, size)
        except FileNotFoundError:
            raise Refused(f"{self.file}: there is no such file.") from None
        except UnicodeError:
            raise _not_in(self.encoding, self.file, line) from None
        except csv.Error:
            raise Refused(
                f"{self.file}, line {line}: a field that begins here never ends. A quotation mark is missing, probably."
            ) from None
        except OSError as error:
            raise Refused(f"{self.file}: cannot be read ({error.strerror or error}).") from None

    def place(self, name: str) -> list[int]:
        """Where the columns of that name stand; `NAME #2` is the second of several."""
        name = tidy(name)
        places = [place for place, column in enumerate(self.header) if column == name]
        numbered = re.fullmatch(r"(.*) #(\d+)", name)
        if not places and numbered:
            same = [place for place, column in enumerate(self.header) if column == numbered[1]]
            return same[int(numbered[2]) - 1 : int(numbered[2])] if int(numbered[2]) else []
        return places

    def names(self) -> list[str]:
        """The headings, each so that `place` finds it alone: `NAME #2` for the second of a name."""
        counts, numbers, found = Counter(self.header), Counter(), []
        for name in self.header:
            numbers[name] += 1
            found.append(f"{name} #{numbers[name]}" if counts[name] > 1 else name)
        return found


def _start(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            start = stream.read(LOOK)
    except FileNotFoundError:
        raise Refused(f"{file}: there is no such file.") from None
    except IsADirectoryError:
        archive = (file / "archive.json").is_file()
        raise Refused(f"{file}: {_ARCHIVE if archive else 'is a folder. Give the CSV file that is in it.'}") from None
    except OSError as error:
        raise Refused(f"{file}: cannot be read ({error.strerror or error}).") from None
    if start.startswith(b"PK"):
        raise Refused(f"{file}: {_packed(file)}")
    for sign, what in _NO_TEXT.items():
        if start.startswith(sign):
            raise Refused(f"{file}: is {what}, and not a CSV. Save or download the answers as “CSV UTF-8”.")
    return start


def _packed(file: Path) -> str:
    try:
        inside = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, OSError):
        inside = []
    if "archive.json" in {Path(name).name for name in inside}:
        return _ARCHIVE
    if any(name.startswith("xl/") for name in inside):
        return "is an Excel workbook. Open it, save it as “CSV UTF-8”, and import that."
    if any(name == "content.xml" for name in inside):
        return "is a spreadsheet. Open it, save it as CSV (UTF-8), and import that."
    named = next((name for name in inside if name.lower().endswith(".csv")), None)
    return f"is a zip file. Unpack it first{f', and import `{Path(named).name}`' if named else ''}."


def _checked(encoding: str, file: Path) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise Refused(f"{file}: there is no encoding `{encoding}`. Write such as `utf-8`, `utf-16` or `windows-1252`.")
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _encoding(start: bytes, file: Path) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nuls = start.count(0)
    if nuls:
        even, odd = start[::2].count(0), start[1::2].count(0)
        if nuls > len(start) / 4 and min(even, odd) * 10 < max(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
        raise Refused(f"{file}: is no text, and not a CSV. Save or download the answers as “CSV UTF-8”.")
    return "utf-8-sig"


def _decoded(start: bytes, encoding: str, file: Path) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(start)  # the last letter may be cut in two
    except UnicodeError as error:
        line = start[: getattr(error, "start", 0)].count(b"\n") + 1
        raise _not_in(encoding, file, line) from None


class NotUnicode(Refused):
    """A file that is text of another kind, probably."""


def _not_in(encoding: str, file: Path, line: int) -> Refused:
    if encoding != "utf-8-sig":
        return Refused(f"{file}, from line {line} on: is not {encoding} text. Save it as “CSV UTF-8”, and try again.")
    return NotUnicode(
        f"{file}, from line {line} on: is not UTF-8 text. Save it as “CSV UTF-8” and try again; or, if it comes "
        "from an older Excel, add the line `encoding: windows-1252` to the map."
    )


def _separator(text: str) -> str:
    """The sign that cuts the first rows into equally many fields; of several the one that cuts into most."""
    return max(SEPARATORS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[float, int]:
    widths = []
    try:
        for fields in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            if fields:
                widths.append(len(fields))
            if len(widths) > 200:
                break
    except csv.Error:
        return 0, 0
    if len(widths) > 2 and len(text) >= LOOK // 4:
        widths.pop()  # it may be cut
    width = widths[0] if widths else 1
    return (widths.count(width) / len(widths), width) if width > 1 else (0, 0)
