"""An archive's codebook as a reader sees it: its rules in the reader's language.

Its file is in English, but for the wordings: a table for programs, the same wherever it was made. What it says by rule
(how a value runs, when it is missing) is one of the sentences under `codebook` in the messages, and is said again by
its key. What is none of them, such as the ids of variables and facets, stands as it is.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

from ...instrument.messages import Voice, preferred, spoken_languages, voice
from ...pool.manifest import CODEBOOK, missing
from ...pool.packing import opened
from ..analysis.source import Source

COLUMNS = ("variable", "wording", "facet", "key")
SHARED = ("level", "kind", "lens", "question", "range", "labels", "missing")  # said once for those that have it alike
RULED = ("level", "kind", "range", "missing", "key")  # in English in the file
WORDED = ("wording", "question", "labels")  # in every language in it
NUMBER, ID = r"\d+", r"[\w-]+"
# what stands in the place of a name in braces, where it is no number
FILLS = {"said": ".+", "rule": ".+", "listed": ".+", "wall": "[^`]+", "option": ID, "first": ID, "second": ID}
Variables = list[tuple[str, list[list[str]]]]  # what some variables share, each of them as a row of `COLUMNS`


def variables(source: Source) -> list[tuple[str, Variables]]:
    """(activity, its variables), from the archive's own codebook."""
    rows = _rows(source.archive.said)
    spoken = [column.removeprefix("wording.") for column in rows[0] if column.startswith("wording.")] if rows else []
    language = source.language if source.language in spoken else "".join(spoken[:1])
    told, declining = _voice(source), _declining(source)
    said = [_row(row, language, told, declining.get(row["activity"], "")) for row in rows]
    return [(activity, _alike(of_it, told)) for activity, of_it in groupby(said, key=lambda row: row["activity"])]


def headings(source: Source) -> list[str]:
    """The headings of a table of variables."""
    return [_voice(source).say(f"column_{name}") for name in COLUMNS]


def in_words(column: str, cell: str, told: Voice, said: str = "") -> str:
    """A cell of the codebook in the language of `told`; `said` is how people said that a question is not theirs."""
    for key, pattern in _sentences(column):
        if found := pattern.fullmatch(cell):
            fill = found.groupdict()
            fill |= {name: in_words(column, fill[name], told, said) for name in ("rule", "listed") if name in fill}
            return told.say(key, **(fill | ({"said": said or fill["said"]} if "said" in fill else {})))
    parts = cell.split(", ")
    return told.series(in_words(column, part, told, said) for part in parts) if len(parts) > 1 else cell


@cache
def _sentences(column: str) -> list[tuple[str, re.Pattern]]:
    """The keys of all that may stand in a column, each with what its English sentence looks like."""
    english = voice("en", "codebook").texts
    return [(key, _pattern(text)) for key, text in english.items() if key.startswith(f"{column}_")]


def _pattern(sentence: str) -> re.Pattern:
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(f"(?P<{part}>{FILLS.get(part, NUMBER)})" if place % 2 else re.escape(part)
                for place, part in enumerate(parts))
    )  # fmt: skip


def _voice(source: Source) -> Voice:
    return voice(preferred(spoken_languages(), [source.language]), "codebook")


def _declining(source: Source) -> dict[str, str]:
    """By activity: how people said that a question is not theirs."""
    document = source.document(source.language)
    return {
        one["id"]: one["not_applicable"] or document["words"][one["instrument"]]["not_applicable"]
        for one in document["activities"]
    }


def _rows(archive: Path) -> list[dict[str, str]]:
    folder, kept = opened(archive)
    file = folder / CODEBOOK
    if not file.is_file():
        raise missing(archive, CODEBOOK)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines(keepends=True)))
    if kept:
        kept.cleanup()
    return rows


def _row(row: dict[str, str], language: str, told: Voice, said: str) -> dict[str, str]:
    """A row in one language, its wordings as the archive has them."""
    plain = {name: _plain(cell or "") for name, cell in row.items()}
    rules = {name: in_words(name, plain.get(name, ""), told, said) for name in RULED}
    return {**plain, **rules, **{name: plain.get(f"{name}.{language}", "") for name in WORDED}}


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _alike(rows: Iterable[dict[str, str]], told: Voice) -> Variables:
    """(what they share, the rest of each)."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in SHARED), []).append([row[column] for column in COLUMNS])
    return [(_facts(shared, told), those) for shared, those in found.items()]


def _facts(shared: tuple[str, ...], told: Voice) -> str:
    there = {name: said for name, said in zip(SHARED, shared, strict=True) if said}
    return " · ".join(told.say("fact", name=told.say(name), said=said) for name, said in there.items())
