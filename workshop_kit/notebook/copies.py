"""Copies of the kit's notebooks: people work in copies, an update of the kit changes only what nobody changed.

Beside the copies lies `.copied.json`, which remembers the text of each as it was laid there. Only the text counts
(kinds and sources of the cells): what Jupyter writes into metadata is nobody's work.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .. import home

RECORD = ".copied.json"


@dataclass(frozen=True)
class Copied:
    """One notebook's copy. `aside`: where the person's changed one went; `said`: a sentence about that, or ""."""

    path: Path
    aside: Path | None = None

    @property
    def said(self) -> str:
        if self.aside is None:
            return ""
        return f"You had changed {self.path.name}, and the kit has a new one: yours is kept as {self.aside.name}."


def copy_folder(source: Path, target: Path) -> list[Copied]:
    """Copy the notebooks of `source` to `target` (made if it is not there)."""
    target.mkdir(parents=True, exist_ok=True)
    record = _read_record(target / RECORD)
    done = [_copy(original, target / original.name, record) for original in sorted(source.glob("*.ipynb"))]
    home.write_atomically(target / RECORD, json.dumps(record, indent=1))
    return done


def _copy(original: Path, copy: Path, record: dict[str, str]) -> Copied:
    new, old = _text(original), _text(copy) if copy.exists() else None
    laid = record.get(copy.name)
    record[copy.name] = new
    if old == new:
        return Copied(copy)
    if old is not None and laid == new:  # theirs is changed, and the kit has nothing newer
        return Copied(copy)
    aside = None
    if old is not None and old != laid:
        aside = _free_name(copy)
        copy.rename(aside)
    home.write_atomically(copy, original.read_bytes())
    return Copied(copy, aside)


def _free_name(copy: Path) -> Path:
    stem = f"{copy.stem} (mine, {date.today():%Y-%m-%d})"
    names = (copy.with_name(f"{stem}{f' {count}' if count else ''}.ipynb") for count in range(1000))
    return next(name for name in names if not name.exists())


def _text(notebook: Path) -> str:
    """A digest of what a person reads and writes in a notebook; of the bytes, where it is none."""
    raw = notebook.read_bytes()
    try:
        cells = json.loads(raw)["cells"]
        raw = json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells]).encode()
    except (ValueError, KeyError, TypeError):
        pass
    return hashlib.sha256(raw).hexdigest()


def _read_record(path: Path) -> dict[str, str]:
    try:
        record = json.loads(path.read_text("utf-8"))
        return record if isinstance(record, dict) else {}
    except (OSError, ValueError):
        return {}
