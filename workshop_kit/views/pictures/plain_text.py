"""Texts: nothing is drawn of them, since words give their writers away. The question stands there instead."""

from .. import palette
from ..canvas import Canvas, wrapped
from ..words import Words
from .part import Part

WIDTH = 1080


def part(words: Words, tally, block: dict) -> Part:
    """The questions of one block of texts."""
    lines = [wrapped(item["text"], WIDTH - 160, 44, 600) for item in block["items"]]
    heights = [120 + 60 * len(one) for one in lines]

    def paint(sheet: Canvas, top: float) -> None:
        y = top
        for one, height in zip(lines, heights, strict=True):
            sheet.text(80, y + height / 2, one, size=44, weight=600, colour=palette.INK)
            y += height

    return Part(
        height=max(400, sum(heights)),
        paint=paint,
        finding=words.say("find_text"),
        sub=words.say("sub_text"),
        spoken=[item["text"] for item in block["items"]],
        rows=[[item["text"], "", words.say("said_aloud"), tally.n if tally else 0] for item in block["items"]],
    )
