"""Which languages somebody would like to read. The choice comes in as a value: nothing here asks a journal for it."""

import locale
import os

NOTE = "language"  # under which the journal keeps the choice


def wanted(chosen: object) -> list[str]:
    """The most wanted first: what `WORKSHOP_LANGUAGE` says, what was `chosen` before, what the machine speaks."""
    said = [os.environ.get("WORKSHOP_LANGUAGE"), chosen, *_machine()]
    return [name.partition(".")[0] for name in said if isinstance(name, str) and name]


def _machine() -> list[str | None]:
    """What the terminal says; where nothing is said there, what the system says."""
    named = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    first = next((name for name in named if name), None)
    return [first or locale.getlocale()[0]]
