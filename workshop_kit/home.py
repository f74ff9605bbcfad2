"""Where things live: the kit's own data and notebooks, and the files of those who use it.

`root()` is the machine's: rooms that it serves, their keys, copies of the notebooks. `mine()` is one person's: the
journal, receipts, what was taken along. A machine with one user has no need of the difference, for then the two are the
same folder. Everybody else has a folder under `root()/"people"`; it keeps answers apart, not secret.
"""

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent
_LOCK = threading.RLock()
_held = threading.local()
_page: list[str | None] = []  # whose the page of this process is: [] ask every time, [None] ask once more


def root() -> Path:
    """The folder of everything that is kept here: `WORKSHOP_HOME`, or the platform's user data folder."""
    chosen = os.environ.get("WORKSHOP_HOME")
    folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("workshop-kit", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def person() -> str:
    """Who uses the notebooks now, by name; "" is whoever needs no name (on most machines the only one)."""
    if not _page:
        return _person()
    if _page[0] is None:
        _page[0] = _person()
    return _page[0]


def new_page() -> None:
    """A page begins to run: it belongs to whoever uses the notebooks now, and stays theirs when others come later."""
    _page[:] = [None]


def _person() -> str:
    try:
        name = _chosen().read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""
    return name if name in people() else ""


def people() -> list[str]:
    """The names of all who have a folder of their own."""
    folder = root() / "people"
    return (
        sorted((path.name for path in folder.iterdir() if path.is_dir()), key=str.casefold) if folder.is_dir() else []
    )


def mine(name: str | None = None) -> Path:
    """The folder of one person: of whoever uses the notebooks now, or of that name ("": whoever needs none)."""
    name = person() if name is None else name
    return root() / "people" / name if name else root()


def choose(name: str) -> Path:
    """From now on the notebooks are this person's; a new name gets a folder. Returns the folder."""
    folder = mine(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if name:
        write_atomically(_chosen(), name)
    else:
        _chosen().unlink(missing_ok=True)
    _page[:] = [None] if _page else []
    return folder


def _chosen() -> Path:
    return root() / "people" / ".now"


def data() -> Path:
    """The kit's `data/`: inside the package in a wheel, at the top of a checkout."""
    return _shipped("data")


def notebooks() -> Path:
    """The kit's `notebooks/`: inside the package in a wheel, at the top of a checkout."""
    return _shipped("notebooks")


def write_atomically(path: Path, content: bytes | str, mode: int = 0o600) -> None:
    """Write a file whole or not at all: a crash in mid-write leaves the old one.

    Whoever is killed in mid-write leaves a draft beside it; `drafts` finds those.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    raw = content.encode() if isinstance(content, str) else content
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        _replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def drafts(path: Path) -> list[Path]:
    """What writers of this file left behind who were killed, and what others are writing just now."""
    return [each for each in path.parent.glob(f".{path.name}.*") if len(each.suffix) == 9]


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """One thread of one process at a time is in here: several notebooks, each with its kernel, keep one file.

    Ends with its process, also with one that is killed. Where locks are not to be had, it goes on without.
    """
    with _LOCK:
        outermost, _held.by_me = not getattr(_held, "by_me", False), True
        try:
            with contextlib.ExitStack() as stack:
                with contextlib.suppress(OSError):
                    if outermost:
                        stack.enter_context(_locked(stack.enter_context(open(root() / ".lock", "a+b"))))
                yield
        finally:
            _held.by_me = not outermost


@contextlib.contextmanager
def _locked(file) -> Iterator[None]:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        with contextlib.suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file gives it back


def _replace(draft: Path, path: Path) -> None:
    """On Windows a file that somebody looks at (a virus scanner, say) cannot be replaced for a moment."""
    for pause in (0.02, 0.1, 0.3) if os.name == "nt" else ():
        try:
            return os.replace(draft, path)
        except PermissionError:
            time.sleep(pause)
    os.replace(draft, path)
    _sync_folder(path.parent)
    return None


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk when its folder is; Windows has no such call and no such need."""
    with contextlib.suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name
