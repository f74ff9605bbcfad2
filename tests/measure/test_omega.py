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


@settings(max_examples=50)
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


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(3, 6))
def test_omega_knows_nothing_of_the_order_of_people_and_items_nor_of_the_units(seed, items):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(np.clip(np.rint(3 + rng.normal(size=(40, 1)) + rng.normal(size=(40, items))), 1, 5))
    omega = omega_total(rows)
    assume(omega.value is not None)
    moved = rows.sample(frac=1, random_state=1)[list(reversed(rows.columns))] * rng.uniform(0.5, 9, items) + 7
    assert omega_total(moved).value == pytest.approx(omega.value, abs=1e-6)


@settings(max_examples=25)
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


# the interval ------------------------------------------------------------------------------------------------


def test_the_interval_follows_from_how_omega_changes_with_each_correlation():
    """Its slopes against slopes by small steps, and the delta method done by hand with them."""
    rng = np.random.default_rng(1)
    together, n = np.corrcoef(rng.normal(size=(60, 1)) + rng.normal(size=(60, 4)), rowvar=False), 60
    pairs = list(zip(*np.tril_indices(4, -1), strict=True))
    steps = []
    for i, j in pairs:
        moved = together.copy()
        moved[i, j] = moved[j, i] = together[i, j] + 1e-5
        steps.append((of_correlations(moved).value - of_correlations(together).value) / 1e-5)
    spread = sum(
        a * b * of_two_correlations(together, *p, *q)
        for a, p in zip(steps, pairs, strict=True)
        for b, q in zip(steps, pairs, strict=True)
    )
    found = of_correlations(together, n)
    half = 1.959964 * np.sqrt(1.2 * spread / (n - 4)) / (1 - found.value)
    ends = [1 - (1 - found.value) * np.exp(half), 1 - (1 - found.value) * np.exp(-half)]
    assert [found.low, found.high] == pytest.approx(ends, abs=1e-4)


def of_two_correlations(r, j, k, h, m):
    """n times the covariance of two correlations of normal variables (Olkin & Siotani 1976)."""
    return 0.5 * (
        (r[j, h] - r[j, k] * r[k, h]) * (r[k, m] - r[k, h] * r[h, m])
        + (r[j, m] - r[j, h] * r[h, m]) * (r[k, h] - r[k, j] * r[j, h])
        + (r[j, h] - r[j, m] * r[m, h]) * (r[k, m] - r[k, j] * r[j, m])
        + (r[j, m] - r[j, k] * r[k, m]) * (r[k, h] - r[k, m] * r[m, h])
    )


def test_the_interval_holds_omega_and_narrows_with_people_and_with_the_level():
    together = one_factor(np.array([0.5, 0.6, 0.7, 0.8]))
    few, many = of_correlations(together, 30), of_correlations(together, 300)
    assert few.low < few.value < few.high < 1 and few.high - few.low > 2 * (many.high - many.low)
    careful = omega_from_products(30, np.zeros(4), 30 * together, level=0.99)
    assert careful.low < few.low and few.high < careful.high


@real_data.needs_data
def test_of_real_people_the_interval_covers_about_95_in_100():
    _covers(real_data.items().to_numpy(dtype=float), 40, 400, 0.92, 0.98)


@pytest.mark.long
@real_data.needs_data
@pytest.mark.parametrize("n", [30, 50, 200])
@pytest.mark.parametrize("items", [range(11), range(4), range(4, 8), (0, 4, 8)], ids=str)
def test_of_any_scale_of_real_people_the_interval_covers_about_95_in_100(n, items):
    _covers(real_data.items().to_numpy(dtype=float)[:, list(items)], n, 1000, 0.915, 0.98)


@pytest.mark.long
@pytest.mark.parametrize("n", [30, 50, 200])
@pytest.mark.parametrize("cuts", [[-1.5, -0.8, 0, 0.9], [-2, -1.5, -0.9, 0.1]], ids=["mild", "strong"])
@pytest.mark.parametrize("loadings", [[0.8] * 4, [0.5] * 4, [0.6] * 3, [0.7] * 8], ids=str)
def test_of_skewed_five_point_answers_the_interval_covers_about_95_in_100(n, cuts, loadings):
    rng, loadings = np.random.default_rng(5), np.array(loadings)
    noise = rng.normal(size=(100_000, len(loadings))) * np.sqrt(1 - loadings**2)
    _covers(np.digitize(rng.normal(size=(100_000, 1)) * loadings + noise, cuts) + 1.0, n, 1000, 0.905, 0.985)


def _covers(everybody, n, draws, least, most):
    truth, rng = omega_total(pd.DataFrame(everybody)).value, np.random.default_rng(n)
    samples = (omega_total(pd.DataFrame(everybody[rng.integers(0, len(everybody), n)])) for _ in range(draws))
    known = [one for one in samples if one.known]
    assert len(known) > 0.98 * draws
    assert least <= np.mean([one.low <= truth <= one.high for one in known]) <= most


def test_four_people_and_a_perfect_omega_have_no_interval_and_a_reason():
    for found in (of_correlations(one_factor(np.array([0.5, 0.6, 0.7])), 4), of_correlations(np.ones((3, 3)), 50)):
        assert found.value > 0 and found.low is None and found.high is None and found.reason
