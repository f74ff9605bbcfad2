"""What an analyst reads beside the rest: who answered, how far the scales can be trusted, and the codebook.

Source → AnalystPart → analyst.html.j2
"""

from collections.abc import Iterable
from functools import cached_property

from ...instrument.messages import voice
from ...measure.estimate import Estimate
from ..analysis.answered import who_answered
from ..analysis.caution import what_to_say_with_caution
from ..analysis.items import how_items_go_together
from ..analysis.scales import can_the_scales_be_trusted
from ..analysis.source import Source
from ..showing import Shown
from . import answers
from .codebook import Variables, headings, variables
from .contents import Chapter, Entry, entries

ASKED = {  # with the keys of their names
    "answered": ("analyst_answered", who_answered),
    "scales": ("analyst_scales", can_the_scales_be_trusted),
    "items": ("analyst_items", how_items_go_together),
}


class AnalystPart:
    """Of one archive.

    Args:
        in_full: means with all their digits, where there are exact ones.
    """

    def __init__(self, source: Source, prefix: str = "", in_full: Iterable[tuple[str, Estimate]] = ()):
        self.source, self.prefix = source, prefix
        self._means = list(in_full)
        self._voice = voice(source.language, "report")

    def say(self, key: str, **fill) -> str:
        return self._voice.say(key, **fill)

    def number(self, value: float, decimals: int) -> str:
        return self._voice.number(value, decimals)

    @property
    def anchor(self) -> str:
        return f"{self.prefix}analyst"

    @cached_property
    def _told(self) -> dict:
        return {id: ask(self.source) for id, (_, ask) in ASKED.items()}

    @cached_property
    def answers(self) -> list[Shown]:
        return [answers.shown(self._told[id], f"{self.prefix}{id}", self.say(name)) for id, (name, _) in ASKED.items()]

    @cached_property
    def in_full(self) -> list[tuple[str, Estimate]]:
        """Exact means, and with them the alphas, with all their digits."""
        if not self._means:
            return []
        table = self._told["scales"].table
        alphas = [
            (self.say("alpha_of", name=row.scale), Estimate(row.alpha, row.low, row.high, row.n))
            for row in table.itertuples()
            if row.low == row.low
        ]
        return [*self._means, *alphas]

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        return what_to_say_with_caution(self.source).said

    @property
    def chapter(self) -> Chapter:
        more = {"digits": "method_full"} if self.in_full else {}
        more |= {"caution": "caution_title"} if self.cautions else {}
        more |= {"codebook": "codebook_title"}
        there = [Entry(f"{self.prefix}{id}", self.say(key)) for id, key in more.items()]
        return Chapter(Entry(self.anchor, self.say("analyst_title")), (*entries(self.answers), *there))

    @cached_property
    def codebook(self) -> list[tuple[str, Variables]]:
        """(activity, its variables)."""
        return variables(self.source)

    @property
    def book_columns(self) -> list[str]:
        return headings(self.source)
