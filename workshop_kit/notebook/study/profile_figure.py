"""One person's own picture as plotly JSON: leans with their bands, facets with theirs.

Outputs, not figures: they go into a cell as they are, and plotly itself need not be imported.
"""

from math import sqrt

from ...instrument import Instrument
from ...instrument.messages import Voice
from ...views.canvas import isolated

PLOTLY = "application/vnd.plotly.v1+json"
INK, MUTED, LINE, BAND = "#1C2331", "#5B6270", "#E0DACD", "#EFEBE3"
TONES = ("#B5471D", "#1E5E8C")
FONT = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SURE = 1.64


def leans_figure(profile, instrument: Instrument, words: Voice) -> dict:
    """Both leans on one line from the second dimension to the first, each with its band (1.64 SE)."""
    first, second = instrument.dimensions[:2]
    lenses = [lens for lens in instrument.lenses if lens.id in profile.leans]
    reach = max(40, *(abs(one.lean) + one.band + 5 for one in profile.leans.values()))
    more = {one.id: words.say("more", dimension=words.in_sentence(one.name)) for one in (first, second)}
    data, said = [], []
    for place, lens in enumerate(reversed(lenses)):
        lean = profile.leans[lens.id]
        tone = {first.id: TONES[0], second.id: TONES[1]}.get(lean.call, INK)
        data.append(_mark(lean.lean, place, lean.band, tone, 17, 9))
        call = more.get(lean.call) or words.say("call_close")
        numbers = {"lean": words.number(lean.lean), "band": words.number(lean.band)}
        said.append(words.say("alternative", lens=lens.name, call=call, **numbers))
    names = [_label(-0.02, place, lens.name, "right") for place, lens in enumerate(reversed(lenses))]
    ends = [
        _end(-reach, f"← {isolated(more[second.id])}", TONES[1], "left"),
        _end(reach, f"{isolated(more[first.id])} →", TONES[0], "right"),
        _end(0, words.say("even"), MUTED, "center"),
    ]
    said_above = words.say("figure_leans"), words.say("figure_note")
    layout = _layout(*said_above, 90 + 64 * len(lenses), [-reach, reach], len(lenses))
    layout["annotations"] += names + ends
    layout["shapes"] = [_line(0, len(lenses))]
    return _output(data, layout, " ".join(reversed(said)))


def facets_figure(profile, instrument: Instrument, words: Voice) -> dict:
    """Each facet under each lens, with give or take 1.64 · assumed SE · √(facets of its dimension)."""
    rows = [(facet, side) for side, one in enumerate(instrument.dimensions) for facet in reversed(one.facets)]
    rows = [row for row in rows if any(f"{row[0]}.{lens.id}" in profile.facets for lens in instrument.lenses)]
    rows.sort(key=lambda row: -row[1])
    data, names, said = [], [], []
    for place, (id, side) in enumerate(rows):
        facet = instrument.facet(id)
        band = SURE * instrument.assumed.se * sqrt(len(instrument.dimensions[side].facets))
        names.append(_label(-0.02, place, facet.short or facet.name, "right", TONES[side]))
        for index, lens in enumerate(instrument.lenses):
            score = profile.facets.get(f"{id}.{lens.id}")
            if score is None:
                continue
            offset = 0.16 if index == 0 else -0.16
            data.append(_mark(score, place + offset, band, TONES[side], 11, 5, hollow=index > 0))
            numbers = {"score": words.number(score), "band": words.number(band)}
            said.append(words.say("alternative_facet", facet=facet.name, lens=lens.name, **numbers))
    said_above = words.say("figure_facets"), words.say("figure_note_facets")
    layout = _layout(*said_above, 110 + 44 * len(rows), [-2, 102], len(rows))
    key = [f"{mark} {words.in_sentence(lens.name)}" for mark, lens in zip("●○", instrument.lenses, strict=False)]
    layout["annotations"] += [*names, _end(102, "   ".join(key), INK, "right")]
    return _output(data, layout, " ".join(said))


