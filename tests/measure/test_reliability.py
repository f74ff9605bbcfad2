import numpy as np
import pandas as pd
import pingouin
import pytest
import real_data
from hypothesis import given, settings
from hypothesis import strategies as st

import workshop_kit as wk
from workshop_kit.instrument import load_instrument
from workshop_kit.measure.covariation import sums_of
from workshop_kit.measure.reliability import (
    alpha_from_products,
    cronbach_alpha,
    spearman_brown,
    spearman_brown_from_products,
    stratified_alpha,
)
from workshop_kit.pool.tally import Tally


def counted_from_zero(rows: pd.DataFrame) -> tuple:
    """The sums as a tally holds them: of ratings counted from 0, whole numbers, the lower triangle alone."""
    values = rows.to_numpy(dtype=int) - 1
    products = [[int((values[:, i] * values[:, j]).sum()) for j in range(i + 1)] for i in range(values.shape[1])]
    return len(values), [int(total) for total in values.sum(axis=0)], products


def hanging_together(seed, n=60, items=5, shared=1.0):
    rng = np.random.default_rng(seed)
    values = 3 + shared * rng.normal(size=(n, 1)) + rng.normal(size=(n, items))
    return pd.DataFrame(np.clip(np.rint(values), 1, 5), columns=list("abcdefghij")[:items])


@real_data.needs_data
def test_alpha_and_its_interval_equal_the_reference_to_six_digits_from_rows_and_from_a_tally_alone():
    *expected, n = real_data.reference("LEAD.alpha")
    tally = Tally.of(real_data.items(), load_instrument("leadership-climate"), "climate")
    sums = tally.figures["climate"].products
    for alpha in (wk.measure.cronbach_alpha(real_data.items()), alpha_from_products(sums.n, sums.sums, sums.products)):
        assert [alpha.value, alpha.low, alpha.high] == pytest.approx(expected, abs=5e-7)
        assert alpha.n == n


@pytest.mark.parametrize("seed", range(5))
def test_alpha_equals_pingouin(seed):
    rows = hanging_together(seed, n=20 + 17 * seed, items=2 + seed)
    alpha = cronbach_alpha(rows)
    value, (low, high) = pingouin.cronbach_alpha(rows)
    assert alpha.value == pytest.approx(value, abs=1e-9)
    assert [alpha.low, alpha.high] == pytest.approx([low, high], abs=5.1e-4)  # it rounds its interval to 3 digits


ratings = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=3, max_size=40)


@settings(max_examples=60)
@given(ratings, st.randoms())
def test_alpha_knows_nothing_of_the_order_of_people_nor_of_the_units(rows, random):
    alpha = cronbach_alpha(pd.DataFrame(rows))
    shuffled = random.sample(rows, len(rows))
    assert cronbach_alpha(pd.DataFrame(shuffled)).value == pytest.approx(alpha.value, abs=1e-9)
    assert cronbach_alpha(pd.DataFrame(rows) * 25 - 25).value == pytest.approx(alpha.value, abs=1e-9)


@settings(max_examples=60)
@given(ratings)
def test_alpha_from_sums_is_alpha_from_rows(rows):
    frame = pd.DataFrame(rows)
    mine, theirs = cronbach_alpha(frame), alpha_from_products(*counted_from_zero(frame))
    assert mine.reason == theirs.reason
    if mine.value is not None:
        assert [mine.value, mine.low, mine.high] == pytest.approx([theirs.value, theirs.low, theirs.high], abs=1e-9)


def test_sums_of_ratings_are_the_same_wherever_they_are_counted_from():
    rows = hanging_together(1)
    far = cronbach_alpha(rows + 1e6)
    assert far.value == pytest.approx(cronbach_alpha(rows).value, abs=1e-9)


def test_only_people_who_answered_every_item_count():
    rows = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (30, 4)).astype(float))
    holes = pd.concat([rows, pd.DataFrame([[5, np.nan, 1, 1]] * 9)])
    assert cronbach_alpha(holes) == cronbach_alpha(rows)


