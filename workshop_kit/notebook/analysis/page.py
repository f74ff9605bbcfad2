"""How an answer looks: the finding large, its figure, what else is said, the numbers folded under it."""

import html
from pathlib import Path

from ...instrument.messages import preferred, spoken_languages
from ...views.analysis.told import Told
from ...views.svg import drawn
from ..language import own

STYLE = f"<style>{(Path(__file__).parent / 'analysis.css').read_text('utf-8')}</style>"


def language() -> str:
    """The reader's own, among those that the kit speaks."""
    return preferred(spoken_languages(), [own()])


def sentence(text: str, spoken: str, direction: str) -> str:
    """A plain sentence in a box of the same look."""
    return f"{STYLE}<div class='wk-told' lang='{spoken}' dir='{direction}'><p>{_whole(text)}</p></div>"


def _whole(text: str) -> str:
    """A sentence as HTML; a number and its percent sign stay on one line."""
    return html.escape(text).replace(" %", "\u00a0%")


def written(told: Told) -> str:
    """An answer as HTML."""
    said = "".join(f"<p class='quiet'>{_whole(text)}</p>" for text in told.said)
    figure = f"<div class='wk-figure'>{drawn(told.figure, told.alternative)}</div>" if told.figure else ""
    finding = f"<p class='finding'>{_whole(told.finding)}</p>"
    inner = f"{finding}{figure}{said}{_numbers(told)}"
    return f"{STYLE}<div class='wk-told' lang='{told.voice.language}' dir='{told.direction}'>{inner}</div>"


def _numbers(told: Told) -> str:
    if told.table.empty:
        return ""
    shown = told.table.dropna(axis="columns", how="all")
    head = "".join(
        f"<th scope='col'>{html.escape(str(name))}</th>"
        for column, name in zip(told.table.columns, told.headings, strict=True)
        if column in shown.columns
    )
    rows = "".join(
        f"<tr>{''.join(_cell(told, column, value) for column, value in zip(shown.columns, row, strict=True))}</tr>"
        for row in shown.itertuples(index=False, name=None)
    )
    title = html.escape(told.voice.say("numbers"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<details><summary>{title}</summary><div class='wk-numbers' tabindex='0'>{table}</div></details>"


def _cell(told: Told, column: str, value) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value != value:
        return "<td></td>"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return f"<td>{html.escape(told.voice.say('cell_true' if value else 'cell_false'))}</td>"
    if isinstance(value, str):
        return f"<td dir='auto'>{html.escape(told.voice.texts.get(f'cell_{value}', value))}</td>"
    places = told.decimals.get(column, 0)
    number = told.voice.number(float(value), places)
    return f"<td class='number'><bdi dir='ltr'>{number}</bdi></td>"  # a minus stays in front
