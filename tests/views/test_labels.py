"""Names beside dots: no collisions where there is room, always the same, always inside."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop_kit.views.canvas import clipped, scaled, text_width, wrapped
from workshop_kit.views.labels import Spot, place

BOUNDS = (0, 0, 1080, 820)


def overlap(a, b) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5


places = st.lists(
    st.tuples(st.integers(2, 18), st.integers(2, 14)), min_size=1, max_size=10, unique=True
)  # multiples of five points: about 54 pixels


@settings(max_examples=60)
@given(places)
def test_labels_of_facets_on_a_grid_never_overlap_and_stay_inside(cells):
    spots = [Spot(54 * x, 54 * y, 170, 34, 90, 90, 90, 90) for x, y in cells]
    labels = place(spots, BOUNDS)
    assert labels == place(spots, BOUNDS)
    for a, b in combinations(labels, 2):
        assert not overlap(a.box, b.box)
    for label in labels:
        assert label.box[0] >= -1 and label.box[2] <= BOUNDS[2] + 1
        assert label.box[1] >= -1 and label.box[3] <= BOUNDS[3] + 1


def test_a_taken_corner_stays_free():
    (label,) = place([Spot(100, 60, 150, 34)], BOUNDS, [(0, 0, 300, 58)])
    assert not overlap(label.box, (0, 0, 300, 58))


@pytest.mark.parametrize("text", ["Standards and consistency", "目標と意味を語る", "Mitarbeiterzufriedenheit"])
def test_wrapped_lines_fit(text):
    assert all(text_width(line, 26) <= 300 or " " not in line for line in wrapped(text, 300, 26))


def test_clipping_says_so():
    (line,) = clipped("a sentence that is far too long for its place", 200, 26)
    assert line.endswith("…") and text_width(line, 26) <= 200


def test_scaling_changes_sizes_and_no_values():
    figure = {"data": [{"x": [50], "marker": {"size": 24}}], "layout": {"width": 100, "xaxis": {"range": [0, 100]}}}
    half = scaled(figure, 0.5)
    assert half == {
        "data": [{"x": [50], "marker": {"size": 12}}],
        "layout": {"width": 50, "xaxis": {"range": [0, 100]}},
    }
