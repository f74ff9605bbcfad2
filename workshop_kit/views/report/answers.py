"""An answer to one of the analyst's questions as a picture of a page: its sentence, its figure, its table in words."""

from collections.abc import Container

from ..analysis.told import Told
from ..picture import Picture
from ..showing import Shown


def shown(told: Told, anchor: str, name: str, left_out: Container[str] = ()) -> Shown:
    """As the page shows a view; sentences that are `left_out` stand elsewhere."""
    picture = Picture(
        figure=told.figure or {},
        finding=told.finding,
        alternative=told.alternative,
        table=written(told),
        n=0,
        note=" ".join(said for said in told.said if said not in left_out),
        kicker=name,
    )
    return Shown(anchor, name, picture)


def written(told: Told) -> dict:
    """The table as `{columns, rows}` of texts in the reader's language: each interval behind its value, without columns
    that are empty all through, and without the activity of scales that all belong to one."""
    table = told.table.drop(columns=_known_already(told))
    headings = dict(zip(told.table.columns, told.headings, strict=True))
    ends = {column: (low, high) for column, low, high in _with_ends(list(table.columns))}
    beside = {end for both in ends.values() for end in both}
    there = [column for column in table.columns if column not in beside and _holds_anything(table[column])]
    rows = table.to_dict("records")
    return {
        "columns": [headings[column] for column in there],
        "rows": [[_cell(told, row, column, ends.get(column, ())) for column in there] for row in rows],
    }


def _known_already(told: Told) -> list[str]:
    table = told.table
    return ["activity"] if {"activity", "scale"} <= set(table) and table["activity"].nunique() == 1 else []


def _with_ends(columns: list[str]) -> list[tuple[str, str, str]]:
    """Each column after which the ends of its interval stand."""
    runs = zip(columns, columns[1:], columns[2:], strict=False)
    return [run for run in runs if run[1].endswith("low") and run[2].endswith("high")]


def _holds_anything(column) -> bool:
    return bool((column.notna() & (column != "")).any())


def _cell(told: Told, row: dict, column: str, ends: tuple[str, ...]) -> str:
    import pandas as pd

    value, voice = row[column], told.voice
    if pd.isna(value):
        return ""
    if pd.api.types.is_bool(value):
        return voice.say("cell_true" if value else "cell_false")
    if isinstance(value, str):
        return voice.texts.get(f"cell_{value}", value)
    places = told.decimals.get(column, 0)
    said = voice.number(float(value), places)
    low, high = (row[end] for end in ends) if ends else (None, None)
    if pd.isna(low) or pd.isna(high):
        return said
    return voice.say("interval", mean=said, low=voice.number(low, places), high=voice.number(high, places))
