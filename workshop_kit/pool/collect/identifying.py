"""Columns that say who somebody is, or when and from where they answered: they never enter an archive.

They are told by their heading, in the words of the tools and of five languages, or by what stands in them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import yaml

from ... import home
from .texts import compact

TIME, MAIL, NAME, NUMBER, PLACE, PHONE, TOOL = "time", "mail", "name", "number", "place", "phone", "tool"
SAID = {
    TIME: "a time",
    MAIL: "an e-mail address or a user's name",
    NAME: "a name",
    NUMBER: "a number or token of one response",
    PLACE: "where somebody answered from",
    PHONE: "a telephone number",
    TOOL: "a note of the tool for itself",
}

_LOOKS = {
    MAIL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    PLACE: re.compile(r"(\d{1,3}\.){3}\d{1,3}|([0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.I),
    TIME: re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T,].*)?|\d{1,2}:\d\d(:\d\d)?"),
    PHONE: re.compile(r"(\+|00)\d[\d ()/.-]{6,}"),
}
MOST = 0.6  # of the fields that hold something


@lru_cache(maxsize=1)
def _listed() -> dict[str, list[str]]:
    return yaml.safe_load((home.data() / "import" / "headings.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def group_words() -> frozenset[str]:
    """The words, without accents, that name a team in a heading."""
    return frozenset(compact(word) for word in _listed()["group"])


@lru_cache(maxsize=1)
def _headings() -> tuple[dict[str, str], dict[str, str]]:
    """`{compact heading: kind}`, and the same of headings of which only the beginning is known."""
    pairs = [(name, kind) for kind, names in _listed().items() if kind in SAID for name in names]
    whole = {compact(name): kind for name, kind in pairs if not name.endswith("*")}
    return whole, {compact(name): kind for name, kind in pairs if name.endswith("*")}


def by_heading(heading: str) -> str | None:
    """What a column is by its heading (a key of `SAID`), or None. Of `code. Text` both parts are looked at."""
    whole, beginnings = _headings()
    for part in map(compact, [heading, *(heading.split(". ", 1) if ". " in heading else [])]):
        if part in whole:
            return whole[part]
        for beginning, kind in beginnings.items():
            if part.startswith(beginning):
                return kind
    return None


def by_content(fields: Iterable[str]) -> str | None:
    """The same by what stands in a column: most of it has the shape of an address or a time."""
    there = [field for field in fields if field.strip()]
    for kind in _LOOKS:
        if there and sum(looks(field) == kind for field in there) >= MOST * len(there):
            return kind
    return None


def looks(field: str) -> str | None:
    """What one field is by its shape."""
    return next((kind for kind, shape in _LOOKS.items() if shape.fullmatch(field.strip())), None)
