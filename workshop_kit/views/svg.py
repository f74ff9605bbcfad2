"""A picture as SVG: for pages that are sent or printed, where nothing runs and nothing is fetched.

It draws what `canvas.Canvas` can make, and no more of plotly: markers and straight lines on two axes, shapes and words
in shares of the sheet. The same figure gives the same text.
"""

import re
from html import escape

from . import palette
from .canvas import text_width

LEADING = 1.3  # of a line, in its own size, as plotly sets them
ANCHOR = {"left": "start", "center": "middle", "right": "end"}
DASHES = {"solid": "", "dot": "1 3", "dash": "3 3"}  # in widths of the line
_MARKUP = re.compile(r"(<[^>]*>)")
_COLOUR = re.compile(r"color:\s*([^;\"']+)")


def drawn(figure: dict, alternative: str) -> str:
    """The figure (`{data, layout}`) as an `<svg>` that a screen reader reads as one image: its `alternative`."""
    layout = figure["layout"]
    sheet = _Sheet(layout)
    shapes = layout.get("shapes", [])
    parts = [
        *(sheet.shape(one) for one in shapes if one.get("layer") == "below"),
        *(sheet.trace(one) for one in figure["data"]),
        *(sheet.shape(one) for one in shapes if one.get("layer") != "below"),
        *(sheet.words(one) for one in layout.get("annotations", [])),
    ]
    return (
        f'<svg viewBox="0 0 {_n(sheet.width)} {_n(sheet.height)}" role="img" aria-label="{escape(alternative)}" '
        f'style="direction:ltr" font-family="{escape(palette.FONT)}">{"".join(parts)}</svg>'
    )


