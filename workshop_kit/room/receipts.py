"""What one person keeps about one room: receipts, revisions, answers, decisions.

A file for each room under `home.mine()/"rooms"`, shared by the seat, the study notebooks and `Room.share`, so that
one person takes one seat however they answer. The shape is the questionnaire module's `state`. There is one receipt
for each activity: nothing that the room sees joins two activities.
"""

import contextlib
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator

from .. import home

_LOCK = threading.RLock()
_BY_ACTIVITY = ("answers", "receipts", "revisions", "decisions", "sent", "queue")


class Seating:
    """One person's side of one room. Every change is on the disk before the method returns.

    `state` is a dict: answers {activity: {key: value}}, receipts {activity: str}, revisions and sent {activity: int},
    decisions {activity: "share" | "keep" | None}, queue {activity: the answers that were decided to be shared and are
    still on their way}, group, language, and whatever else the module keeps.
    """

    def __init__(self, code: str):
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code):
            raise ValueError(f"{code!r} is no room code")
        self.path = home.mine() / "rooms" / f"{code.upper()}.json"

    @property
    def state(self) -> dict:
        """A copy of what is kept (an empty shape where nothing is)."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            kept = {}
        except (OSError, ValueError):
            self._set_aside()
            kept = {}
        return _shaped(kept if isinstance(kept, dict) else {})

    def receipt(self, activity: str) -> str:
        """The activity's receipt; made (128 random bits and more) when first asked for."""
        with self._changing() as state:
            return state["receipts"].setdefault(activity, secrets.token_urlsafe(24))

    def answers(self, activity: str) -> dict:
        return self.state["answers"].get(activity, {})

    def next_revision(self, activity: str, at_least: int = 0) -> int:
        """A revision that was never used: one more than any before, and not under `at_least`."""
        with self._changing() as state:
            revision = max(state["revisions"].get(activity, 0) + 1, at_least)
            state["revisions"][activity] = revision
            return revision

    def decide(self, activity: str, decision: str | None, answers: dict | None = None) -> None:
        """Keep a decision, and with it the answers that it is about."""
        with self._changing() as state:
            state["decisions"][activity] = decision
            state["queue"].pop(activity, None)
            if answers is not None:
                state["answers"][activity] = dict(answers)
                if decision == "share":
                    state["queue"][activity] = dict(answers)

    def acknowledged(self, activity: str, revision: int) -> None:
        with self._changing() as state:
            state["sent"][activity] = max(state["sent"].get(activity, 0), revision)
            if revision >= state["revisions"].get(activity, 0):
                state["queue"].pop(activity, None)

    def owed(self) -> list[tuple[str, int, dict | None, str | None]]:
        """Decisions that the room has not acknowledged: (activity, revision, answers or None, group). Answers are those
        that were decided on: what has been changed since is nobody's but their owner's until they decide again."""
        state = self.state
        decided = state["answers"] | state["queue"]
        return [
            (activity, revision, decided.get(activity) if decision == "share" else None, state["group"])
            for activity, revision in state["revisions"].items()
            if (decision := state["decisions"].get(activity))
            and revision > state["sent"].get(activity, 0)
            and state.get("refused", {}).get(activity, {}).get("type", "not-open") == "not-open"  # that is tried again
        ]

    def merge(self, changes: list[list]) -> dict:
        """Apply `[path, value]` (set) and `[path]` (remove) of the module. Receipts that are here stay; revisions
        and what was sent never fall. Returns the new state."""
        with self._changing() as state:
            for path, *value in changes:
                _merge_one(state, path, *value)
            return json.loads(json.dumps(state))

    def forget(self) -> None:
        """Remove all that is kept about this room, also what was set aside, and what a crash left of it."""
        with _LOCK:
            for path in [self.path, *self.path.parent.glob(f"{self.path.stem}.broken-*"), *home.drafts(self.path)]:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict]:
        with _LOCK, _between_processes(self.path.with_suffix(".lock")):
            before = self.state
            state = json.loads(json.dumps(before))
            yield state
            if state != before:
                home.write_atomically(self.path, json.dumps(state, ensure_ascii=False))

    def _set_aside(self) -> None:
        with contextlib.suppress(OSError):
            os.replace(self.path, self.path.with_suffix(f".broken-{secrets.token_hex(2)}.json"))


def put(state: dict, path: list[str], *value: object) -> None:
    """Set (or, without a value, remove) what lies at `path` in nested dicts."""
    *way, last = path
    for name in way:
        state = state.setdefault(name, {})
    if value:
        state[last] = value[0]
    else:
        state.pop(last, None)


def _merge_one(state: dict, path: list[str], *value: object) -> None:
    section = path[0]
    if section not in ("receipts", "revisions", "sent"):
        put(state, path, *value)
    elif len(path) == 1 and value:
        for activity, one in dict(value[0]).items():
            _merge_one(state, [section, activity], one)
    elif value and section == "receipts":
        state["receipts"].setdefault(path[1], value[0])
    elif value:
        state[section][path[1]] = max(state[section].get(path[1], 0), int(value[0]))


def _shaped(kept: dict) -> dict:
    empty: dict = {name: {} for name in _BY_ACTIVITY} | {"group": None, "language": None}
    return empty | {name: value for name, value in kept.items() if name not in _BY_ACTIVITY or isinstance(value, dict)}


@contextlib.contextmanager
def _between_processes(path) -> Iterator[None]:
    """Two notebooks may share a file: one changes it at a time. Where locks are not to be had, go on without."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a+b") as file:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
