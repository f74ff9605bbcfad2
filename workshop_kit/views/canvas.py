"""A sheet to draw on, in pixels of the projector, that becomes the JSON of a plotly figure.

Values lie on real axes in their own units, so that whoever reads the figure finds means and intervals in it;
words and lines lie in pixels from the top left corner. Both meet because a sheet has no margins.
"""

import math
import re
import unicodedata
from html import escape

from . import palette

# Widths in em of a wide bold face (DejaVu Sans Bold): what fits in it fits in every font of the stack.
_NARROW, _WIDE = set("iljI.,:;'|!()[] "), set("mwMW@%—…")


def text_width(text: str, size: float, weight: int = 400) -> float:
    """An upper estimate of how wide a text is, in pixels."""
    return size * (0.93 if weight < 600 else 1.0) * sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.category(letter) in ("Mn", "Cf"):  # marks above a letter, and what nobody sees
        return 0.0
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 1.02
    return 0.79 if letter.isupper() else 0.66


def wrapped(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """The text in lines that fit into `width` pixels; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def clipped(text: str, width: float, size: float, weight: int = 400, most: int = 1) -> list[str]:
    """At most `most` lines; what does not fit ends in an ellipsis."""
    lines = wrapped(text, width, size, weight)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(f"{last} …", size, weight) > width:
        last = last.rpartition(" ")[0].rstrip(",;:") or last[:-1]
    return [*lines[: most - 1], f"{last} …"]


def isolated(line: str) -> str:
    """A line of marked-up text, set apart where it runs from right to left.

    Figures are drawn from left to right in every language, and a full stop after an Arabic sentence would stand on
    its wrong side: between U+2068 and U+2069 a line goes by its own first letter.
    """
    kinds = (unicodedata.bidirectional(letter) for letter in _TAG.sub("", line))
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return line if first == "L" else f"\u2068{line}\u2069"


_TAG = re.compile(r"<[^>]*>")


class Canvas:
    """One picture. `area` lays the two value axes over a part of it."""

    def __init__(self, width: int, height: int):
        self.width, self.height = width, height
        self.traces: list[dict] = []
        self.shapes: list[dict] = []
        self.words: list[dict] = []
        self.axes: dict[str, dict] = {}
        self._area = None

    def area(self, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> None:
        """Values `x` (left, right) and `y` (bottom, top) over the box (left, top, right, bottom) in pixels."""
        left, top, right, bottom = box
        self._area = (box, x, y)
        bare = {"visible": False, "fixedrange": True, "zeroline": False}
        self.axes = {
            "xaxis": {**bare, "range": list(x), "domain": [_r(left / self.width), _r(right / self.width)]},
            "yaxis": {
                **bare,
                "range": list(y),
                "domain": [_r(1 - bottom / self.height), _r(1 - top / self.height)],
            },
        }

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pair of values lies, in pixels."""
        (left, top, right, bottom), (x0, x1), (y0, y1) = self._area
        return left + (x - x0) / (x1 - x0) * (right - left), bottom - (y - y0) / (y1 - y0) * (bottom - top)

    def dots(self, x, y, *, colour: str, size: int, symbol: str = "circle", names=(), name: str = "") -> None:
        """Markers at values, in front of everything."""
        self.traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": list(x),
                "y": list(y),
                "hovertext": list(names),
                "hoverinfo": "text" if names else "skip",
                "cliponaxis": False,
                "marker": {
                    "size": size,
                    "color": colour,
                    "symbol": symbol,
                    "line": {"color": palette.CARD, "width": 3},
                },
            }
        )

    def bar(self, x, y, *, colour: str, width: int) -> None:
        """A straight interval between two pairs of values."""
        self.traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(x),
                "y": list(y),
                "hoverinfo": "skip",
                "cliponaxis": False,
                "line": {"color": colour, "width": width},
            }
        )

    def text(
        self, x: float, y: float, text: str | list[str], *, size: int = palette.TEXT, colour: str = palette.INK,
        weight: int = 400, anchor: str = "left", valign: str = "middle", angle: float = 0, ground: str | None = None,
    ) -> None:  # fmt: skip
        """Words at a pixel; a list is one line each. Already marked-up text goes through `rich`."""
        lines = [text] if isinstance(text, str) else text
        self.rich(
            x, y, "<br>".join(escape(line, quote=False) for line in lines), size=size, colour=colour, weight=weight,
            anchor=anchor, valign=valign, angle=angle, ground=ground,
        )  # fmt: skip

    def rich(self, x, y, markup: str, *, size, colour, weight=400, anchor, valign, angle=0, ground=None) -> None:
        word = {
            "x": _r(x / self.width),
            "y": _r(1 - y / self.height),
            "xref": "paper",
            "yref": "paper",
            "text": "<br>".join(isolated(line) for line in markup.split("<br>")),
            "showarrow": False,
            "xanchor": anchor,
            "yanchor": valign,
            "align": anchor,
            "borderpad": 0,
            "font": {"size": size, "color": colour, "weight": weight},
        }
        if angle:
            word["textangle"] = angle
        if ground:
            word["bgcolor"] = ground
        self.words.append(word)

    def line(self, x0, y0, x1, y1, *, colour: str = palette.LINE, width: float = 3, dash: str = "solid") -> None:
        self._shape("line", x0, y0, x1, y1, line={"color": colour, "width": width, "dash": dash})

    def rect(self, x0, y0, x1, y1, *, fill: str, layer: str = "below") -> None:
        self._shape("rect", x0, y0, x1, y1, layer, fillcolor=fill, line={"width": 0})

    def rounded(self, x0, y0, x1, y1, *, fill: str, radius: float = 10, ends: str = "both", layer="below") -> None:
        """A rectangle with round corners on "both" sides, "left", "right" or "none"."""
        if ends == "none" or x1 - x0 < 2 * radius:
            return self.rect(x0, y0, x1, y1, fill=fill, layer=layer)
        left, right = (radius if ends in ("both", side) else 0 for side in ("left", "right"))
        points = (
            f"M{x0 + left:.1f},{y0:.1f}L{x1 - right:.1f},{y0:.1f}Q{x1:.1f},{y0:.1f} {x1:.1f},{y0 + right:.1f}"
            f"L{x1:.1f},{y1 - right:.1f}Q{x1:.1f},{y1:.1f} {x1 - right:.1f},{y1:.1f}L{x0 + left:.1f},{y1:.1f}"
            f"Q{x0:.1f},{y1:.1f} {x0:.1f},{y1 - left:.1f}L{x0:.1f},{y0 + left:.1f}Q{x0:.1f},{y0:.1f} "
            f"{x0 + left:.1f},{y0:.1f}Z"
        )
        self.path(points, fill=fill, layer=layer)

    def path(self, points: str, *, fill: str, layer: str = "below", line: dict | None = None) -> None:
        """An SVG path in pixels, with M, L, Q and Z in upper case."""
        self.shapes.append(
            {
                "type": "path",
                "path": _moved(points, self.width, self.height),
                "xref": "paper",
                "yref": "paper",
                "layer": layer,
                "fillcolor": fill,
                "line": line or {"width": 0},
            }
        )

    def ellipse(self, x0, y0, x1, y1, *, colour: str, width: float, fill: str = "rgba(0,0,0,0)") -> None:
        self._shape("circle", x0, y0, x1, y1, "above", line={"color": colour, "width": width}, fillcolor=fill)

    def _shape(self, kind, x0, y0, x1, y1, layer="below", **look) -> None:
        across, down = self.width, self.height
        self.shapes.append(
            {
                "type": kind,
                "xref": "paper",
                "yref": "paper",
                "x0": _r(x0 / across),
                "x1": _r(x1 / across),
                "y0": _r(1 - y0 / down),
                "y1": _r(1 - y1 / down),
                "layer": layer,
                **look,
            }
        )

    def figure(self) -> dict:
        """The plotly figure: `{data, layout}`, with width and height in pixels of the projector."""
        if not self.axes:
            self.area((0, 0, self.width, self.height), (0, 1), (0, 1))
        return {
            "data": self.traces,
            "layout": {
                "width": self.width,
                "height": self.height,
                "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
                "autosize": False,
                "showlegend": False,
                "dragmode": False,
                "paper_bgcolor": palette.CARD,
                "plot_bgcolor": "rgba(0,0,0,0)",
                "font": {"family": palette.FONT, "color": palette.INK, "size": palette.TEXT},
                **self.axes,
                "shapes": self.shapes,
                "annotations": self.words,
            },
        }


