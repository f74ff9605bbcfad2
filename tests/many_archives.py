"""Archives with rows for tests and benchmarks: hundreds of them, millions of people who never were, in seconds."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from workshop_kit import home
from workshop_kit.instrument import Activity, Instrument
from workshop_kit.pool import packing
from workshop_kit.pool.archive import GROUP, ROWS
from workshop_kit.pool.collect.folder import parquet
from workshop_kit.pool.manifest import FORMAT, MANIFEST, Manifest, in_json, instrument_files


def archives_with_rows(
    folder: Path,
    sizes: list[int],
    instrument: Instrument,
    activity: str,
    *,
    gaps: float = 0.1,
    groups: tuple[str, ...] = (),
    row_group: int = 200_000,
    seed: int = 1,
) -> list[Path]:
    """An archive for each number of people, `001`, `002` …; the same seed gives the same answers.

    Ratings hang together a little, all else is chance; a part `gaps` of all is missing. Each archive draws its people
    from one crowd, so that making them takes little time.
    """
    asked = instrument.activity(activity)
    keys = list(asked.keys)
    files = instrument_files(instrument.id, home.data() / "instruments" / instrument.id, [instrument.language])
    chance = np.random.default_rng(seed)
    crowd = people(asked, min(max(sizes), 5_000), chance, gaps, groups)
    made = []
    for number, size in enumerate(sizes, start=1):
        manifest = Manifest(
            format=FORMAT,
            instrument=instrument.id,
            version=instrument.version,
            form=instrument.form,
            language=instrument.language,
            activity=activity,
            columns=tuple(keys),
            n=size,
            group_column="team" if groups else None,
        )
        begins = range(0, size, row_group)
        drawn = (chance.integers(0, len(crowd), min(size - begin, row_group)) for begin in begins)
        rows = parquet((crowd.take(some) for some in drawn), asked, keys, bool(groups))
        made.append(folder / f"{number:03}")
        packing.write(made[-1], files | {MANIFEST: in_json(manifest), ROWS: rows})
    return made


def people(activity: Activity, count: int, chance, gaps: float = 0.1, groups: tuple[str, ...] = ()) -> pd.DataFrame:
    """Answers of some people: people × group (where there are some) and answer keys."""
    own = chance.normal(0, 0.5, count).astype(np.float32)
    columns = {GROUP: chance.choice([*groups, None], count)} if groups else {}
    return pd.DataFrame(columns | dict(_answers(activity, own, chance, gaps)))


def _answers(activity: Activity, own: np.ndarray, chance, gaps: float) -> Iterator[tuple[str, object]]:
    for key, admits in activity.keys.items():
        missing = chance.random(len(own), dtype=np.float32) < gaps
        values = admits.get("values", ["a sentence"])
        if admits["kind"] == "rating":
            middle = (1 + values[-1]) / 2 + own
            ratings = np.rint(middle + chance.normal(0, 1, len(own)).astype(np.float32)).clip(1, values[-1])
            yield key, pd.arrays.IntegerArray(ratings.astype(np.int16), missing)
            continue
        several = admits["kind"] == "pick"
        options = [[values[at], values[at - 1]] if several else values[at] for at in range(len(values))]
        chosen = np.empty(len(own), dtype=object)
        for person, at in enumerate(chance.integers(0, len(options), len(own)).tolist()):
            chosen[person] = None if missing[person] else options[at]
        yield key, chosen
