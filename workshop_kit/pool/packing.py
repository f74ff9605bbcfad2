"""Files in, files out: an archive on the disk is a folder, or the same folder as one zip file.

Both appear whole or not at all. Inside a zip nothing depends on when, where or in which order it was made: the same
files are the same bytes.
"""

import io
import os
import secrets
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from .. import home
from ..instrument import Refused

ZIP = ".zip"
LARGEST = 2 * 1024**3  # bytes, unpacked
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise Refused(f"{name}: unpacks to more than an archive ever holds. Nothing was read.")
            if strange := [entry.filename for entry in entries if not inside(entry.filename)]:
                raise Refused(f"{name}: `{strange[0]}` would lie outside of the archive. Nothing was read.")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(f"{name}: is no whole zip file; perhaps a part of it is missing. Fetch it again.") from None


def write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files as a new folder, or as a zip if `out` ends in `.zip`.

    Raises:
        Refused: if something is there already, or it cannot be written; then nothing of it is kept.
    """
    refuse_what_is_there(out)
    try:
        if out.suffix.lower() == ZIP:
            home.write_atomically(out, packed(files))
        else:
            _write_folder(out, files)
    except OSError as error:
        raise Refused(f"{out}: cannot be written ({error.strerror or error}). Nothing was kept.") from None


def refuse_what_is_there(out: Path) -> None:
    """No archive is ever written over."""
    if out.exists():
        raise Refused(f"{out}: is already there. Choose another name, or remove it first.")


def opened(path: Path) -> tuple[Path, tempfile.TemporaryDirectory | None]:
    """The folder of an archive; of a zip, a temporary one that lasts as long as the second value.

    Raises:
        Refused: if nothing is there, or a zip is torn.
    """
    if path.is_dir():
        return path, None
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"{path}: there is no such archive.") from None
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror or error}).") from None
    files = _without_top(unpacked(content, str(path)))
    kept = tempfile.TemporaryDirectory(prefix="workshop-archive-")
    for name, content in files.items():
        place = Path(kept.name, *PurePosixPath(name).parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
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


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without the one folder that holds them all: a folder that somebody has zipped by hand."""
    files = {name: content for name, content in files.items() if not name.startswith("__MACOSX/")}
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}
