"""Colours and sizes of all pictures. A colour has one role: warm is the first dimension (leadership), cool the
second (management), grey-brown both or neither; pale is what cannot be placed. The two stay apart for every
kind of colour blindness, and a shape says it again.

Sizes are for the projector at 1920 × 1080, where nothing is smaller than 24 px; other surfaces scale the whole
picture (`canvas.scaled`).
"""

PAPER, CARD, INK, MUTED, LINE, BAND = "#FAF8F4", "#FFFFFF", "#1C2331", "#5B6270", "#E0DACD", "#EFEBE3"
AXIS, FAINT = "#C3BBAA", "#E6E1D7"  # a line that means something; an interval that cannot place its dot

FIRST, SECOND, BOTH = "first", "second", "both"
ROLES = (FIRST, SECOND)

COLOUR = {FIRST: "#B5471D", SECOND: "#1E5E8C", BOTH: "#7A7263"}
# Pale, yet at least 3 : 1 on white: large text that says "cannot be placed" must still be read.
PALE = {FIRST: "#C9795B", SECOND: "#6190B0", BOTH: "#989184"}
# Bars of an interval.
SOFT = {FIRST: "#DDA68F", SECOND: "#93B4CB", BOTH: "#BDB8AD"}
SYMBOL = {FIRST: "circle", SECOND: "diamond", BOTH: "square"}

# Categories that are neither of the two dimensions (the bins of somebody's own instrument).
OTHERS = ("#4A5160", "#7A7263", "#9A6B8F", "#4F7F6A", "#8A7A2E")

FONT = 'Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
SMALL, TEXT, LARGE = 24, 28, 34
