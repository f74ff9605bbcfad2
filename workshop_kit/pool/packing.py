"""Files in, files out: an archive on the disk is a folder, or the same folder as one zip file.

Both appear whole or not at all. Inside a zip nothing depends on when, where or in which order it was made: the same
files are the same bytes.
"""

import contextlib
import errno
import io
import os
import secrets
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from .. import home
from ..instrument import Refused

ZIP = ".zip"
LARGEST = 2 * 1024**3  # bytes, unpacked
SUSPICIOUS, DENSEST = 64 * 1024**2, 100  # bytes from which on nothing honest is packed so many times over
MOST = 10_000  # files
_TORN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_NEVER = (1980, 1, 1, 0, 0, 0)  # a zip wants a time; this is the first that it knows


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files (`{path with slashes: content}`) as a zip, in the order of their names and without times."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(entry, files[name])
    return into.getvalue()


def unpacked(content: bytes, name: str = "the zip file") -> dict[str, bytes]:
    """What stands in a zip, by its path; folders left out.

    Raises:
        Refused: if it is no whole zip, is too large, or names files outside of itself.
    """
    with _zip(io.BytesIO(content), name) as archive:
        return {entry.filename: archive.read(entry) for entry in _entries(archive, name)}


@contextlib.contextmanager
def _zip(file: Path | io.BytesIO, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (OSError, *_TORN) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # those are what nonsense leads to
            raise
        raise Refused(f"{name}: is no whole zip file; perhaps a part of it is missing. Fetch it again.") from None


def _entries(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The files of a zip, after a look at what its list promises; no more than that is ever unpacked."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    size, packed_size = (sum(getattr(entry, each) for entry in entries) for each in ("file_size", "compress_size"))
    if size > LARGEST or (size > SUSPICIOUS and size > DENSEST * packed_size) or len(entries) > MOST:
        raise Refused(f"{name}: unpacks to more than an archive ever holds. Nothing was read.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(f"{name}: is locked with a password. Unpack it yourself, and give the folder.")
    if strange := [entry.filename for entry in entries if not inside(entry.filename)]:
        raise Refused(f"{name}: `{strange[0]}` would lie outside of the archive. Nothing was read.")
    return entries


def write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files as a new folder, or as a zip if `out` ends in `.zip`.

    Raises:
        Refused: if something is there already, or it cannot be written; then nothing of it is kept.
    """
    refuse_what_is_there(out)
    if out.suffix.lower() == ZIP:
        return write_file(out, packed(files), mode=0o600)
    try:
        _write_folder(out, files)
    except OSError as error:
        raise unwritable(out, error) from None


def write_file(out: Path, content: bytes | str, mode: int = 0o644) -> None:
    """Write one file that somebody asked for, whole or not at all.

    Raises:
        Refused: if it cannot be written.
    """
    try:
        home.write_atomically(out, content, mode)
    except OSError as error:
        raise unwritable(out, error) from None


def unwritable(out: Path, error: OSError) -> Refused:
    """What is said where a file could not be written."""
    return Refused(
        f"{out}: cannot be written ({error.strerror or error}). Nothing was kept. Choose another place, or make room."
    )


def refuse_what_is_there(out: Path) -> None:
    """No archive is ever written over."""
    try:
        there = os.path.lexists(out) or not out.name
    except ValueError:  # a name that no file can have
        raise Refused(f"{out}: is no name of a file. Choose another.") from None
    if there:
        raise Refused(f"{out}: is already there. Choose another name, or remove it first.")


def refuse_writing_over(out: Path, archives: Iterable[Path]) -> None:
    """What is made of archives never takes the place of one."""
    if out.resolve() in {archive.resolve() for archive in archives}:
        raise Refused(f"{out}: is the archive itself. Give another name for what is made of it.")


def opened(path: Path) -> tuple[Path, tempfile.TemporaryDirectory | None]:
    """The folder of an archive; of a zip, a temporary one that lasts as long as the second value.

    Raises:
        Refused: if nothing is there, or a zip is torn.
    """
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            os.listdir(path)
            return path, None
        return _unpacked_beside(path)
    except (FileNotFoundError, ValueError):  # or a name that no file can have
        raise Refused(f"{path}: there is no such archive.") from None
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror or error}).") from None


def _unpacked_beside(path: Path) -> tuple[Path, tempfile.TemporaryDirectory]:
    """A zip unpacked into a temporary folder, a piece at a time: it may be larger than memory."""
    with contextlib.ExitStack() as unless_whole, _zip(path, str(path)) as archive:
        entries = _without_top({entry.filename: entry for entry in _entries(archive, str(path))})
        kept = tempfile.TemporaryDirectory(prefix="workshop-archive-")
        unless_whole.callback(kept.cleanup)
        for name, entry in entries.items():
            place = Path(kept.name, *PurePosixPath(name).parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed_file, place.open("wb") as file:
                shutil.copyfileobj(packed_file, file, 1 << 20)
        unless_whole.pop_all()
    return Path(kept.name), kept


def _write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    draft = out.parent / f".{out.name}.{secrets.token_hex(4)}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)  # it may hold single people's answers
        for name in sorted(files):
            place = draft / name
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_file(place, files[name])
        os.rename(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_file(place: Path, content: bytes) -> None:
    with place.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def inside(name: str) -> bool:
    """Whether a path of an archive stays in it, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in name


def _without_top(files: dict[str, Any]) -> dict[str, Any]:
    """The files without the one folder that holds them all: a folder that somebody has zipped by hand."""
    files = {name: content for name, content in files.items() if not name.startswith("__MACOSX/")}
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}
