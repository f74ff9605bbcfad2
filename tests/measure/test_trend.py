import numpy as np
import pytest
from scipy.stats import linregress, t, ttest_ind

from workshop_kit.measure.estimate import t_quantile
from workshop_kit.measure.trend import FEWEST, means_by, slope


def teams(seed, count=18, rise=0.0, between=4.0):
    rng = np.random.default_rng(seed)
    places, errors = np.arange(count) % 6, rng.uniform(2, 8, count)
    return places, 50 + rise * places + rng.normal(0, between, count) + rng.normal(0, errors), errors


def test_with_errors_of_one_size_and_teams_that_differ_it_is_the_line_of_least_squares():
    places, means, _ = teams(1, between=8)
    found, plain = slope(places, means, np.full(len(means), 1.0)), linregress(places, means)
    assert found.value == pytest.approx(plain.slope)
    assert found.p == pytest.approx(plain.pvalue) and found.tau > 0
    x, y = found.middle
    assert y == pytest.approx(plain.intercept + plain.slope * x)


def test_with_teams_that_are_all_alike_it_is_never_surer_than_chance_alone_allows():
    places = np.arange(8.0)
    found = slope(places, np.full(8, 50.0), np.full(8, 4.0))
    error = 4 / np.sqrt(((places - places.mean()) ** 2).sum())
    assert found.tau == 0 and found.value == pytest.approx(0)
    assert found.high == pytest.approx(2.446912 * error, abs=1e-5)  # t of 6


def test_a_team_that_is_hardly_known_hardly_counts():
    places, means, errors = [0, 1, 2, 3, 4, 5], [10, 12, 14, 16, 18, 90], [1, 1, 1, 1, 1, 500]
    assert slope(places, means, errors).value == pytest.approx(2, abs=0.1)


def test_where_nothing_rises_one_line_in_twenty_looks_steep_and_where_something_does_it_is_found():
    still = [slope(*teams(seed)).p < 0.05 for seed in range(600)]
    assert 0.02 <= np.mean(still) <= 0.07
    ends = [slope(*teams(seed, rise=1.5)) for seed in range(300)]
    assert 0.92 <= np.mean([one.low <= 1.5 <= one.high for one in ends]) <= 0.98


LAYOUTS = {
    "teams that come and go": [[0, 1, 2]] * 4 + [[3, 4, 5]] * 4,
    "teams that overlap": [[0, 1, 2]] * 3 + [[1, 2, 3]] * 3 + [[2, 3, 4]] * 3,
    "some once, some often": [[0, 1, 2]] * 3 + [[3], [4], [5]] * 3,
    "always the same": [[0, 1, 2]] * 8,
}


def followed(layout, seed, rise=0.0, own=3.0):
    """Teams that differ for good, and each drifts a little in its own way; where and whose each mean is."""
    rng = np.random.default_rng(seed)
    where = [place for places in layout for place in places]
    whose = np.repeat(np.arange(len(layout)), [len(places) for places in layout])
    levels, drifts = rng.normal(0, 10, len(layout)), rng.normal(0, own, len(layout))
    middles = np.array([np.mean(places) for places in layout])
    means = 50 + levels[whose] + (rise + drifts[whose]) * where - drifts[whose] * middles[whose]
    return where, means + rng.normal(0, 5, len(where)), np.full(len(where), 5.0), whose


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_teams_that_are_there_several_times_make_no_trend_of_who_was_there_when(layout):
    still = [slope(*followed(layout, seed)).p < 0.05 for seed in range(300)]
    assert np.mean(still) <= 0.085
    risen = [slope(*followed(layout, seed, rise=3, own=1)) for seed in range(100)]
    assert np.mean([one.low <= 3 <= one.high for one in risen]) >= 0.9


def test_a_team_that_is_there_once_counts_as_it_did():
    places, means, errors = teams(5)
    assert slope(places, means, errors, list("abcdefghijklmnopqr")) == slope(places, means, errors)


def test_between_two_times_with_other_teams_the_error_is_that_of_the_means_of_teams():
    where, whose = np.repeat([0, 1], 12), np.repeat(np.arange(8), 3)
    means = 50 + np.random.default_rng(2).normal(0, 10, 8)[whose] + np.random.default_rng(3).normal(0, 5, 24)
    found = slope(where, means, np.full(24, 1.0), whose)
    per_team = means.reshape(8, 3).mean(axis=1)
    known = ttest_ind(per_team[4:], per_team[:4], equal_var=False)
    assert found.value == pytest.approx(per_team[4:].mean() - per_team[:4].mean())
    assert (found.high - found.value) / t_quantile(6, 0.975) == pytest.approx(found.value / known.statistic)
    assert found.p == pytest.approx(2 * t.sf(abs(known.statistic), 6))  # with as many teams on both sides


def test_where_one_team_alone_was_there_twice_there_is_no_slope():
    found = slope([0, 0, 0, 0, 1], [1, 2, 3, 4, 5], [1] * 5, list("abcdd"))
    assert found.value is None and "one team alone" in found.reason


def test_the_order_of_teams_and_the_place_of_zero_do_not_matter():
    places, means, errors = teams(3, rise=1)
    found = slope(places, means, errors)
    turned = slope(places[::-1] + 24_000.5, means[::-1], errors[::-1])
    assert [turned.value, turned.low, turned.p] == pytest.approx([found.value, found.low, found.p])


def test_what_means_nothing_is_missing_with_a_reason_or_refused():
    few = slope([0, 1, 2], [1, 2, 3], [1, 1, 1])
    assert few.value is None and str(FEWEST) in few.reason and few.n == 3
    assert "one place" in slope([2] * 5, range(5), [1] * 5).reason
    for bad in ([1, 0, 1, 1], [1, np.nan, 1, 1]):
        with pytest.raises(ValueError, match="above 0"):
            slope([0, 1, 2, 3], [1, 2, 3, 4], bad)


def test_means_of_groups_share_what_is_known_of_how_teams_differ():
    groups = {
        "spring": {"a": (40.0, 2.0), "b": (50.0, 2.0), "c": (60.0, 2.0)},
        "summer": {"d": (70.0, 2.0)},
        "autumn": {},
    }
    found = means_by(groups)
    assert list(found) == ["spring", "summer"]
    assert found["spring"].value == pytest.approx(50) and found["spring"].n == 3
    assert found["summer"].value == 70 and found["summer"].high - 70 > found["spring"].high - 50
    # tau² = 100 − 4 from spring alone, t of 2
    assert found["spring"].high - 50 == pytest.approx(4.302653 * 10 / np.sqrt(3), abs=1e-4)


def test_means_of_groups_of_one_are_missing_with_a_reason():
    (one,) = means_by({"spring": {"a": (40.0, 2.0)}}).values()
    assert one.value is None and one.reason
