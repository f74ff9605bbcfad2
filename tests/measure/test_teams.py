"""Teams from moments: the same numbers as from the people behind them; rounding only ever widens."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workshop_kit.measure.describe import Moments, moments
from workshop_kit.measure.effect import hedges_g
from workshop_kit.measure.teams import chance_of_no_difference, hedges_g_from_moments, holm, icc_from_moments
from workshop_kit.measure.variance import icc

DATA = Path(__file__).parents[3] / "shared" / "data"
RNG = np.random.default_rng(5)
FIRST, SECOND = RNG.normal(50, 20, 24), RNG.normal(60, 15, 17)


def test_g_from_moments_is_g_from_the_people():
    from_people = hedges_g(FIRST, SECOND)
    assert hedges_g_from_moments(moments(FIRST), moments(SECOND)) == pytest.approx(from_people)


def test_rounded_means_have_a_wider_interval_around_the_same_g():
    exact = hedges_g_from_moments(moments(FIRST), moments(SECOND))
    rounded = hedges_g_from_moments(moments(FIRST), moments(SECOND), step=10)
    assert rounded.value == exact.value and rounded.low < exact.low and rounded.high > exact.high


def test_g_needs_two_people_a_mean_and_a_spread():
    assert hedges_g_from_moments(Moments(1, 5.0, None), moments(SECOND)).value is None
    assert hedges_g_from_moments(Moments(6, 5.0, None), moments(SECOND)).value is None
    assert hedges_g_from_moments(Moments(6, 5.0, 0.0), Moments(6, 5.0, 0.0)).value is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")
def test_icc_from_the_moments_of_49_real_companies_is_that_of_the_reference():
    frame = pd.read_csv(DATA / "lq2002.csv")
    score = frame.drop(columns="COMPID").mean(axis=1)
    found = icc_from_moments([moments(part) for _, part in score.groupby(frame.COMPID)])
    expected = json.loads((DATA / "lq2002_reference.json").read_text())["lq2002.icc"]
    assert list(found) == pytest.approx(expected, abs=1e-7)
    assert found.first.low == pytest.approx(icc(score, frame.COMPID).first.low)


def test_icc_takes_out_what_rounding_alone_makes_of_the_differences():
    """Teams of one level, their means rounded to fives: rounding would look like a difference."""
    rng = np.random.default_rng(2)
    raw = [moments(rng.normal(50.0, 4, 200)) for _ in range(60)]
    rounded = [
        Moments(one.n, 5 * round((one.mean + shift) / 5), one.sd)
        for one, shift in zip(raw, rng.uniform(-9, 9, 60), strict=True)
    ]
    plain, corrected = icc_from_moments(rounded), icc_from_moments(rounded, step=5)
    assert corrected.first.value < plain.first.value


def test_icc_of_one_group_says_why_there_is_none():
    assert icc_from_moments([moments(FIRST)]).first.reason == "it takes two groups"


def test_q_is_small_where_groups_differ_and_has_nothing_to_say_of_one():
    assert chance_of_no_difference({"a": (50, 2), "b": (70, 2)}) < 0.001
    assert chance_of_no_difference({"a": (50, 2), "b": (51, 2)}) > 0.5
    assert chance_of_no_difference({"a": (50, 2)}) is None


def test_holm_stops_at_the_first_that_is_not_small_enough():
    assert holm({"a": 0.001, "b": 0.02, "c": 0.5}) == {"a", "b"}
    assert holm({"a": 0.03, "b": 0.04, "c": 0.5}) == set()
