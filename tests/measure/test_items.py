import numpy as np
import pandas as pd
import pytest
import real_data

from workshop_kit.instrument import load_instrument
from workshop_kit.measure.items import (
    item_rest_correlations,
    item_rest_from_products,
    mean_inter_item_correlation,
    mean_inter_item_from_products,
)
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
