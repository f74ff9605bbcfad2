"""*Under the hood*: one's own answers as data, and a figure drawn from them. What is heavy loads on first use."""

import html

import ipywidgets

from ...instrument import load_instrument
from ...instrument.days import parted
from ...instrument.model import Activity
from . import looks
from .looks import ACTIVITY
from .page import journal, page, paragraph, spoken

PLOTLY = "application/vnd.plotly.v1+json"
_OWN_WIDTH = {"width": "auto", "height": "40px", "align_self": "flex-start"}


def answers(activity: str = ACTIVITY):
    """One's own answers as a DataFrame: item, lens, facet, answer.

    Args:
        activity: its id; `self@2` is the second look at `self`, `self@3` the third. Where the kit has something to
            hold an answer against, there is a column for it: `bin` of a statement, `place` (0 telling, 100 showing) of
            a choice.
    """
    import pandas as pd

    found = load_instrument("mindset").activity(parted(activity)[0])
    items = {item.id: item for block in found.blocks for item in block.items}
    rows = [
        {"item": key.partition(".")[0], "lens": key.partition(".")[2], "answer": value}
        for key, value in journal().answers.get(activity, {}).items()
    ]
    table = pd.DataFrame(rows, columns=["item", "lens", "answer"])
    table.insert(2, "facet", [getattr(items.get(item), "facet", None) for item in table["item"]])
    for column, values in _beside(found, table).items():
        table[column] = values
    return table


def _beside(found: Activity, table) -> dict[str, list]:
    """What the kit says of an item or an answer, as columns."""
    blocks = {item.id: (block, item) for block in found.blocks for item in block.items}
    kinds = {block.kind for block in found.blocks}
    if "sort" in kinds:
        return {"bin": [blocks[item][1].bin for item in table["item"]]}
    if "situation" in kinds:
        places = {(item.id, option.id): option.place for _, item in blocks.values() for option in item.options}
        return {"place": [places.get(pair) for pair in zip(table["item"], table["answer"], strict=True)]}
    return {}


def figure(activity: str = ACTIVITY):
    """The same answers as a plotly figure: one point an answer, in its row; redraw it as you like."""
    import plotly.graph_objects as go

    return go.Figure(_drawing(activity))


def _drawing(activity: str) -> dict:
    """The figure as plotly JSON: for a look at it plotly itself need not be loaded."""
    voice, table = spoken(), answers(activity)
    place = "place" in table
    table = table.assign(shown=table["place"] if place else table["answer"])
    table = table[~table["shown"].map(lambda value: isinstance(value, list))].dropna(subset=["shown"])
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": lens or activity,
            "x": part["shown"].tolist(),
            "y": part["item"].tolist(),
            "marker": {"size": 11, "symbol": "circle" if number == 0 else "circle-open", "color": "#1C2331"},
        }
        for number, (lens, part) in enumerate(table.groupby("lens", sort=False))
    ]
    grid = {"gridcolor": "#E0DACD", "zeroline": False}
    layout = {
        "height": 140 + 22 * table["item"].nunique(), "margin": {"l": 10, "r": 10, "t": 40, "b": 40},
        "paper_bgcolor": "#FFFFFF", "plot_bgcolor": "#FFFFFF", "showlegend": len(data) > 1,
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        "xaxis": {**grid, "title": {"text": voice.say("hood_place" if place else "hood_answer")}},
        "yaxis": {**grid, "automargin": True, "autorange": "reversed"},
    }  # fmt: skip
    return {"data": data, "layout": layout}


def under_the_hood(activity: str = ACTIVITY, again: bool = False) -> ipywidgets.VBox:
    """A button; then the answers as they are now, as a table and as a figure, and how to get them oneself.

    Args:
        activity: its id, as for `answers`.
        again: those of the later look that is at hand.
    """
    voice = spoken()
    button = ipywidgets.Button(description=voice.say("hood_show"), layout=_OWN_WIDTH)
    said, shown = ipywidgets.HTML(), ipywidgets.Output()

    def show(_: object) -> None:
        named = looks.at_hand(activity, journal()) if again else activity
        table = answers(named)
        if table.empty:
            said.value = page(paragraph(voice.say("hood_none"), "quiet"), voice.language)
            shown.outputs = ()
            return
        codes = {
            kind: f'<code>study.{call}("{named}")</code>' for kind, call in (("table", "answers"), ("figure", "figure"))
        }
        sentence = html.escape(voice.say("hood_code", table="{table}", figure="{figure}")).format(**codes)
        said.value = page(f"<p class='quiet'>{sentence}</p>", voice.language)
        shown.outputs = (_displayed({"text/html": _table(table)}), _displayed(_shown(named)))

    button.on_click(show)
    return ipywidgets.VBox([button, said, shown])


def _table(table) -> str:
    filled = table.drop(columns=[name for name in ("lens", "facet") if not table[name].any()])
    return f"<div class='wk-table'>{filled.to_html(border=0, na_rep='', max_rows=80)}</div>"


def _shown(activity: str) -> dict:
    return {PLOTLY: {**_drawing(activity), "config": {"displayModeBar": False, "responsive": True}}}


def _displayed(data: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}
