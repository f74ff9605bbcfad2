"""What a room's document must hold, so that a view can read it: what was asked and said, in one language; and a wall.

`questionnaire.document` makes it; here stands only what is relied on when it is read back. There may be more in it.
"""

from typing import Annotated, Literal, TypedDict

import msgspec

Filled = msgspec.Meta(min_length=1)


class Option(msgspec.Struct):
    id: str
    text: str
    place: int | None


class Item(msgspec.Struct):
    id: str
    text: str
    facet: str | None
    bin: str | None
    wall: str | None
    options: list[Option]


class Scale(msgspec.Struct):
    points: int
    ideal: bool
    labels: list[str]


class Lens(msgspec.Struct):
    id: str
    name: str
    question: str
    labels: list[str]


class Bin(msgspec.Struct):
    id: str
    name: str


class Block(msgspec.Struct):
    """Items of one kind; ratings have a scale, with a label for each of its points: its own, or one of each lens."""

    kind: Literal["rating", "sort", "situation", "pick", "text"]
    items: Annotated[list[Item], Filled]
    question: str | None
    scale: Scale | None
    lenses: list[Lens]
    bins: list[Bin]

    def __post_init__(self) -> None:
        if self.kind != "rating":
            return
        if self.scale is None:
            raise ValueError("ratings without a scale")
        if any(len(asked.labels) != self.scale.points for asked in self.lenses or [self.scale]):
            raise ValueError(f"a scale of {self.scale.points} points with other labels")


class Asked(msgspec.Struct):
    id: str
    instrument: str
    about: Literal["world", "self", "team"]
    title: str
    keys: dict[str, dict]
    blocks: Annotated[list[Block], Filled]
    pooled: bool
    wave: int = 1

    def unfit(self, figures: dict) -> str | None:
        """Why published figures cannot be of answers to it, or None."""
        for id, figure in figures.items():
            known = self._options(id)
            told = {*(getattr(figure, "counts", None) or {}), *getattr(figure, "chosen", ())}
            if known is not None and told - known:
                return f"`{min(told - known)}` is no option of `{id}`"
            numbers = (getattr(figure, name, None) for name in ("mean", "low", "high"))
            if any(number is not None and not -100 <= number <= 100 for number in numbers):
                return f"`{id}` lies outside of its scale"
        return None

    def _options(self, id: str) -> set[str] | None:
        """What may be chosen under an answer key; None: anything, for it stands on a wall, or there is no such item."""
        for block in self.blocks:
            for item in block.items:
                if item.id == id and not item.wall:
                    return {one.id for one in [*block.bins, *item.options]}
        return None


class Dimension(msgspec.Struct):
    id: str
    name: str
    facets: list[str]


class Facet(msgspec.Struct):
    name: str


class Words(msgspec.Struct):
    title: str
    version: str
    form: str
    dimensions: list[Dimension]
    facets: dict[str, Facet]


class Step(msgspec.Struct):
    id: str
    title: str
    wave: int = 1


class Sentence(TypedDict):
    """One on a wall."""

    id: str
    text: str


class Document(msgspec.Struct):
    """All of it; each activity's instrument is among `words`."""

    language: str
    direction: Literal["ltr", "rtl"]
    words: dict[str, Words]
    activities: list[Asked]
    steps: list[Step] = []

    def __post_init__(self) -> None:
        for asked in self.activities:
            if asked.instrument not in self.words:
                raise ValueError(f"nothing is said about the instrument of `{asked.id}`")
        if len({asked.id for asked in self.activities}) < len(self.activities):
            raise ValueError("an activity stands there twice")
