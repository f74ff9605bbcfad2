import numpy as np
import pandas as pd
import pytest
import real_data

from workshop_kit.instrument import load_instrument
from workshop_kit.measure.covariation import sums_of
from workshop_kit.measure.items import (
    alphas_without,
    item_rest_correlations,
    item_rest_from_products,
    item_rest_intervals,
    mean_inter_item_correlation,
    mean_inter_item_from_products,
)
from workshop_kit.measure.reliability import cronbach_alpha
from workshop_kit.pool.tally import Tally


@real_data.needs_data
def test_item_rest_correlations_equal_the_reference_from_rows_and_from_a_tally_alone():
    found = item_rest_correlations(real_data.items())
    assert list(found.index) == [f"LEAD{number:02}" for number in range(1, 12)]
    assert found.to_numpy() == pytest.approx(real_data.reference("LEAD.item_rest"), abs=5e-7)
    sums = Tally.of(real_data.items(), load_instrument("leadership-climate"), "climate").figures["climate"].products
    alone = item_rest_from_products(sums.n, sums.sums, sums.products, items=found.index)
    pd.testing.assert_series_equal(alone, found, atol=1e-9)


def test_they_are_correlations_with_the_sum_of_the_others_over_complete_people():
    rows = pd.DataFrame(np.random.default_rng(2).integers(1, 6, (30, 4)).astype(float), columns=list("abcd"))
    rows.iloc[3, 1] = np.nan
    whole = rows.dropna()
    expected = [whole[item].corr(whole.drop(columns=item).sum(axis=1)) for item in whole]
    assert item_rest_correlations(rows).to_numpy() == pytest.approx(expected, abs=1e-12)


def test_an_item_on_which_all_agree_is_missing_with_a_reason_and_the_others_stay():
    rows = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 3, 5], "same": [3, 3, 3, 3]})
    found = item_rest_correlations(rows)
    assert np.isnan(found["same"]) and found.attrs["reason"]
    assert found["a"] == pytest.approx(rows["a"].corr(rows["b"]))


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame({"a": [1, 2, 3]}),
        pd.DataFrame({"a": [1], "b": [2]}),
        pd.DataFrame({"a": [np.nan] * 5, "b": [1, 2, 3, 4, 5]}),
        pd.DataFrame({"a": [2] * 5, "b": [3] * 5}),
    ],
    ids=["one item", "one person", "all missing", "constant"],
)
def test_what_means_nothing_is_missing_with_a_reason(rows):
    found = item_rest_correlations(rows)
    assert list(found.index) == list(rows.columns) and found.isna().all() and found.attrs["reason"]
    mean = mean_inter_item_correlation(rows)
    assert mean.value is None and mean.reason


def test_the_mean_inter_item_correlation_is_the_mean_below_the_diagonal():
    rows = pd.DataFrame(np.random.default_rng(5).integers(1, 6, (40, 5)))
    expected = np.corrcoef(rows.T)[np.tril_indices(5, -1)].mean()
    counted = rows.to_numpy() - 1
    alone = mean_inter_item_from_products(40, counted.sum(axis=0), counted.T @ counted)
    assert mean_inter_item_correlation(rows).value == pytest.approx(expected, abs=1e-12)
    assert alone.value == pytest.approx(expected, abs=1e-9)


# intervals ---------------------------------------------------------------------------------------------------


def test_intervals_are_fishers_with_room_for_what_ratings_are():
    rows = pd.DataFrame(np.random.default_rng(5).integers(1, 6, (40, 5)))
    found, plain = item_rest_intervals(*sums_of(rows)), item_rest_correlations(rows)
    assert [one.value for one in found] == pytest.approx(list(plain))
    for one in found:
        assert one.low < one.value < one.high and one.n == 40
        assert np.arctanh(one.high) - np.arctanh(one.value) == pytest.approx(1.959964 * np.sqrt(1.2 / 37), abs=1e-6)


@real_data.needs_data
def test_of_real_people_the_intervals_cover_about_95_in_100():
    everybody, rng = real_data.items().to_numpy(dtype=float), np.random.default_rng(7)
    truth = item_rest_correlations(pd.DataFrame(everybody)).to_numpy()
    hits = []
    for _ in range(400):
        found = item_rest_intervals(*sums_of(everybody[rng.integers(0, len(everybody), 40)]))
        hits += [one.low <= r <= one.high for one, r in zip(found, truth, strict=True)]
    assert 0.93 <= np.mean(hits) <= 0.97


def test_an_item_on_which_all_agree_has_no_interval_and_a_reason():
    rows = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "same": [3] * 5})
    a, _, same = item_rest_intervals(*sums_of(rows))
    assert a.known and same.value is None and same.reason


def test_alpha_without_an_item_is_alpha_of_the_others():
    rows = pd.DataFrame(np.random.default_rng(2).integers(1, 6, (30, 4)), columns=list("abcd"))
    expected = [cronbach_alpha(rows.drop(columns=item)) for item in rows]
    found = alphas_without(*sums_of(rows))
    for one, other in zip(found, expected, strict=True):
        assert [one.value, one.low, one.high] == pytest.approx([other.value, other.low, other.high], abs=1e-9)
    assert all(one.value is None and one.reason for one in alphas_without(*sums_of(rows[["a", "b"]])))
