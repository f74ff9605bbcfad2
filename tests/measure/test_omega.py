import numpy as np
import pandas as pd
import pytest
import real_data
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from workshop_kit.instrument import load_instrument
from workshop_kit.measure.covariation import correlations, scatter, sums_of
from workshop_kit.measure.omega import minimum_residual_loadings, omega_from_products, omega_total
from workshop_kit.pool.tally import Tally


@real_data.needs_data
def test_omega_equals_psych_from_rows_and_from_a_tally_alone():
    (expected,) = real_data.reference("LEAD.omega")
    sums = Tally.of(real_data.items(), load_instrument("leadership-climate"), "climate").figures["climate"].products
    omega = omega_total(real_data.items())
    assert omega.value == pytest.approx(expected, abs=5e-7)
    assert omega.n == 2042
    assert omega_from_products(sums.n, sums.sums, sums.products).value == pytest.approx(omega.value, abs=1e-9)


def of_correlations(together, n=1000):
    return omega_from_products(n, np.zeros(len(together)), n * together)


def one_factor(loadings):
    together = np.outer(loadings, loadings)
    np.fill_diagonal(together, 1)
    return together


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=10))
def test_where_one_factor_is_the_truth_omega_is_the_truth(loadings):
    loadings = np.array(loadings)
    together = one_factor(loadings)
    assert minimum_residual_loadings(together) == pytest.approx(loadings, abs=1e-5)
    common = loadings.sum() ** 2
    assert of_correlations(together).value == pytest.approx(common / (common + (1 - loadings**2).sum()), abs=1e-6)


def test_loadings_leave_less_than_any_others_nearby():
    rng = np.random.default_rng(4)
    together = np.corrcoef(rng.normal(size=(80, 1)) + rng.normal(size=(80, 6)), rowvar=False)
    below = np.tril_indices(6, -1)

    def left(loadings):
        return ((together - np.outer(loadings, loadings))[below] ** 2).sum()

    best = minimum_residual_loadings(together)
    assert all(left(best) <= left(best + rng.normal(0, 0.01, 6)) for _ in range(200))


def test_an_item_that_would_be_explained_altogether_keeps_the_least_uniqueness():
    together = np.array([[1, 0.8, 0.7], [0.8, 1, 0.5], [0.7, 0.5, 1]])  # 0.8 · 0.7 / 0.5 > 1

    def left(unique):
        reduced = together - np.diag(unique)
        values, vectors = np.linalg.eigh(reduced)
        return ((reduced - values[-1] * np.outer(vectors[:, -1], vectors[:, -1])) ** 2).sum()

    unique = minimize(left, [0.2] * 3, bounds=[(0.005, 1)] * 3, options={"ftol": 1e-15, "gtol": 1e-10}).x
    values, vectors = np.linalg.eigh(together - np.diag(unique))
    expected = np.abs(vectors[:, -1]) * np.sqrt(values[-1])
    assert unique[0] == pytest.approx(0.005)
    assert minimum_residual_loadings(together) == pytest.approx(expected, abs=1e-4)
    assert of_correlations(together).value == pytest.approx(1 - (1 - expected**2).sum() / together.sum(), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 6))
def test_omega_knows_nothing_of_the_order_of_people_and_items_nor_of_the_units(seed, items):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(np.clip(np.rint(3 + rng.normal(size=(40, 1)) + rng.normal(size=(40, items))), 1, 5))
    omega = omega_total(rows)
    assume(omega.value is not None)
    moved = rows.sample(frac=1, random_state=1)[list(reversed(rows.columns))] * rng.uniform(0.5, 9, items) + 7
    assert omega_total(moved).value == pytest.approx(omega.value, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_omega_from_sums_is_omega_from_rows(seed):
    rng = np.random.default_rng(seed)
    rows = np.clip(np.rint(3 + rng.normal(size=(25, 1)) + rng.normal(size=(25, 4))), 1, 5).astype(int)
    counted = rows - 1
    mine, theirs = omega_total(pd.DataFrame(rows)), omega_from_products(25, counted.sum(axis=0), counted.T @ counted)
    assert mine.reason == theirs.reason
    if mine.value is not None:
        assert mine.value == pytest.approx(theirs.value, abs=1e-9)


ROWS = np.random.default_rng(1).integers(1, 6, (12, 4)).astype(float)


@pytest.mark.parametrize(
    "rows, why",
    [
        (ROWS[:, :2], "three items"),
        (ROWS[:, :1], "three items"),
        (ROWS[:4], "more people"),
        (ROWS[:1], "more people"),
        (ROWS * [1, 1, 1, 0], "same answer"),
        (ROWS * 0, "same answer"),
        (ROWS * np.nan, "more people"),
    ],
    ids=["two items", "one item", "four people", "one person", "a constant item", "constant", "all missing"],
)
def test_what_means_nothing_is_missing_with_a_reason(rows, why):
    omega = omega_total(pd.DataFrame(rows))
    assert omega.value is None and why in omega.reason


def test_correlations_are_the_textbooks():
    rows = pd.DataFrame(ROWS)
    assert correlations(scatter(*sums_of(rows))) == pytest.approx(np.corrcoef(ROWS.T), abs=1e-12)
