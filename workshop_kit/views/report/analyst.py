"""What an analyst reads beside the rest: who answered, how far the scales can be trusted, and the codebook.

Source → AnalystPart → analyst.html.j2
"""

import csv
from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from pathlib import Path

from ...instrument.messages import voice
from ...measure.estimate import Estimate
from ...pool.manifest import CODEBOOK, missing
from ...pool.packing import opened
from ..analysis.answered import who_answered
from ..analysis.caution import what_to_say_with_caution
from ..analysis.items import how_items_go_together
from ..analysis.scales import can_the_scales_be_trusted
from ..analysis.source import Source
from ..showing import Shown
from . import answers
from .contents import Chapter, Entry, entries

ASKED = {  # with the keys of their names
    "answered": ("analyst_answered", who_answered),
    "scales": ("analyst_scales", can_the_scales_be_trusted),
    "items": ("analyst_items", how_items_go_together),
}
BOOK = ("variable", "wording", "facet", "key")  # columns of the codebook
SHARED = ("level", "kind", "lens", "question", "range", "labels", "missing")  # said once for those that have it alike


class AnalystPart:
    """Of one archive.

    Args:
        in_full: means with all their digits, where there are exact ones.
    """

    book_columns = BOOK

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
    def codebook(self) -> list[tuple[str, list[tuple[str, list[list[str]]]]]]:
        """(activity, its variables), from the archive's own codebook: (what some of them share, each as a row of
        `BOOK`)."""
        rows = _codebook(self.source.archive.said)
        spoken = [column.partition(".")[2] for column in rows[0] if column.startswith("wording.")] if rows else []
        language = self.source.language if self.source.language in spoken else "".join(spoken[:1])
        said = [
            {column.removesuffix(f".{language}"): _plain(cell or "") for column, cell in row.items()} for row in rows
        ]
        return [(activity, _alike(of_it)) for activity, of_it in groupby(said, key=lambda row: row["activity"])]


def _alike(rows: Iterable[dict[str, str]]) -> list[tuple[str, list[list[str]]]]:
    """(what they share, the rest of each)."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in SHARED), []).append([row[column] for column in BOOK])
    return [(_facts(shared), those) for shared, those in found.items()]


def _facts(shared: tuple[str, ...]) -> str:
    return " · ".join(f"{name}: {said}" for name, said in zip(SHARED, shared, strict=True) if said)


def _codebook(archive: Path) -> list[dict[str, str]]:
    folder, kept = opened(archive)
    file = folder / CODEBOOK
    if not file.is_file():
        raise missing(archive, CODEBOOK)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines(keepends=True)))
    if kept:
        kept.cleanup()
    return rows


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell
