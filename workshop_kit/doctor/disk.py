"""The folder that everything is kept in: room on the disk, and whether what is written stays written."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from .. import home
from .finding import Finding

SPACE = 300 * 2**20  # bytes: a room of 500 people with JupyterLab's own files, and a margin
SLOW_WRITE = 0.5  # seconds for one write that is surely on the disk


def home_folder() -> Path:
    """The folder that rooms and answers are kept in, whether or not it can be made."""
    try:
        return home.root()
    except OSError:
        return Path(os.environ.get("WORKSHOP_HOME", "~")).expanduser()


def space(folder: Path, wanted: int = SPACE) -> Finding:
    """Is there room on the disk?"""
    there = next((path for path in (folder, *folder.absolute().parents) if path.is_dir()), Path("/"))
    free = shutil.disk_usage(there).free
    if free < wanted:
        do = f"Make room for {_mb(wanted)}, or set WORKSHOP_HOME to a folder on another disk."
        return Finding("Disk", False, f"only {_mb(free)} are free at {folder}.", do)
    return Finding("Disk", True, f"{_mb(free)} free at {folder}")


def writes(folder: Path) -> Finding:
    """Can answers be kept there, surely on the disk, by the store that the room uses?"""
    try:
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=folder) as inside:
            began = time.monotonic()
            home.write_atomically(Path(inside) / "probe", secrets.token_bytes(2**20))
            seconds = time.monotonic() - began
            mode = _journal(Path(inside) / "probe.sqlite")
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        do = "Set WORKSHOP_HOME to a folder on this machine that you may write to."
        return Finding("Writing", False, f"{folder} cannot be written to: {reason}.", do)
    if mode != "wal":
        do = "It is probably on a network drive. Set WORKSHOP_HOME to a folder on this machine's own disk."
        return Finding("Writing", False, f"{folder} cannot hold the room's store.", do)
    if seconds > SLOW_WRITE:
        do = "A room works, but slowly. Set WORKSHOP_HOME to a folder on this machine's own disk."
        return Finding("Writing", None, f"one write to {folder} takes {seconds:.1f} s.", do)
    return Finding("Writing", True, f"kept on the disk in {seconds * 1000:.0f} ms")


def _journal(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        mode = connection.execute("pragma journal_mode=wal").fetchone()[0]
        connection.execute("pragma synchronous=full")
        connection.execute("create table probe (x)")
        connection.commit()
    return mode


def _mb(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size // 2**20} MB"