def test_perfect_agreement_of_items_is_one():
    assert cronbach_alpha(pd.DataFrame({"a": [1, 2, 5], "b": [1, 2, 5]})).value == pytest.approx(1)


MEANINGLESS = {
    "one item": pd.DataFrame({"a": [1, 2, 3]}),
    "two people": pd.DataFrame({"a": [1, 2], "b": [2, 1]}),
    "one person": pd.DataFrame({"a": [1], "b": [2]}),
    "constant": pd.DataFrame({"a": [3, 3, 3], "b": [4, 4, 4]}),
    "all missing": pd.DataFrame({"a": [np.nan] * 4, "b": [1, 2, 3, 4]}),
    "cancelling": pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}),
    "empty": pd.DataFrame(),
}


@pytest.mark.parametrize("rows", MEANINGLESS.values(), ids=MEANINGLESS)
def test_what_means_nothing_is_missing_with_a_reason(rows):
    for found in (cronbach_alpha(rows), spearman_brown(rows)):
        assert found.value is None and found.low is None and found.reason


# stratified --------------------------------------------------------------------------------------------------

FACETS = {"trust": ["a", "b"], "order": ["c", "d", "e"]}


def test_stratified_alpha_is_one_minus_the_strata_errors_over_the_whole_variance():
    rows = hanging_together(2)
    error = sum(
        rows[columns].sum(axis=1).var() * (1 - pingouin.cronbach_alpha(rows[columns])[0]) for columns in FACETS.values()
    )
    found = stratified_alpha(rows, FACETS)
    assert found.value == pytest.approx(1 - error / rows.sum(axis=1).var(), abs=1e-9)
    assert found.n == 60


def test_stratified_alpha_does_not_take_a_difference_between_facets_for_error():
    rng = np.random.default_rng(3)
    trust, order = rng.normal(size=(2, 200, 1))
    rows = pd.DataFrame(np.hstack([trust + rng.normal(0, 0.5, (200, 2)), order + rng.normal(0, 0.5, (200, 3))]))
    stratified = stratified_alpha(rows, {"trust": [0, 1], "order": [2, 3, 4]})
    assert stratified.value > 0.9 > 0.75 > cronbach_alpha(rows).value


def test_stratified_alpha_of_one_stratum_or_of_a_lonely_item_is_missing_with_a_reason():
    rows = hanging_together(2)
    assert "two strata" in stratified_alpha(rows, {"trust": ["a", "b"]}).reason
    assert "`order`" in stratified_alpha(rows, {"trust": ["a", "b"], "order": ["c"]}).reason
    assert stratified_alpha(rows.iloc[:2], FACETS).value is None
    assert stratified_alpha(rows * 0, FACETS).value is None


# two items ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_two_items_are_stepped_up_by_spearman_and_brown(seed):
    rows = hanging_together(seed, items=2)
    correlated = pingouin.corr(rows["a"], rows["b"])
    r = np.corrcoef(rows.T)[0, 1]
    low, high = correlated["CI95"].iloc[0]
    found = spearman_brown(rows)
    assert found.value == pytest.approx(2 * r / (1 + r), abs=1e-12)
    assert [found.low, found.high] == pytest.approx([2 * low / (1 + low), 2 * high / (1 + high)], abs=0.01)
    assert spearman_brown_from_products(*counted_from_zero(rows)).value == pytest.approx(found.value, abs=1e-9)


def test_items_that_point_apart_have_no_spearman_brown():
    found = spearman_brown(pd.DataFrame({"a": [1, 2, 3, 4], "b": [4, 3, 2, 2]}))
    assert found.value is None and "different directions" in found.reason


def test_three_items_are_not_two():
    assert "here are 3" in spearman_brown(hanging_together(1, items=3)).reason


def test_the_sums_of_a_frame_are_listwise():
    n, sums, products = sums_of(pd.DataFrame({"a": [1, 2, np.nan, 4], "b": [1, 1, 1, 2]}))
    assert n == 3 and len(sums) == 2 and np.shape(products) == (2, 2)