def scaled(figure: dict, factor: float) -> dict:
    """The same picture, smaller or larger as a whole: sizes in pixels change, values stay."""

    def walk(thing, path=()):
        if isinstance(thing, dict):
            return {key: walk(value, (*path, key)) for key, value in thing.items()}
        if isinstance(thing, list):
            return [walk(value, path) for value in thing]
        if isinstance(thing, int | float) and not isinstance(thing, bool) and path and path[-1] in _IN_PIXELS:
            return round(thing * factor, 2)
        return thing

    return walk(figure)


_IN_PIXELS = {"size", "width", "height", "l", "r", "t", "b", "pad", "borderpad", "xshift", "yshift"}


def _r(value: float) -> float:
    return round(value, 4)


def _moved(points: str, width: float, height: float) -> str:
    """An SVG path from pixels into shares of the sheet, with y upwards."""
    out, number, axis = [], "", 0

    def flush():
        nonlocal number, axis
        if number:
            value = float(number)
            out.append(f"{value / width:.4f}" if axis == 0 else f"{1 - value / height:.4f}")
            number, axis = "", 1 - axis

    for letter in points:
        if letter in "0123456789.-":
            number += letter
            continue
        flush()
        out.append(letter)
    flush()
    return "".join(out)


def ring(cx: float, cy: float, rx: float, ry: float, steps: int = 72) -> list[tuple[float, float]]:
    """Points of an ellipse."""
    turns = [2 * math.pi * step / steps for step in range(steps + 1)]
    return [(cx + rx * math.cos(turn), cy + ry * math.sin(turn)) for turn in turns]
