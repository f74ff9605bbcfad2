"""What a room adds to its plan while it runs: texts that were let through, and questions made on the spot.

Frozen and hashable, so that a plan can be worked out once for each state of them. They are kept in the room's own
row; texts that were not let through are never here.
"""

from functools import lru_cache
from hashlib import sha256

import msgspec

from .options import TeamAction, texts_wanted


class Text(msgspec.Struct, frozen=True):
    """One sentence on a wall, under an id that was drawn at random."""

    id: str
    text: str


class Wall(msgspec.Struct, frozen=True):
    """What was let through of an activity's texts: no texts is a decision too."""

    activity: str
    texts: tuple[Text, ...] = ()


class Asked(msgspec.Struct, frozen=True):
    """A question that the facilitator made on the spot."""

    id: str
    kind: str
    text: str
    options: tuple[str, ...] = ()
    wave: int = 1


class Day(msgspec.Struct, frozen=True):
    """Another day of the same room: its agenda, and what the team had agreed on the day before it."""

    agenda: str
    action: TeamAction | None = None


class Extras(msgspec.Struct, frozen=True):
    """All that was added; `texts` is whether people are asked for texts at all. `days` are those after the first."""

    walls: tuple[Wall, ...] = ()
    asked: tuple[Asked, ...] = ()
    texts: bool = True
    days: tuple[Day, ...] = ()

    @property
    def wave(self) -> int:
        """The present day, counted from 1."""
        return len(self.days) + 1

    @property
    def earlier(self) -> dict | None:
        """The day before the present one: its number, and the team's action then."""
        return {"wave": self.wave - 1, "action": self.actions[self.wave - 1]} if self.days else None

    @property
    def actions(self) -> dict[int, dict | None]:
        """The team's action of each day before the present one."""
        return {day: msgspec.to_builtins(each.action) for day, each in enumerate(self.days, start=1)}

    def wall(self, activity: str) -> tuple[Text, ...] | None:
        """What stands on an activity's wall, or None while nobody has decided."""
        return next((wall.texts for wall in self.walls if wall.activity == activity), None)

    @property
    def edition(self) -> str:
        """A short name of this state: whoever holds the document of another one asks for it again."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:8]


def extras_of(row) -> Extras:
    """The extras of a room's row."""
    return _decoded(row.extras, texts_wanted(row.options))


@lru_cache(maxsize=128)
def _decoded(content: bytes | None, texts: bool) -> Extras:
    kept = msgspec.json.decode(content, type=Extras) if content else Extras()
    return msgspec.structs.replace(kept, texts=texts)