class _Sheet:
    """Where things lie, in pixels from the top left corner."""

    def __init__(self, layout: dict):
        self.width, self.height = layout["width"], layout["height"]
        self._axes = layout["xaxis"], layout["yaxis"]

    def x(self, value: float) -> float:
        return self._on(self._axes[0], value) * self.width

    def y(self, value: float) -> float:
        return (1 - self._on(self._axes[1], value)) * self.height

    @staticmethod
    def _on(axis: dict, value: float) -> float:
        (low, high), (start, end) = axis["range"], axis["domain"]
        return start + (value - low) / (high - low) * (end - start)

    # traces

    def trace(self, trace: dict) -> str:
        points = [(self.x(x), self.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
        if trace["mode"] == "lines":
            line = trace["line"]
            way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            return f'<polyline points="{way}" fill="none"{_stroke(line)} stroke-linejoin="round"/>'
        return "".join(self.marker(x, y, trace["marker"]) for x, y in points)

    @staticmethod
    def marker(x: float, y: float, look: dict) -> str:
        r, kind = look["size"] / 2, look["symbol"]
        paint = f'fill="{escape(look["color"])}"{_stroke(look["line"])}'
        if kind == "circle":
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {paint}/>'
        if kind == "diamond":
            d = r * 1.3
            corners = [(x, y - d), (x + d, y), (x, y + d), (x - d, y)]
            return f'<polygon points="{" ".join(f"{_n(a)},{_n(b)}" for a, b in corners)}" {paint}/>'
        if kind == "square":
            return f'<rect x="{_n(x - r)}" y="{_n(y - r)}" width="{_n(2 * r)}" height="{_n(2 * r)}" {paint}/>'
        raise ValueError(f"no marker `{kind}` is drawn here")

    # shapes, in shares of the sheet

    def shape(self, shape: dict) -> str:
        paint = f'fill="{escape(shape.get("fillcolor", "none"))}"{_stroke(shape["line"])}'
        if shape["type"] == "path":
            return f'<path d="{self.path(shape["path"])}" {paint}/>'
        x0, x1 = (shape[end] * self.width for end in ("x0", "x1"))
        y0, y1 = ((1 - shape[end]) * self.height for end in ("y0", "y1"))
        if shape["type"] == "line":
            return f'<line x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"{_stroke(shape["line"])}/>'
        left, top, across, down = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
        if shape["type"] == "rect":
            return f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(across)}" height="{_n(down)}" {paint}/>'
        middle = f'cx="{_n(left + across / 2)}" cy="{_n(top + down / 2)}"'
        return f'<ellipse {middle} rx="{_n(across / 2)}" ry="{_n(down / 2)}" {paint}/>'

    def path(self, path: str) -> str:
        """From shares of the sheet, y upwards, to pixels; only M, L, Q and Z stand in it."""
        out = []
        for letter, rest in re.findall(r"([MLQZ])([^MLQZ]*)", path):
            numbers = [float(one) for one in re.findall(r"-?[\d.]+", rest)]
            ends = [
                f"{_n(x * self.width)},{_n((1 - y) * self.height)}"
                for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            ]
            out.append(letter + " ".join(ends))
        return "".join(out)

    # words

    def words(self, word: dict) -> str:
        x = word["x"] * self.width + word.get("xshift", 0)
        y = (1 - word["y"]) * self.height - word.get("yshift", 0)
        font, lines = word["font"], _lines(word["text"])
        size, leading = font["size"], font["size"] * LEADING
        first = {
            "top": y + 0.95 * size,
            "bottom": y - (len(lines) - 1) * leading - 0.3 * size,
            "middle": y - (len(lines) - 1) * leading / 2 + 0.35 * size,
        }[word["yanchor"]]
        weight = f' font-weight="{font["weight"]}"' if font.get("weight", 400) != 400 else ""
        turn = f' transform="rotate({_n(word["textangle"])} {_n(x)} {_n(y)})"' if word.get("textangle") else ""
        anchor = ANCHOR[word["xanchor"]]
        spans = "".join(
            f'<tspan x="{_n(x)}" y="{_n(first + place * leading)}">{line}</tspan>' for place, line in enumerate(lines)
        )
        ground = self._ground(word, x, first, leading) if word.get("bgcolor") else ""
        return (
            f'{ground}<text font-size="{_n(size)}" fill="{escape(font["color"])}"{weight} text-anchor="{anchor}"'
            f"{turn}>{spans}</text>"
        )

    @staticmethod
    def _ground(word: dict, x: float, first: float, leading: float) -> str:
        """What lies under words that stand on something."""
        size, weight = word["font"]["size"], word["font"].get("weight", 400)
        lines = [re.sub(r"<[^>]*>", "", line) for line in word["text"].split("<br>")]
        wide = 0.86 * max(text_width(line, size, weight) for line in lines)  # (an upper estimate)
        left = x - {"left": 0, "center": wide / 2, "right": wide}[word["xanchor"]]
        top, tall = first - size, leading * len(lines)
        fill = escape(word["bgcolor"])
        return f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(wide)}" height="{_n(tall)}" fill="{fill}"/>'


def _lines(markup: str) -> list[str]:
    """Plotly's markup as the insides of tspans, line by line; `&amp;` and its like stay as they are."""
    lines, now = [], ""
    for piece in _MARKUP.split(markup):
        if piece == "<br>":
            lines.append(now)
            now = ""
        elif tag := re.match(r"<(/?)(b|span)\b", piece):
            now += "</tspan>" if tag[1] else _tspan(piece, bold=tag[2] == "b")
        else:
            now += piece if not piece.startswith("<") else escape(piece)
    return [*lines, now]


def _tspan(tag: str, bold: bool) -> str:
    colour = _COLOUR.search(tag)
    fill = f' fill="{escape(colour[1].strip())}"' if colour else ""
    weight = ' font-weight="700"' if bold else ""
    return f"<tspan{weight}{fill}>"


def _stroke(line: dict) -> str:
    width = line.get("width", 0)
    if not width or not line.get("color"):
        return ""
    dash = " ".join(_n(float(part) * width) for part in DASHES[line.get("dash", "solid")].split())
    return f' stroke="{escape(line["color"])}" stroke-width="{_n(width)}"' + (
        f' stroke-dasharray="{dash}"' if dash else ""
    )


def _n(value: float) -> str:
    """A number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
