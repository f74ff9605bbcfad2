from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.measure.change import reliable_change, smallest_reliable_change, standard_error_of_measurement
from workshop_kit.measure.estimate import Estimate, unknown


def test_the_worked_example_of_jacobson_and_truax():
    # p. 14: from 32.5 to 47.5 with a spread of 7.5 and a retest reliability of .80
    found = reliable_change(32.5, 47.5, sd=7.5, reliability=0.80)
    assert standard_error_of_measurement(7.5, 0.80) == pytest.approx(3.35, abs=0.005)
    assert found.value == pytest.approx(3.16, abs=0.005)
    assert found.points == 15 and found.reliable


scores = st.floats(0, 100)


@given(scores, scores, st.floats(1, 40), st.floats(0, 0.99))
def test_it_is_symmetric_and_reliable_exactly_beyond_the_smallest_change(before, after, sd, reliability):
    there, back = reliable_change(before, after, sd, reliability), reliable_change(after, before, sd, reliability)
    assert there.value == -back.value and there.reliable == back.reliable
    assert there.needed == pytest.approx(smallest_reliable_change(sd, reliability))
    if abs(abs(there.points) - there.needed) > 1e-9:
        assert there.reliable == (abs(there.points) > there.needed)


def test_of_many_people_it_is_a_series_matched_by_their_index():
    before = pd.Series([40.0, 50.0, 60.0], index=["x", "y", "z"])
    after = pd.Series([60.0, 50.0, np.nan], index=["z", "x", "y"])
    found = reliable_change(before, after, 10, 0.5)
    assert found["x"] == pytest.approx(1.0) and found["z"] == 0 and np.isnan(found["y"])
    assert reliable_change([40, 50], np.array([50, 40]), 10, 0.5).tolist() == pytest.approx([1, -1])


def test_an_estimated_reliability_goes_in_as_it_is():
    alpha = Estimate(0.84, 0.7, 0.9, 50)
    assert standard_error_of_measurement(10, alpha) == pytest.approx(10 * sqrt(0.16))
    with pytest.raises(ValueError, match="too few"):
        standard_error_of_measurement(10, unknown("too few people"))


@pytest.mark.parametrize("before, after", [(None, 50), (50, float("nan")), (None, None)])
def test_without_one_of_the_scores_nothing_is_said(before, after):
    found = reliable_change(before, after, 10, 0.8)
    assert found.value is None and found.reliable is None and "missing" in found.reason


@pytest.mark.parametrize("sd, reliability", [(0, 0.8), (10, 1)])
def test_without_error_there_is_nothing_to_compare_with(sd, reliability):
    found = reliable_change(40, 50, sd, reliability)
    assert found.value is None and found.points == 10 and found.reason
    assert reliable_change([40], [50], sd, reliability).isna().all()


@pytest.mark.parametrize("sd, reliability", [(-1, 0.8), (float("nan"), 0.8), (10, 1.1), (10, -0.2), (10, float("nan"))])
def test_nonsense_is_refused(sd, reliability):
    with pytest.raises(ValueError):
        reliable_change(40, 50, sd, reliability)
