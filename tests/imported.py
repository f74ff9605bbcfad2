"""Archives with rows for tests: files that were really imported."""

from pathlib import Path

import numpy as np
import pandas as pd

from workshop_kit.pool.collect import import_csv

ITEMS = [f"LEAD{number:02}" for number in range(1, 12)]


def climate(folder: Path, sizes: dict[str, int], seed: int = 1, name: str = "spring", middle: float | None = None):
    """An archive of the leadership climate with groups of these sizes; `middle` is where people's answers lie (None:
    anywhere)."""
    rng = np.random.default_rng(seed)
    people = [group for group, size in sizes.items() for _ in range(size)]
    shape = (len(people), len(ITEMS))
    drawn = rng.integers(1, 6, shape) if middle is None else np.clip(np.rint(rng.normal(middle, 0.8, shape)), 1, 5)
    frame = pd.DataFrame(drawn.astype(int), columns=ITEMS)
    frame.insert(0, "team", people)
    return archive_of(frame, folder, "leadership-climate", "climate", name, group="team")


def archive_of(
    frame: pd.DataFrame, folder: Path, instrument: str, activity: str, name: str, group: str | None = None
) -> Path:
    """An archive of answers: one column for each answer key, and one that names the groups."""
    keys = [column for column in frame if column != group]
    frame.to_csv(folder / f"{name}.csv", index=False)
    lines = [f"activity: {activity}", *([f"group: {group}"] if group else []), "items:", *(f"  {k}: {k}" for k in keys)]
    (folder / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")
    import_csv(folder / f"{name}.csv", folder / f"{name}.yaml", instrument, folder / name)
    return folder / name
