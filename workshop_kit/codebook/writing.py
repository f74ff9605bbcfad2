"""A codebook as a file: CSV for a spreadsheet or pandas, Markdown to read."""

import csv
import io
from itertools import groupby
from pathlib import Path

from .. import home
from ..instrument import Refused
from .variables import Variable, variables

SPOKEN = ("question", "wording", "labels")
PLAIN = tuple(name for name in Variable.__struct_fields__ if name not in SPOKEN)


def write(name: str | Path, output: Path) -> int:
    """Write the codebook; the suffix decides: `.csv` or `.md`. Returns how many variables it has.

    Raises:
        Refused: for another suffix, and as `variables`.
    """
    if output.suffix.lower() not in WRITERS:
        raise Refused(f"{output}: a codebook is written as .csv or as .md. Give the file one of these suffixes.")
    rows = variables(name)
    home.write_atomically(output, WRITERS[output.suffix.lower()](rows), mode=0o644)
    return len(rows)


def _csv(rows: list[Variable]) -> bytes:
    """With a byte order mark: without one, spreadsheets read accents and Arabic as rubbish (pandas skips it)."""
    languages = list(rows[0].wording)
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow([*PLAIN, *(f"{name}.{language}" for name in SPOKEN for language in languages)])
    for row in rows:
        spoken = [getattr(row, name).get(language, "") for name in SPOKEN for language in languages]
        table.writerow([_harmless(cell) for cell in [*(getattr(row, name) for name in PLAIN), *spoken]])
    return lines.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe, which it does not show."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _markdown(rows: list[Variable]) -> bytes:
    parts = ["# Codebook\n"]
    for activity, of_activity in groupby(rows, key=lambda row: row.activity):
        members = list(of_activity)
        shared = "answers may be pooled" if members[0].pooled == "yes" else "answers are never pooled"
        parts.append(f"## `{activity}`\n\nAbout: {members[0].about}; {shared}.\n")
        parts += [_group(list(group)) for _, group in groupby(members, key=_alike)]
    return "\n".join(parts).encode()


def _alike(row: Variable) -> tuple:
    """Rows that stand in one table of the page: what they share is said once, above it."""
    return row.level, row.kind, row.range, row.missing, row.lens, row.question, row.labels


def _group(rows: list[Variable]) -> str:
    first, languages = rows[0], list(rows[0].wording)
    facts = [f"**{first.level}**, {first.kind}", f"range: {first.range}", f"missing: {first.missing}"]
    facts += [f"lens: {first.lens}"] if first.lens else []
    for language in languages:
        said = [text for text in (first.question.get(language), first.labels.get(language)) if text]
        facts += [f"{language}: {' · '.join(said)}"] if said else []
    columns = ["variable", "facet", "dimension", "key", "form"]
    lines = [[f"`{row.variable}`", row.facet, row.dimension, row.key, row.form, *row.wording.values()] for row in rows]
    return "\n".join([*(f"- {_cell(fact)}" for fact in facts), "", *_table([*columns, *languages], lines), ""])


def _table(head: list[str], lines: list[list[str]]) -> list[str]:
    body = (f"| {' | '.join(map(_cell, line))} |" for line in lines)
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


WRITERS = {".csv": _csv, ".md": _markdown}
