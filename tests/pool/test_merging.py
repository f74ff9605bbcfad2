"""Histograms and grids: everybody is in one bar, and no bar is about one person or two."""

from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.pool.figures import CLASSES, Bar, class_of
from workshop_kit.pool.merging import FEWEST, merged_areas, merged_bars

COUNTS = st.integers(0, 6) | st.integers(0, 60)


@given(st.lists(COUNTS, min_size=2, max_size=11))
def test_bars_cover_all_classes_once_and_hold_everybody(counts):
    bars = merged_bars(tuple(counts))
    if sum(counts) < FEWEST:
        assert not bars
        return
    assert [place for bar in bars for place in range(bar.first, bar.last + 1)] == list(range(len(counts)))
    assert all(bar.n == sum(counts[bar.first : bar.last + 1]) >= FEWEST for bar in bars)


def test_a_small_bar_joins_its_neighbour_on_the_side_of_the_middle():
    assert merged_bars((2, 4, 9, 5, 1)) == (Bar(0, 1, 6), Bar(2, 2, 9), Bar(3, 4, 6))
    assert merged_bars((1, 1, 0, 9, 14)) == (Bar(0, 3, 11), Bar(4, 4, 14))


def test_an_empty_bar_and_a_bar_of_one_look_the_same():
    """Else a merged bar would tell that somebody is at its end."""
    assert merged_bars((0, 7, 9, 8, 5)) == merged_bars((1, 6, 9, 8, 5)) == merged_bars((2, 5, 9, 8, 5))


@given(st.lists(st.lists(st.integers(0, 4) | st.integers(0, 30), min_size=5, max_size=5), min_size=5, max_size=5))
def test_areas_cover_all_cells_once_are_in_one_piece_and_hold_everybody(cells):
    areas = merged_areas(tuple(map(tuple, cells)))
    if sum(map(sum, cells)) < FEWEST:
        assert not areas
        return
    assert sorted(cell for area in areas for cell in area.cells) == [(i, j) for i in range(5) for j in range(5)]
    for area in areas:
        assert area.n == sum(cells[i][j] for i, j in area.cells) >= FEWEST
        assert _in_one_piece(set(area.cells))


def _in_one_piece(cells: set) -> bool:
    reached, edge = set(), [next(iter(cells))]
    while edge:
        i, j = edge.pop()
        reached.add((i, j))
        edge += [c for c in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)) if c in cells - reached]
    return reached == cells


@given(st.integers(1, 200), st.integers(2, 11), st.data())
def test_classes_mirror_each_other(top, count, data):
    """What is low is classed as what is high would be: no side gets the edges."""
    value = data.draw(st.integers(0, top))
    place = class_of(value, top, count)
    assert 0 <= place < count
    if value * 2 != top:
        assert class_of(top - value, top, count) == count - 1 - place
    assert class_of(0, top, count) == 0 and class_of(top, top, count) == count - 1


def test_the_edge_of_a_class_belongs_to_the_side_of_the_middle():
    assert [class_of(value, 100, CLASSES) for value in (19, 20, 40, 50, 60, 80, 81)] == [0, 1, 2, 2, 2, 3, 4]
