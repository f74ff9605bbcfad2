"""What one person keeps on this machine: one file for each person, whole on the disk after every change.

`home.root()/"me"/<person>.json` holds `{"version", "answers": {activity: {key: value}}, "notes": {…}}`. A file that
cannot be read is set aside under another name, and `Journal.said` says so; an older one is migrated when it is read.
"""

import contextlib
import json
import os
import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from .. import home
from ..instrument.errors import Refused

VERSION = 1
# From a version to the step that makes the next one of it.
MIGRATIONS: dict[int, Callable[[dict], dict]] = {}

_LOCK = threading.RLock()


class Journal:
    """One person's answers and notes. Several people on one machine have a name each; the first needs none.

    `said` is a sentence about a file that had to be set aside, or "".
    """

    def __init__(self, person: str = "me"):
        if not re.fullmatch(r"[\w][\w .-]{0,40}", person):
            raise Refused("A name for a journal has letters, digits, spaces, dots or dashes, forty at most.")
        self.person = person
        self.path = home.root() / "me" / f"{person}.json"
        self.said = ""

    @property
    def answers(self) -> dict[str, dict]:
        """{activity: {key: value}}: a copy."""
        return self._read()["answers"]

    @property
    def notes(self) -> dict:
        """Everything else that is kept, by name: a copy."""
        return self._read()["notes"]

    def keep(self, activity: str, answers: dict) -> None:
        """Replace the answers to one activity."""
        with self._changing() as kept:
            kept["answers"][activity] = dict(answers)

    def note(self, name: str, value: object) -> None:
        """Keep something of another kind (a choice, a place, a definition); None removes it."""
        with self._changing() as kept:
            if value is None:
                kept["notes"].pop(name, None)
            else:
                kept["notes"][name] = value

    def forget(self) -> None:
        """Remove the file, and every broken one that was set aside for this person."""
        with _LOCK:
            for path in [self.path, *self.path.parent.glob(f"{self.path.stem}.broken-*.json")]:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _changing(self):
        with _LOCK:
            kept = self._read()
            yield kept
            home.write_atomically(self.path, json.dumps(kept, ensure_ascii=False, indent=1))

    def _read(self) -> dict:
        with _LOCK:
            try:
                return migrate(json.loads(self.path.read_text("utf-8")))
            except FileNotFoundError:
                return _empty()
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                return self._set_aside()

    def _set_aside(self) -> dict:
        aside = self.path.with_name(f"{self.path.stem}.broken-{datetime.now():%Y%m%d-%H%M%S}.json")
        with contextlib.suppress(OSError):
            os.replace(self.path, aside)
            self.said = f"The file with your answers could not be read. It is kept as {aside.name}; you start afresh."
        return _empty()


def migrate(kept: dict) -> dict:
    """An older file in today's shape. Raises ValueError for one that is no journal, or newer than this kit."""
    version = kept["version"]
    if not isinstance(version, int) or version > VERSION:
        raise ValueError(f"version {version!r}")
    while version < VERSION:
        kept = MIGRATIONS[version](kept)
        version += 1
    if not all(isinstance(kept[name], dict) for name in ("answers", "notes")):
        raise ValueError("no journal")
    return kept


def people() -> list[str]:
    """Who keeps a journal on this machine."""
    return sorted(path.stem for path in _folder().glob("*.json") if ".broken-" not in path.name)


def _folder() -> Path:
    return home.root() / "me"


def _empty() -> dict:
    return {"version": VERSION, "answers": {}, "notes": {}}
