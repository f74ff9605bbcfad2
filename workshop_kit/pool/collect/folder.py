"""What an import leaves behind: the files of an archive with rows."""

import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ...codebook.variables import variables
from ...codebook.writing import WRITERS
from ...instrument import Activity, Instrument
from ..archive import GROUP, ROWS
from ..manifest import CODEBOOK, FORMAT, MANIFEST, README, Manifest, in_json, instrument_files
from .mapping import Plan
from .rows import Taken, frames, safe, sizes


def manifest_of(taken: Taken, plan: Plan, instrument: Instrument) -> Manifest:
    """The facts of an archive."""
    return Manifest(
        format=FORMAT,
        instrument=instrument.id,
        version=instrument.version,
        form=instrument.form,
        language=instrument.language,
        activity=plan.activity.id,
        columns=tuple(plan.columns),
        n=taken.n,
        group_column=plan.group,
        groups=sizes(taken, plan),
        kept_out=taken.kept_out,
        empty=taken.empty,
        faults=safe(taken.faults, taken.fields),
    )


def files(manifest: Manifest, taken: Taken, plan: Plan, source: Path, instrument: Instrument) -> dict[str, bytes]:
    """`{path: content}`, for `packing.write`."""
    there = {MANIFEST: in_json(manifest), README: _readme(manifest, instrument, len(plan.unused)).encode()}
    there |= instrument_files(instrument.id, source, instrument.languages)
    there[CODEBOOK] = WRITERS[".csv"](variables(source, dict.fromkeys([instrument.language, *instrument.languages])))
    return there | {ROWS: parquet(frames(taken, plan), plan.activity, list(plan.columns), plan.groups is not None)}


def parquet(tables: Iterable[pd.DataFrame], activity: Activity, keys: list[str], grouped: bool) -> bytes:
    """Tables of people × group and answer keys as one file, a row group each: what is later read at once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"rating": pa.int16(), "pick": pa.list_(pa.string())}
    fields = [(GROUP, pa.string())] if grouped else []
    fields += [(key, types.get(activity.keys[key]["kind"], pa.string())) for key in keys]
    into, writer = io.BytesIO(), None
    for table in tables:
        if writer is None:
            told = pa.Table.from_pandas(table[:0], preserve_index=False).schema.metadata  # that ratings are whole
            schema = pa.schema(fields, metadata=told)
            writer = pq.ParquetWriter(into, schema)
        writer.write_table(pa.Table.from_pandas(table, schema=schema, preserve_index=False))
    writer.close()
    return into.getvalue()


def _readme(manifest: Manifest, instrument: Instrument, unused: int) -> str:
    groups = f" in {len(manifest.groups)} groups (column `{manifest.group_column}`)" if manifest.groups else ""
    left = f"\n\n{unused} of the file's columns are not here: the map did not name them." if unused else ""
    return f"""# {instrument.title}

Answers of {manifest.n} people{groups} to `{manifest.activity}` of the instrument `{manifest.instrument}`
(version {manifest.version}, {manifest.form} form), collected elsewhere and imported.

- `responses.parquet`: one row a person, sorted by content; the columns are the answer keys of the
  instrument{", and `group`" if manifest.group_column else ""}. An empty cell is a missing answer.
- `instruments/`: the questions and how they are scored, as they were used.
- `codebook.csv`: every variable, with its wording, range and missing rule.
- `archive.json`: the same facts for programs. {manifest.kept_out} rows were kept out because a value did not fit,
  {manifest.empty} because they held no answer.

These rows are single people's answers, without names. Whoever knows the team may still recognise somebody: keep the
folder as carefully as the file that it came from, and pass on the report instead.{left}
"""
