"""What one person keeps on this machine: one file, whole on the disk after every change.

`home.mine()/"me"/me.json` holds `{"version", "answers": {activity: {key: value}}, "notes": {name: …}, "changed":
{"answers": {activity: date}, "notes": {name: date}}}`. An older file is migrated when it is read. One that cannot be
read is set aside under another name, and the new one remembers that in `aside`, until its owner has seen it.
"""

import contextlib
import copy
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

from .. import home
from ..instrument.errors import Refused
from . import notice

VERSION = 2
# Windows keeps these names for its devices, whatever follows a dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def _with_dates(kept: dict) -> dict:
    """1 → 2: each part has the day of its last change; of what was kept before, nobody knows it."""
    return {**kept, "changed": {"answers": {}, "notes": {}}, "version": 2}


# From a version to the step that makes the next one of it.
MIGRATIONS: dict[int, Callable[[dict], dict]] = {1: _with_dates}


class Newer(ValueError):
    """A file of a later kit: whole, but not to be read here."""


class Journal:
    """One person's answers and notes: of whoever uses the notebooks now, or of a name (`me`: who needs none).

    It stays theirs when somebody else is chosen later. Raises Refused for a name that there cannot be.
    """

    def __init__(self, person: str | None = None):
        chosen = home.person() if person is None else named(person)
        self.person = chosen or "me"
        self.path = home.mine(chosen) / "me" / "me.json"
        _bring_over(chosen, self.path)

    @property
    def answers(self) -> dict[str, dict]:
        """{activity: {key: value}}: a copy."""
        return self._read()["answers"]

    @property
    def notes(self) -> dict:
        """Everything else that is kept, by name: a copy."""
        return self._read()["notes"]

    def changed(self, name: str) -> date | None:
        """The day on which the answers to an activity, or a note, last changed; None where that is not known."""
        days = self._read()["changed"]
        found = days["answers"].get(name) or days["notes"].get(name)
        with contextlib.suppress(TypeError, ValueError):
            return date.fromisoformat(found)
        return None

    @property
    def aside(self) -> dict | None:
        """{"file", "why": "broken" | "newer"} of a file that had to be set aside; None once that is `seen`."""
        return self._read().get("aside")

    def seen(self) -> None:
        """The owner knows of the file that was set aside."""
        with self._changing() as kept:
            kept.pop("aside", None)

    def keep(self, activity: str, answers: dict) -> None:
        """Replace the answers to one activity. Raises OSError where the disk does not take it."""
        self._put("answers", activity, dict(answers))

    def note(self, name: str, value: object) -> None:
        """Keep something of another kind (a choice, a place, a definition); None removes it. Raises OSError."""
        self._put("notes", name, value)

    def forget(self) -> None:
        """Remove the file, every one that was set aside, and what a crash left of it."""
        with home.one_at_a_time():
            for path in [self.path, *self.path.parent.glob("me.*-*.json"), *home.drafts(self.path)]:
                path.unlink(missing_ok=True)

    def _put(self, part: str, name: str, value: object) -> None:
        with self._changing() as kept:
            if kept[part].get(name) == value:
                return
            if value is None:
                kept[part].pop(name, None)
                kept["changed"][part].pop(name, None)
            else:
                kept[part][name] = value
                kept["changed"][part][name] = date.today().isoformat()

    @contextlib.contextmanager
    def _changing(self):
        with home.one_at_a_time():
            kept = self._read()
            before = copy.deepcopy(kept)
            yield kept
            if kept != before:
                self._write(kept)

    def _write(self, kept: dict) -> None:
        for left in home.drafts(self.path):
            left.unlink(missing_ok=True)
        home.write_atomically(self.path, json.dumps(kept, ensure_ascii=False, indent=1))

    def _read(self) -> dict:
        with home.one_at_a_time():
            try:
                return self._told(migrate(json.loads(self.path.read_text("utf-8"))))
            except FileNotFoundError:
                return _empty()
            except Newer:
                return self._set_aside("newer")
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return self._set_aside("broken")
            except OSError as error:
                raise Refused(f"Your answers cannot be read: {self.path}: {error.strerror}.") from error

    def _set_aside(self, why: str) -> dict:
        """Start afresh, and keep the old file beside it."""
        aside = self.path.with_name(f"me.{why}-{date.today():%Y%m%d}-{secrets.token_hex(2)}.json")
        os.replace(self.path, aside)
        fresh = {**_empty(), "aside": {"file": aside.name, "why": why}}
        self._write(fresh)
        return self._told(fresh)

    def _told(self, kept: dict) -> dict:
        """Where a file was set aside, the page says so."""
        if "aside" in kept:
            notice.show(kept, self.path.parent, self.seen)
        return kept


def migrate(kept: dict) -> dict:
    """An older file in today's shape. Raises ValueError for one that is no journal, Newer for a later kit's."""
    version = kept["version"]
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"version {version!r}")
    if version > VERSION:
        raise Newer(f"version {version}")
    while version < VERSION:
        kept = MIGRATIONS[version](kept)
        version += 1
    trees = [kept["answers"], kept["notes"], *kept["answers"].values()]
    trees += [kept["changed"], kept["changed"]["answers"], kept["changed"]["notes"]]
    if not all(isinstance(tree, dict) for tree in trees):
        raise ValueError("no journal")
    return kept


def named(name: str) -> str:
    """The name as this machine knows it: "" for `me`, and "anna" is the "Anna" who is here already. Raises Refused."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not re.fullmatch(r"\w[\w .'’-]{0,39}", name) or name.endswith(".") or name.split(".")[0].lower() in _DEVICES:
        raise Refused(
            "A name has letters, digits, spaces, dots or dashes, forty at most. A letter or digit comes first."
        )
    if name.casefold() == "me":
        return ""
    return next((each for each in home.people() if each.casefold() == name.casefold()), name)


def _bring_over(name: str, path: Path) -> None:
    """Earlier kits kept everybody's journal in one folder, by name."""
    old = home.root() / "me" / f"{name}.json"
    if name and old.is_file() and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(old, path)


def _empty() -> dict:
    return {"version": VERSION, "answers": {}, "notes": {}, "changed": {"answers": {}, "notes": {}}}
