import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.instrument import load_instrument
from workshop_kit.measure.describe import (
    distribution,
    distribution_from_counts,
    mean_interval,
    moments,
    moments_from_sums,
)
from workshop_kit.measure.estimate import team_interval
from workshop_kit.pool.tally import Tally

ratings = st.lists(st.integers(1, 5), max_size=40)


@given(ratings)
def test_moments_from_sums_are_moments_from_rows(values):
    mine = moments(values)
    theirs = moments_from_sums(len(values), sum(values), sum(value * value for value in values))
    assert mine.n == theirs.n
    assert mine[1:] == pytest.approx(theirs[1:], abs=1e-9)


def test_of_nobody_there_is_no_mean_and_of_one_person_no_spread():
    assert moments([]) == (0, None, None)
    assert moments([np.nan, 4, None]) == (1, 4, None)


def test_a_mean_and_its_interval_are_those_of_a_tally():
    rng = np.random.default_rng(6)
    items = pd.DataFrame(rng.integers(1, 6, (23, 11)), columns=[f"LEAD{number:02}" for number in range(1, 12)])
    instrument = load_instrument("leadership-climate")
    rows = mean_interval((items.mean(axis=1) - 1) * 25, reliability=instrument.assumed.reliability)
    tally = Tally.of(items, instrument, "climate").estimate("climate")
    assert [rows.value, rows.low, rows.high] == pytest.approx([tally.value, tally.low, tally.high], abs=1e-9)
    assert rows.n == tally.n == 23


def test_the_whole_team_has_a_shorter_interval_than_a_part_of_it():
    values = [20, 40, 60, 80, 50, 50]
    whole, part = (mean_interval(values, people=people, reliability=0.8) for people in (6, 60))
    assert part.low < whole.low < whole.high < part.high
    by_hand = team_interval(50, 20, 6, people=6, reliability=0.8)  # the spread is 20 exactly
    assert [whole.low, whole.high] == pytest.approx([by_hand.low, by_hand.high], abs=1e-9)


@given(ratings)
def test_a_distribution_counts_each_point_and_everybody(values):
    found = distribution(values, 5)
    assert list(found.index) == [1, 2, 3, 4, 5]
    assert found.sum() == len(values)
    assert found.tolist() == [values.count(point) for point in range(1, 6)]
    pd.testing.assert_series_equal(distribution_from_counts(found.tolist()), found)


def test_missing_ratings_do_not_count_and_those_off_the_scale_are_refused():
    assert distribution([1, None, np.nan, 3], 3).tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="0 is off the scale"):
        distribution([0, 1], 5)
