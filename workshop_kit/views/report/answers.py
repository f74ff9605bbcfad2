"""An answer to one of the analyst's questions as a picture of a page: its sentence, its figure, its table in words."""

from collections.abc import Container

from ..analysis.told import Told
from ..picture import Picture
from ..showing import Shown


def shown(told: Told, anchor: str, name: str, table: dict | None = None, left_out: Container[str] = ()) -> Shown:
    """As the page shows a view. `table` (`{columns, rows}`) takes the place of the answer's own; sentences that are
    `left_out` stand elsewhere."""
    picture = Picture(
        figure=told.figure or {},
        finding=told.finding,
        alternative=told.alternative,
        table=table or written(told),
        n=0,
        note=" ".join(said for said in told.said if said not in left_out),
        kicker=name,
    )
    return Shown(anchor, name, picture)


def written(told: Told) -> dict:
    """The table as `{columns, rows}` of texts in the reader's language, without columns that are empty all through, and
    without the activity where there is one only."""
    there = [column for column in told.table.columns if told.table[column].notna().any()]
    if len(told.table) > 1 and "activity" in there and told.table["activity"].nunique() == 1:
        there.remove("activity")
    headings = dict(zip(told.table.columns, told.headings, strict=True))
    rows = told.table[there].itertuples(index=False, name=None)
    return {
        "columns": [headings[column] for column in there],
        "rows": [[_cell(told, column, value) for column, value in zip(there, row, strict=True)] for row in rows],
    }


def _cell(told: Told, column: str, value) -> str:
    import pandas as pd

    if pd.isna(value):
        return ""
    if pd.api.types.is_bool(value):
        return told.voice.say("cell_true" if value else "cell_false")
    if isinstance(value, str):
        return told.voice.texts.get(f"cell_{value}", value)
    return told.voice.number(float(value), told.decimals.get(column, 0))
