"""The words of insights: one plan for all languages, and one file of words a language, in `data/insights/`."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from ... import home
from ...instrument.located import read

FALLBACK = "en"  # only the facilitator sees these: better in English than not at all

Minutes = Annotated[int, msgspec.Meta(ge=1)]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is the same in every language: how useful the talk would be (0 to 1), the views that show the finding
    (the first that the room has), the method of the exercise, and the minutes of its steps."""

    useful: float
    method: str
    minutes: tuple[Minutes, ...]
    views: tuple[str, ...] = ()


class Lines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one rule. `says` are its sentences by name, each without its full stop."""

    says: dict[str, str]
    questions: tuple[str, ...]
    title: str
    how: tuple[str, ...]


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one language."""

    language: str
    direction: str
    status: str
    says: dict[str, str]
    methods: dict[str, str]
    insights: dict[str, Lines]


def file_of(language: str) -> Path:
    return home.data() / "insights" / f"{language}.yaml"


@cache
def plans() -> dict[str, Plan]:
    """The plan of every rule by its id; `open_round` is that of the round."""
    return msgspec.convert(read(file_of("insights")).content, dict[str, Plan])


@cache
def script_in(language: str) -> Script:
    """The words of a language; of English where there are none in it. Raises `Refused` where a file is not whole."""
    file = file_of(language)
    return read(file if file.is_file() else file_of(FALLBACK)).to(Script)
