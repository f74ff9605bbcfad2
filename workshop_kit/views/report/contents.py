"""The table of contents of a part: chapters, and what stands in each."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..showing import Shown


@dataclass(frozen=True)
class Entry:
    """One line: where it leads, its name, and what was found there."""

    anchor: str
    name: str
    finding: str = ""


@dataclass(frozen=True)
class Chapter:
    head: Entry
    entries: tuple[Entry, ...] = ()


def entries(shown: Iterable[Shown]) -> tuple[Entry, ...]:
    return tuple(Entry(one.anchor, one.name, one.picture.finding) for one in shown)
