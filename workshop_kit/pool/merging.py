"""Histograms and grids in which every bar and every area is about enough people.

Bars under `FEWEST` are merged towards the middle, where most people are and single ones are hidden best. An empty
bar is merged like one with a single person: if it were kept, a merged bar would tell that somebody is in it.
"""

from .figures import Area, Bar, Row, Rows

FEWEST = 3  # people in a bar or an area


def merged_bars(counts: Row) -> tuple[Bar, ...]:
    """The bars of a histogram, neighbours merged until each holds at least `FEWEST` people.

    From each end, a bar that is too small joins its neighbour on the middle's side; what is left too small in the
    middle joins the larger of its neighbours. All together under `FEWEST` there are no bars at all.
    """
    bars = [Bar(place, place, n) for place, n in enumerate(counts)]
    if sum(counts) < FEWEST:
        return ()
    middle = (len(counts) - 1) / 2
    left = _joined([bar for bar in bars if bar.first < middle])
    right = _joined([bar for bar in reversed(bars) if bar.first > middle])
    centre = [bar for bar in bars if bar.first == middle]
    row = [*left, *centre, *reversed(right)]
    while (small := next((bar for bar in row if bar.n < FEWEST), None)) is not None:
        place = row.index(small)
        beside = max(row[max(0, place - 1) : place] + row[place + 1 : place + 2], key=lambda bar: bar.n)
        at = min(place, row.index(beside))
        row[at : at + 2] = [_both(*row[at : at + 2])]
    return tuple(row)


def _joined(bars: list[Bar]) -> list[Bar]:
    """Bars from the outside in: each that is too small joins the next; the last may stay too small."""
    done: list[Bar] = []
    for bar in bars:
        if done and done[-1].n < FEWEST:
            bar = _both(done.pop(), bar)
        done.append(bar)
    return done


def _both(a: Bar, b: Bar) -> Bar:
    return Bar(min(a.first, b.first), max(a.last, b.last), a.n + b.n)


def merged_areas(cells: Rows) -> tuple[Area, ...]:
    """The areas of a grid, cells merged until each area holds at least `FEWEST` people.

    From the outside in, a cell that is too small joins its neighbour towards the middle, along the axis on which it
    lies further out (the first axis where both are equal). What is left too small in the middle joins the largest
    area beside it. All together under `FEWEST` there are no areas at all.
    """
    if sum(map(sum, cells)) < FEWEST:
        return ()
    size = range(len(cells))
    middle = len(cells) // 2
    areas = {(i, j): [{(i, j)}, cells[i][j]] for i in size for j in size}
    for place in sorted(areas, key=lambda place: (-_steps_out(place, middle), place))[:-1]:
        members, n = areas[place]
        if n < FEWEST:
            inner = areas[_inward(place, middle)]
            inner[0] |= members
            inner[1] += n
            del areas[place]
    _settle_middle(areas, middle)
    return tuple(Area(tuple(sorted(members)), n) for _place, (members, n) in sorted(areas.items()))


def _steps_out(place: tuple[int, int], middle: int) -> int:
    return sum(abs(at - middle) for at in place)


def _inward(place: tuple[int, int], middle: int) -> tuple[int, int]:
    axis = max((0, 1), key=lambda axis: (abs(place[axis] - middle), -axis))
    step = 1 if place[axis] < middle else -1
    return (place[0] + step, place[1]) if axis == 0 else (place[0], place[1] + step)


def _settle_middle(areas: dict, middle: int) -> None:
    centre = (middle, middle)
    members, n = areas[centre]
    if n < FEWEST:
        beside = [place for place, (cells, _) in areas.items() if place != centre and _touch(cells, members)]
        largest = max(beside, key=lambda place: (areas[place][1], place))
        areas[largest][0] |= members
        areas[largest][1] += n
        del areas[centre]


def _touch(some: set, others: set) -> bool:
    return any((i + di, j + dj) in others for i, j in some for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0)))
