"""What a block is: items of one kind that are asked together, with their scale, lenses and words."""

import msgspec

TEAM_ACTION = "action"  # what an item recalls that is nobody's answer: what the team agreed to do


class Frozen(msgspec.Struct, frozen=True, dict=True):
    """A frozen struct that may remember what it worked out once."""


class Option(Frozen):
    """One choice of a pick or a situation; `place` is where it stands from telling (0) to showing (100)."""

    id: str
    text: str
    place: int | None = None
    gains: str | None = None
    costs: str | None = None


class Item(Frozen):
    """One thing that is asked.

    `bin` is where a statement belongs, `why` the reason for it, `confused` why people take it for another. `wall`
    is the activity whose texts are the options, once a room has let them through. `recalls` is what of an earlier day
    stands beside the question: the team's `action`, or what its owner kept of their answers to an activity.
    """

    id: str
    text: str
    facet: str | None = None
    reverse: bool = False
    bin: str | None = None
    why: str | None = None
    confused: str | None = None
    hint: str | None = None
    options: tuple[Option, ...] = ()
    wall: str | None = None
    recalls: str | None = None


class Lens(Frozen):
    """One way to look at the same items, with its question and its labels from 1 up."""

    id: str
    name: str
    question: str
    labels: tuple[str, ...]


class Scale(Frozen):
    """Rating points from 1 up; on an `ideal` scale the middle is best."""

    id: str
    points: int
    ideal: bool
    labels: tuple[str, ...]


class Bin(Frozen):
    id: str
    name: str


class Block(Frozen):
    """Items of one kind that are asked together."""

    kind: str
    items: tuple[Item, ...]
    question: str | None = None
    scale: Scale | None = None
    lenses: tuple[Lens, ...] = ()
    minimum: int = 1
    bins: tuple[Bin, ...] = ()
    max: int = 1
    max_length: int = 280

    def orders(self) -> dict[str, tuple[str, ...]]:
        """The order of the items under each lens ("" without lenses): the file's own under the first, another
        fixed one under each further lens, the same for everybody."""
        ids = tuple(item.id for item in self.items)
        names = [lens.id for lens in self.lenses] or [""]
        return {name: _another_order(ids, index) for index, name in enumerate(names)}


def _another_order(ids: tuple[str, ...], index: int) -> tuple[str, ...]:
    """A stride through the list: it visits everything once and keeps neighbours apart."""
    count = len(ids)
    if index == 0 or count < 3:
        return ids
    stride = next(step for step in (7, 11, 13, 17, 19, 23, 1) if count % step)
    return tuple(ids[(index * (count // 2 + 1) + position * stride) % count] for position in range(count))
