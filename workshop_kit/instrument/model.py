"""What an instrument is, once it is loaded: frozen, whole, in one language.

An instrument has activities; an activity is what a room opens, reveals and talks about by itself, and has blocks
(`block.py`), each of one kind (`kinds.py`). Structure comes from `instrument.yaml`, words from one file a language;
here both are one.
"""

from functools import cached_property
from typing import Literal

import msgspec

from .block import Block, Frozen, Lens, Scale
from .errors import Refused
from .kinds import KINDS, Spec

About = Literal["world", "self", "team"]


class Activity(Frozen):
    """What a room opens, reveals and talks about by itself; `about` decides how it may be shown.

    `made` marks a question of the facilitator's own, made on the spot.
    """

    id: str
    instrument: str
    about: About
    title: str
    blocks: tuple[Block, ...]
    intro: str | None = None
    not_applicable: str | None = None
    pooled: bool = True
    profile: bool = False
    made: bool = False

    @cached_property
    def asks_for_texts(self) -> bool:
        return any(block.kind == "text" for block in self.blocks)

    @cached_property
    def walls(self) -> tuple[str, ...]:
        """The activities whose texts are options here."""
        return tuple(dict.fromkeys(item.wall for block in self.blocks for item in block.items if item.wall))

    @cached_property
    def keys(self) -> dict[str, dict]:
        """From each answer key to what it admits."""
        return {key: admits for block in self.blocks for key, admits in KINDS[block.kind].keys(block).items()}

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """The figures that this activity is summed up in."""
        numbered = enumerate(self.blocks)
        return tuple(spec for number, block in numbered for spec in KINDS[block.kind].specs(block, number))


class Facet(Frozen):
    id: str
    name: str
    short: str
    definition: str | None = None
    best: str | None = None
    overdone: str | None = None
    missing: str | None = None


class Dimension(Frozen):
    """A named set of facets; the lean is the first dimension minus the second."""

    id: str
    name: str
    more: str
    facets: tuple[str, ...]

    @property
    def needed(self) -> int:
        """How many of its facets must be there before it counts: three of five."""
        return -(-3 * len(self.facets) // 5)


class Assumed(Frozen):
    """Figures that are taken for granted until there are data: points of 100, and a reliability."""

    se: float = 7.0
    reliability: float = 0.6


class Instrument(Frozen):
    """All that is asked, in one language and one form."""

    id: str
    version: str
    form: Literal["short", "full"]
    language: str
    languages: tuple[str, ...]
    direction: Literal["ltr", "rtl"]
    title: str
    activities: tuple[Activity, ...]
    dimensions: tuple[Dimension, ...] = ()
    facets: tuple[Facet, ...] = ()
    lenses: tuple[Lens, ...] = ()
    scales: tuple[Scale, ...] = ()
    assumed: Assumed = Assumed()
    not_applicable: str = ""

    @property
    def keys(self) -> dict[str, dict[str, dict]]:
        """`{activity: {answer key: what it admits}}`."""
        return {activity.id: activity.keys for activity in self.activities}

    def activity(self, id: str) -> Activity:
        return _named(self.activities, id, f"{self.id} has no activity")

    def facet(self, id: str) -> Facet:
        return _named(self.facets, id, f"{self.id} has no facet")

    def lens(self, id: str) -> Lens:
        return _named(self.lenses, id, f"{self.id} has no lens")

    def only(self, parts: dict[str, list[str] | None]) -> "Instrument":
        """The same instrument with these activities alone, each with these items alone (None: all)."""
        return msgspec.structs.replace(
            self, activities=tuple(_part(self.activity(id), items) for id, items in parts.items())
        )


def _named(things, id: str, problem: str):
    for thing in things:
        if thing.id == id:
            return thing
    raise Refused(f"{problem} `{id}`; there are: {', '.join(thing.id for thing in things) or 'none'}.")


def _part(activity: Activity, wanted: list[str] | None) -> Activity:
    if wanted is None:
        return activity
    known = {item.id for block in activity.blocks for item in block.items}
    if strange := [id for id in wanted if id not in known]:
        raise Refused(f"activity `{activity.id}` has no item `{strange[0]}`; there are: {', '.join(sorted(known))}.")
    blocks = (
        msgspec.structs.replace(block, items=tuple(item for item in block.items if item.id in set(wanted)))
        for block in activity.blocks
    )
    return msgspec.structs.replace(activity, blocks=tuple(block for block in blocks if block.items))
