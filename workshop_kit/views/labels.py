"""Where names stand beside their dots: without a collision where that can be had, and always the same way."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Spot:
    """A dot at `x`, `y` with arms (the ends of its bars, in pixels) and a label of `width` × `height`."""

    x: float
    y: float
    width: float
    height: float
    left: float = 0
    right: float = 0
    up: float = 0
    down: float = 0
    dot: float = 12  # its radius


@dataclass(frozen=True)
class Label:
    """Where a label stands: its box, the side that it is anchored by, and whether it needs a line to its dot."""

    box: Box
    anchor: str
    led: bool


GAP = 7  # between a dot and its label


def place(spots: list[Spot], bounds: Box, taken: list[Box] = ()) -> list[Label]:
    """One label a spot, inside `bounds`, clear of each other, of dots, of bars and of what is `taken`.

    Every label has a fixed list of places from best to last; each in turn takes the cheapest one given all the
    others, until nobody moves. Crowded ones choose first. The same spots always give the same places.
    """
    choices = [_choices(spot) for spot in spots]
    chosen: list[Label | None] = [None] * len(spots)
    order = sorted(range(len(spots)), key=lambda i: (-_crowd(spots, i), i))
    for _ in range(12):
        before = list(chosen)
        for i in order:
            others = [label.box for j, label in enumerate(chosen) if label and j != i]
            costs = [_cost(label, rank, spots, others, bounds, taken) for rank, label in enumerate(choices[i])]
            chosen[i] = choices[i][costs.index(min(costs))]
        if chosen == before:
            break
    return chosen


def _choices(spot: Spot) -> list[Label]:
    w, h, x, y = spot.width, spot.height, spot.x, spot.y
    found = []
    for reach in (0, 34, 76, 130, 190):
        led = reach > 34
        gap = spot.dot + GAP
        for side in ("right", "left"):
            start = x + gap if side == "right" else x - gap - w
            shift = reach / 2 if side == "right" else -reach / 2
            for top in (y - h - 5 - reach, y + 5 + reach):
                found.append(Label((start + shift, top, start + shift + w, top + h), _anchor(side), led))
            beyond = x + spot.right + 10 + reach if side == "right" else x - spot.left - 10 - w - reach
            found.append(Label((beyond, y - h / 2, beyond + w, y + h / 2), _anchor(side), led))
        for top in (y - spot.up - 8 - h - reach, y + spot.down + 8 + reach):
            found.append(Label((x - w / 2, top, x + w / 2, top + h), "center", led))
    return found


def _anchor(side: str) -> str:
    return "left" if side == "right" else "right"


def _cost(label: Label, rank: int, spots, others, bounds: Box, taken) -> float:
    box = label.box
    cost = rank * 6 + (120 if label.led else 0)
    cost += 40 * _outside(box, bounds)
    cost += sum(60 + _overlap(box, other) for other in others if _overlap(box, other))
    cost += sum(60 + _overlap(box, other) for other in taken if _overlap(box, other))
    for spot in spots:
        r = spot.dot + 3
        dot = (spot.x - r, spot.y - r, spot.x + r, spot.y + r)
        cost += 2 * _overlap(box, dot)
        across = (spot.x - spot.left, spot.y - 2, spot.x + spot.right, spot.y + 2)
        along = (spot.x - 2, spot.y - spot.up, spot.x + 2, spot.y + spot.down)
        cost += 0.12 * (_overlap(box, across) + _overlap(box, along))
    return cost


def _overlap(a: Box, b: Box) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return across * down if across > 0 and down > 0 else 0.0


def _outside(box: Box, bounds: Box) -> float:
    return (
        max(0, bounds[0] - box[0])
        + max(0, bounds[1] - box[1])
        + max(0, box[2] - bounds[2])
        + max(0, box[3] - bounds[3])
    )


def _crowd(spots: list[Spot], i: int) -> float:
    return sum(1 / (40 + abs(spots[i].x - s.x) + abs(spots[i].y - s.y)) for j, s in enumerate(spots) if j != i)
