from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.measure.estimate import (
    Estimate,
    counted_spread,
    difference_interval,
    team_interval,
    team_standard_error,
    unknown,
)


def test_a_sample_from_an_endless_team_gets_the_textbook_interval():
    # t(9; .975) = 2.262157: 50 ± 2.262157 · 10/√10
    estimate = team_interval(50, 10, 10, reliability=0.6)
    assert estimate.low == pytest.approx(50 - 2.262157 * 10 / sqrt(10), abs=1e-5)
    assert estimate.high == pytest.approx(50 + 2.262157 * 10 / sqrt(10), abs=1e-5)
    assert (estimate.value, estimate.n, estimate.reason) == (50, 10, None)


def test_a_full_room_is_uncertain_by_measurement_alone():
    assert team_standard_error(10, 14, people=14, reliability=0.6) == pytest.approx(10 / sqrt(14) * sqrt(0.4))
    assert team_standard_error(10, 14, people=14, reliability=1.0) == 0


def test_half_a_room_lies_between_a_full_one_and_an_endless_one():
    full, half, endless = (team_standard_error(10, 14, people=p, reliability=0.6) for p in (14, 28, None))
    assert full < half < endless
    assert half == pytest.approx(10 / sqrt(14) * sqrt(1 - 0.6 / 2))


def test_more_answers_than_heads_counts_as_a_full_room():
    one, other = (team_standard_error(10, 14, people=p, reliability=0.6) for p in (12, 14))
    assert one == other


def test_rounding_adds_its_own_variance():
    assert team_standard_error(0, 9, reliability=0.6, step=5) == pytest.approx(5 / sqrt(12))


def test_a_spread_that_rounds_to_nothing_counts_as_a_step():
    assert counted_spread(0) == 5
    assert counted_spread(10) == 10


def test_ends_stay_on_the_scale_and_the_value_stays_between_them():
    top = team_interval(98, 20, 5, reliability=0.6)
    assert top.high == 100
    assert team_interval(98, 20, 5, reliability=0.6, bounds=None).high > 100
    assert team_interval(-60, 40, 5, reliability=0.6, bounds=(-100, 100)).low == -100


@pytest.mark.parametrize("mean, sd, n", [(None, 10, 6), (float("nan"), 10, 6), (50, 10, 0)])
def test_what_cannot_be_said_has_no_value_and_a_reason(mean, sd, n):
    estimate = team_interval(mean, sd, n, reliability=0.6)
    assert estimate.value is None and estimate.reason and not estimate.known


def test_one_person_has_a_value_and_no_interval():
    estimate = team_interval(50, None, 1, reliability=0.6)
    assert estimate == Estimate(50, None, None, 1, "one person has no spread")


@pytest.mark.parametrize("arguments", [{"sd": -1, "reliability": 0.6}, {"sd": 1, "reliability": 1.2}])
def test_nonsense_is_refused(arguments):
    with pytest.raises(ValueError):
        team_standard_error(n=5, **arguments)


def test_a_difference_is_wider_than_each_of_its_parts():
    d = difference_interval(60, 50, 3, 4, n=10)
    assert d.value == 10
    assert d.high - 10 == pytest.approx(2.262157 * 5, abs=1e-4)


@given(
    st.floats(0, 100),
    st.floats(0, 60),
    st.integers(2, 200),
    st.one_of(st.none(), st.integers(1, 400)),
    st.floats(0, 1),
    st.sampled_from([0, 1, 5, 10]),
)
def test_the_value_is_always_inside_its_interval(mean, sd, n, people, reliability, step):
    e = team_interval(mean, sd, n, people=people, reliability=reliability, step=step)
    assert 0 <= e.low <= e.value <= e.high <= 100


def test_an_estimate_goes_wherever_a_number_goes_and_says_why_where_there_is_none():
    assert float(Estimate(0.75, 0.6, 0.9, 40)) == 0.75
    with pytest.raises(ValueError, match="too few people"):
        float(unknown("too few people"))
