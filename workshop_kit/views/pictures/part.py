"""A part of a plain picture: what one block of an activity contributes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .. import palette
from ..canvas import Canvas
from ..words import Words


@dataclass(frozen=True)
class Part:
    """`paint(sheet, top)` draws it into `height` pixels; the rest is the same in words."""

    height: float
    paint: Callable[[Canvas, float], None]
    finding: str = ""
    sub: str = ""
    spoken: list[str] = field(default_factory=list)
    rows: list[list] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marks: list[dict] = field(default_factory=list)

    @classmethod
    def nothing(cls, words: Words) -> "Part":
        """Too few people for anything."""

        def paint(sheet: Canvas, top: float) -> None:
            sheet.text(
                sheet.width / 2,
                top + 150,
                words.say("nothing_to_draw"),
                size=34,
                colour=palette.MUTED,
                anchor="center",
            )

        return cls(300, paint, words.say("find_nothing_shown"), words.say("too_few_for_facets"))
