import numpy as np
import pandas as pd
import pytest
import real_data
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.measure.agreement import (
    average_deviation,
    average_deviation_from_counts,
    r_wg,
    r_wg_from_counts,
    r_wg_j,
    r_wg_j_from_products,
)

ratings = st.lists(st.integers(1, 5), min_size=2, max_size=30)
tables = st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=20)


@real_data.needs_data
def test_r_wg_equals_the_reference_in_each_of_49_companies():
    found = [float(r_wg(company["LEAD01"], 5)) for company in real_data.companies()]
    assert found == pytest.approx(real_data.reference("rwg_LEAD01"), abs=5e-7)


@real_data.needs_data
def test_r_wg_j_equals_the_reference_in_each_of_49_companies():
    found = [r_wg_j(company.filter(like="LEAD"), 5).value for company in real_data.companies()]
    assert found == pytest.approx(real_data.reference("rwgj"), abs=5e-7)


@real_data.needs_data
def test_the_average_deviation_equals_the_reference_in_each_of_49_companies():
    found = [average_deviation(company["LEAD01"]).value for company in real_data.companies()]
    assert found == pytest.approx(real_data.reference("ad_LEAD01"), abs=5e-7)


# r_wg --------------------------------------------------------------------------------------------------------


@given(ratings)
def test_r_wg_lies_between_no_and_full_agreement_and_the_stricter_null_below(given_ratings):
    found = r_wg(given_ratings, 5)
    assert 0 <= found.skewed <= found.value <= 1
    assert found.negative == (np.var(given_ratings, ddof=1) > 2)
    assert found.n == len(given_ratings)


@given(ratings)
def test_r_wg_does_not_know_where_on_the_scale_people_agree_nor_in_which_order(given_ratings):
    mirrored = [6 - rating for rating in reversed(given_ratings)]
    assert r_wg(mirrored, 5).value == pytest.approx(r_wg(given_ratings, 5).value, abs=1e-12)


def test_two_people_are_enough():
    found = r_wg([3, 4], 5)
    assert found.value == pytest.approx(1 - 0.5 / 2)
    assert found.skewed == pytest.approx(1 - 0.5 / 1.34)
    assert not found.negative and found.n == 2


def test_what_is_negative_counts_as_nothing_and_is_flagged():
    poles = r_wg([1, 1, 5, 5], 5)
    assert (poles.value, poles.negative, poles.skewed, poles.skewed_negative) == (0, True, 0, True)
    between = r_wg([2, 2, 5, 3, 5, 2], 5)  # the variance, 2.17, lies above both nulls; 1.6 between them
    assert between.negative
    leaning = r_wg([2, 2, 4, 4, 5, 4], 5)
    assert not leaning.negative and leaning.skewed_negative and leaning.skewed == 0


def test_everybody_on_one_point_is_full_agreement():
    assert r_wg([4, 4, 4], 5).value == 1
    assert r_wg_j(pd.DataFrame({"a": [4, 4], "b": [2, 2]}), 5).value == 1


@pytest.mark.parametrize("points, uniform", [(2, 0.25), (4, 1.25), (5, 2), (7, 4), (11, 10)])
def test_the_uniform_null_is_the_variance_of_an_even_spread(points, uniform):
    assert np.var(np.arange(1, points + 1)) == uniform
    assert r_wg([1, 1, 1, 2], points).value == pytest.approx(max(0, 1 - 0.25 / uniform))


def test_scales_without_a_published_skewed_null_have_the_uniform_one_alone():
    assert r_wg([1, 2, 2], 3).skewed is None


@pytest.mark.parametrize("alone", [[], [3], [np.nan, 3], [None, None]])
def test_one_person_agrees_with_nobody(alone):
    for found in (r_wg(alone, 5), average_deviation(alone)):
        assert found.value is None and "two" in found.reason


def test_missing_ratings_do_not_count():
    assert r_wg([3, None, 4, np.nan], 5) == r_wg([3, 4], 5)
    assert r_wg(pd.Series([3, pd.NA, 4], dtype="Int64"), 5) == r_wg([3, 4], 5)


def test_ratings_that_do_not_fit_on_the_scale_are_refused():
    with pytest.raises(ValueError, match="from 1 to 7 do not fit"):
        r_wg([1, 7], 5)
    with pytest.raises(ValueError, match="two points"):
        r_wg([1, 1], 1)


# r_wg(j) -----------------------------------------------------------------------------------------------------


@given(tables)
def test_r_wg_j_is_spearman_and_browns_step_from_the_mean_variance(rows):
    found = r_wg_j(pd.DataFrame(rows), 5)
    one = max(0, 1 - np.var(rows, axis=0, ddof=1).mean() / 2)
    assert found.value == pytest.approx(3 * one / (1 + 2 * one), abs=1e-12)
    assert 0 <= found.skewed <= found.value <= 1


@given(tables)
def test_r_wg_j_from_sums_is_r_wg_j_from_rows(rows):
    counted = np.array(rows) - 1
    alone = r_wg_j_from_products(len(rows), counted.sum(axis=0), counted.T @ counted, points=5)
    there = r_wg_j(pd.DataFrame(rows), 5)
    assert [alone.value, alone.skewed] == pytest.approx([there.value, there.skewed], abs=1e-9)
    assert (alone.negative, alone.n) == (there.negative, there.n)


def test_r_wg_j_of_one_item_is_r_wg():
    assert r_wg_j(pd.DataFrame({"a": [2, 3, 5]}), 5).value == pytest.approx(r_wg([2, 3, 5], 5).value)


def test_r_wg_j_takes_who_answered_everything():
    rows = pd.DataFrame({"a": [2, 3, 5, np.nan], "b": [2, 2, 4, 1]})
    assert r_wg_j(rows, 5).value == r_wg_j(rows.iloc[:3], 5).value
    assert r_wg_j(rows.iloc[2:], 5).value is None
    assert r_wg_j(pd.DataFrame(index=range(5)), 5).reason == "there is no item"


# average deviation -------------------------------------------------------------------------------------------


def test_the_average_deviation_is_taken_around_the_mean_or_the_median():
    assert average_deviation([1, 1, 1, 5]).value == pytest.approx(1.5)
    assert average_deviation([1, 1, 1, 5], around="median").value == pytest.approx(1.0)
    with pytest.raises(ValueError, match="median"):
        average_deviation([1, 2], around="mode")


def test_of_several_items_it_is_the_mean_of_theirs():
    rows = pd.DataFrame({"a": [1, 1, 1, 5], "b": [2, 2, 2, 2]})
    assert average_deviation(rows).value == pytest.approx(0.75)
    assert average_deviation(rows, around="median").value == pytest.approx(0.5)


@given(ratings)
def test_the_median_is_never_further_from_people_than_the_mean(given_ratings):
    around = [average_deviation(given_ratings, around=centre).value for centre in ("median", "mean")]
    assert 0 <= around[0] <= around[1] + 1e-12 <= 2 + 1e-12


@given(ratings)
def test_counts_say_the_same_as_the_ratings_behind_them(given_ratings):
    counts = [given_ratings.count(point) for point in range(1, 6)]
    assert r_wg_from_counts(counts).value == pytest.approx(r_wg(given_ratings, 5).value, abs=1e-9)
    mine, theirs = average_deviation_from_counts(counts), average_deviation(given_ratings)
    assert mine.value == pytest.approx(theirs.value, abs=1e-9)
