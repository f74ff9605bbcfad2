"""A picture as one figure: the finding as its title, the note below, all at the size of a notebook."""

from . import palette
from .canvas import isolated, scaled, wrapped
from .picture import Picture

TITLE, SUB, NOTE, EDGE = 38, 25, 22, 24


def titled(picture: Picture, scale: float):
    """A plotly Figure; `scale` 1 is the size of the projector."""
    import plotly.graph_objects as go

    return go.Figure(scaled(_with_words(picture), scale))


def _with_words(picture: Picture) -> dict:
    layout = dict(picture.figure["layout"])
    width, height = layout["width"], layout["height"]
    title = wrapped(picture.finding, width - 2 * EDGE, TITLE, 700)
    sub = wrapped(picture.sub, width - 2 * EDGE, SUB) if picture.sub else []
    note = wrapped(picture.note, width - 2 * EDGE, NOTE)
    top = round(EDGE + len(title) * TITLE * 1.25 + len(sub) * SUB * 1.3 + EDGE)
    bottom = round(len(note) * NOTE * 1.35 + EDGE)
    words = [*layout["annotations"], _words(sub, 0, 1, SUB, top, "top", EDGE + len(title) * TITLE * 1.25),
             _words(note, 0, 0, NOTE, bottom, "bottom", None)]  # fmt: skip
    layout |= {
        "height": height + top + bottom,
        "margin": {"l": 0, "r": 0, "t": top, "b": bottom, "pad": 0},
        "annotations": words,
        "title": {
            "text": "<br>".join(_safe(line) for line in title),
            "font": {"size": TITLE, "weight": 700, "color": palette.INK},
            "x": 0, "xanchor": "left", "xref": "container", "yref": "container", "y": 1, "yanchor": "top",
            "pad": {"l": EDGE, "t": EDGE, "r": 0, "b": 0},
        },
    }  # fmt: skip
    return {"data": picture.figure["data"], "layout": layout}


def _words(lines: list[str], x: float, y: float, size: int, room: float, side: str, offset: float | None) -> dict:
    shift = room - (offset or 0) if side == "top" else -room + EDGE / 2
    return {
        "text": "<br>".join(_safe(line) for line in lines),
        "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left",
        "yanchor": "top" if side == "top" else "bottom", "xshift": EDGE, "yshift": shift,
        "showarrow": False, "align": "left", "font": {"size": size, "color": palette.MUTED},
    }  # fmt: skip


def _safe(text: str) -> str:
    return isolated(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
