"""Where things live: the kit's own data and notebooks, and the files of the person who runs it."""

import os
import secrets
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent


def root() -> Path:
    """The folder of everything that belongs to this person: `WORKSHOP_HOME`, or the platform's user data folder."""
    chosen = os.environ.get("WORKSHOP_HOME")
    folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("workshop-kit", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def data() -> Path:
    """The kit's `data/`: inside the package in a wheel, at the top of a checkout."""
    return _shipped("data")


def notebooks() -> Path:
    """The kit's `notebooks/`: inside the package in a wheel, at the top of a checkout."""
    return _shipped("notebooks")


def write_atomically(path: Path, content: bytes | str, mode: int = 0o600) -> None:
    """Write a file whole or not at all: a crash in mid-write leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    raw = content.encode() if isinstance(content, str) else content
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name
