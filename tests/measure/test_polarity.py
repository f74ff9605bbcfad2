import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.measure.polarity import agreement_a, agreement_a_from_counts


@pytest.mark.parametrize(
    "counts, expected",
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),  # the worked example of R's agrmt
        ([0, 0, 9, 0, 0], 1),
        ([4, 4, 4, 4, 4], 0),
        ([7, 0, 0, 0, 7], -1),
        ([0, 5, 5, 0, 0], 0.75),  # two neighbours of five: 1 − 1/4
        ([1, 0, 1, 0, 0, 0, 0], 14 / 25 * 5 / 6),  # four triples for one camp, one for two
    ],
    ids=["worked example", "one point", "even", "two ends", "neighbours", "a gap"],
)
def test_known_shapes_have_their_known_place(counts, expected):
    assert agreement_a_from_counts(counts).value == pytest.approx(expected, abs=1e-7)


counts = st.lists(st.integers(0, 40), min_size=3, max_size=9).filter(lambda found: sum(found) >= 2)


@given(counts)
def test_it_lies_between_two_camps_and_full_agreement(found):
    assert -1 <= agreement_a_from_counts(found).value <= 1


@given(counts, st.integers(2, 5))
def test_it_knows_no_direction_and_no_number_of_people(found, times):
    value = agreement_a_from_counts(found).value
    assert agreement_a_from_counts(found[::-1]).value == pytest.approx(value, abs=1e-12)
    assert agreement_a_from_counts([n * times for n in found]).value == pytest.approx(value, abs=1e-12)


@given(counts)
def test_ratings_say_the_same_as_their_counts(found):
    ratings = [point for point, n in enumerate(found, start=1) for _ in range(n)]
    assert agreement_a(ratings, len(found)) == agreement_a_from_counts(found)


def test_it_tells_two_camps_from_an_even_spread_of_the_same_variance():
    even = [2, 2, 2, 2, 2]
    camps = [0, 5, 0, 0, 5]  # 2.25 around the mean, where the even spread has 2
    assert np.var(np.repeat(range(5), even)) == pytest.approx(np.var(np.repeat(range(5), camps)), rel=0.2)
    assert agreement_a_from_counts(camps).value < -0.2 < agreement_a_from_counts(even).value == 0


def test_what_means_nothing_is_missing_with_a_reason():
    assert "two" in agreement_a([3], 5).reason
    assert agreement_a([None, np.nan], 5).value is None
    assert "three points" in agreement_a([1, 2, 2], 2).reason


def test_a_rating_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="6 is off the scale"):
        agreement_a([1, 6], 5)
    with pytest.raises(ValueError, match=r"2\.5 is off the scale"):
        agreement_a([1, 2.5], 5)