def change_figure(found: list, instrument: Instrument, words: Voice) -> dict:
    """Each dimension under each lens at both times: hollow then, full now, with the change that it takes to be sure."""
    data, names, said = [], [], []
    for place, one in enumerate(reversed(found)):
        side = next(i for i, each in enumerate(instrument.dimensions) if each.id == one.dimension)
        name, lens = instrument.dimensions[side].name, instrument.lens(one.lens).name
        names.append(_label(-0.02, place, f"{lens}<br>{words.in_sentence(name)}", "right", TONES[side]))
        data.append(_mark(one.before, place, one.needed, TONES[side], 15, 9, hollow=True))
        data.append(_mark(one.after, place, 0, TONES[side], 15, 0))
        numbers = {"before": words.number(one.before), "after": words.number(one.after)}
        said.append(words.say("alternative_change", lens=lens, dimension=words.in_sentence(name), **numbers))
    layout = _layout(
        words.say("figure_change"), words.say("figure_note_change"), 110 + 62 * len(found), [-4, 104], len(found)
    )
    layout["annotations"] += [*names, _end(104, f"○ {words.say('then')}   ● {words.say('now')}", INK, "right")]
    return _output(data, layout, " ".join(reversed(said)))


def _mark(x: float, y: float, band: float, tone: str, size: int, width: int, hollow: bool = False) -> dict:
    return {
        "type": "scatter", "mode": "markers", "x": [x], "y": [y], "showlegend": False, "hoverinfo": "skip",
        "marker": {"size": size, "color": "#FAF8F4" if hollow else tone, "line": {"width": 2.5, "color": tone}},
        "error_x": {"type": "constant", "value": band, "color": _pale(tone), "thickness": width, "width": 0},
    }  # fmt: skip


def _pale(tone: str) -> str:
    red, green, blue = (int(tone[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.25)"


def _label(x: float, y: float, text: str, anchor: str, tone: str = INK) -> dict:
    return {
        "xref": "paper", "x": x, "y": y, "text": text, "showarrow": False, "xanchor": anchor,
        "font": {"size": 15, "color": tone},
    }  # fmt: skip


def _end(x: float, text: str, tone: str, anchor: str) -> dict:
    return {
        "x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "text": text, "showarrow": False, "xanchor": anchor,
        "font": {"size": 14, "color": tone},
    }  # fmt: skip


def _line(x: float, rows: int) -> dict:
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": -0.5,
        "y1": rows - 0.5,
        "layer": "below",
        "line": {"color": "#8D8674", "width": 1.5},
    }


def _layout(title: str, note: str, height: int, span: list[float], rows: int) -> dict:
    return {
        "autosize": True, "height": height + 40, "margin": {"l": 130, "r": 24, "t": 78, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": FONT, "color": INK},
        "title": {"text": f"<b>{isolated(title)}</b>", "x": 0, "xref": "container", "xanchor": "left", "y": 0.97,
                  "yanchor": "top", "font": {"size": 19}},
        "xaxis": {"range": span, "showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True},
        "yaxis": {"range": [-0.5, rows - 0.5], "showgrid": False, "zeroline": False, "showticklabels": False,
                  "fixedrange": True, "tickvals": list(range(rows))},
        "annotations": [{"xref": "paper", "yref": "paper", "x": 0, "y": 0, "yshift": -14, "yanchor": "top",
                         "xanchor": "left", "text": isolated(note), "showarrow": False,
                         "font": {"size": 13, "color": MUTED}}],
    }  # fmt: skip


def _output(data: list, layout: dict, said: str) -> dict:
    figure = {
        "data": data,
        "layout": layout,
        "config": {"displayModeBar": False, "responsive": True, "staticPlot": True},
    }
    return {"output_type": "display_data", "data": {PLOTLY: figure, "text/plain": said}, "metadata": {}}
