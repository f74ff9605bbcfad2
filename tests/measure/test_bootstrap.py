import numpy as np
import pytest
from scipy import stats

from workshop_kit.measure.bootstrap import bootstrap_mean

SKEWED = np.random.default_rng(8).exponential(10, 30)


@pytest.mark.parametrize("method, scipys", [("percentile", "percentile"), ("bca", "BCa")])
def test_intervals_are_those_of_scipy_but_for_the_draws(method, scipys):
    found = bootstrap_mean(SKEWED, seed=1, method=method, draws=40_000)
    theirs = stats.bootstrap((SKEWED,), np.mean, n_resamples=40_000, method=scipys, random_state=2).confidence_interval
    assert found.value == pytest.approx(SKEWED.mean())
    assert [found.low, found.high] == pytest.approx([theirs.low, theirs.high], abs=0.15)


def test_bca_follows_the_skew_that_a_percentile_interval_misses():
    plain, corrected = (bootstrap_mean(SKEWED, seed=1, method=method) for method in ("percentile", "bca"))
    assert corrected.low > plain.low and corrected.high > plain.high


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly():
    once, again, other = (bootstrap_mean(SKEWED, seed=seed) for seed in (7, 7, 8))
    assert once == again
    assert once != other and other.low == pytest.approx(once.low, abs=0.5)


def test_it_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(11)
    runs = [bootstrap_mean(rng.integers(1, 6, 25), seed=run, draws=1000) for run in range(400)]
    covered = sum(found.low <= 3 <= found.high for found in runs) / 400
    assert 0.90 <= covered <= 0.98


def test_missing_answers_do_not_count_and_the_level_widens_it():
    holes = np.append(SKEWED, [np.nan, np.nan])
    assert bootstrap_mean(holes, seed=3) == bootstrap_mean(SKEWED, seed=3)
    wide, narrow = (bootstrap_mean(SKEWED, seed=3, level=level) for level in (0.99, 0.8))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_many_people_are_drawn_in_batches():
    many = np.random.default_rng(1).normal(50, 10, 100_000)
    found = bootstrap_mean(many, seed=1, draws=200)
    assert [found.low, found.high] == pytest.approx([many.mean() - 0.062, many.mean() + 0.062], abs=0.02)


@pytest.mark.parametrize("values", [[3], [1, 5], [1, 2, 4, 5], [4] * 12], ids=["one", "two", "four", "constant"])
def test_where_samples_say_nothing_the_mean_stands_alone(values):
    found = bootstrap_mean(values, seed=1)
    assert found.value == np.mean(values) and found.low is None and found.reason


def test_nobody_has_no_mean():
    assert bootstrap_mean([np.nan, None], seed=1).value is None
    with pytest.raises(ValueError, match="bca"):
        bootstrap_mean(SKEWED, seed=1, method="normal")
