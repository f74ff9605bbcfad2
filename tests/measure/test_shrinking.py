"""Shrunken means: the published example, and what they promise of teams that were drawn."""

import numpy as np
import pytest

from workshop_kit.measure.shrinking import funnel, random_effects, shrunken

# Eighteen batting averages after 45 times at bat, and what James and Stein make of them: Efron & Morris (1977),
# Scientific American 236(5), 119, whose factor is 0.212.
BATTING = [400, 378, 356, 333, 311, 311, 289, 267, 244, 244, 222, 222, 222, 222, 222, 200, 178, 156]
PUBLISHED = [294, 289, 285, 280, 275, 275, 270, 266, 261, 261, 256, 256, 256, 256, 256, 251, 247, 242]
PEOPLE = 45


def test_eighteen_players_are_drawn_together_as_published():
    mean = np.mean(BATTING) / 1000
    error = np.sqrt(mean * (1 - mean) / PEOPLE)
    found = shrunken({str(i): (value / 1000, error) for i, value in enumerate(BATTING)})
    assert [1000 * one.value for one in found.values()] == pytest.approx(PUBLISHED, abs=1)


def drawn(seed, teams=40, tau=6.0):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(5, 40, teams)
    truth = rng.normal(50, tau, teams)
    errors = 20 / np.sqrt(sizes)
    return truth, {str(i): (float(rng.normal(truth[i], errors[i])), float(errors[i])) for i in range(teams)}


def test_shrunken_means_are_nearer_to_the_truth_than_the_raw_ones_and_their_intervals_hold_it():
    raw, better, held = [], [], []
    for seed in range(60):
        truth, figures = drawn(seed)
        found = shrunken(figures)
        raw.append(np.mean([(figures[id][0] - true) ** 2 for id, true in zip(figures, truth, strict=True)]))
        better.append(np.mean([(found[id].value - true) ** 2 for id, true in zip(figures, truth, strict=True)]))
        held += [found[id].low <= true <= found[id].high for id, true in zip(figures, truth, strict=True)]
    assert np.mean(better) < 0.85 * np.mean(raw)
    assert 0.93 <= np.mean(held) <= 0.98


def test_a_small_team_is_drawn_further_than_a_large_one_at_the_same_place():
    found = shrunken({"small": (70, 9), "large": (70, 3), "c": (50, 4), "d": (48, 4), "e": (52, 4), "f": (40, 4)})
    assert 50 < found["small"].value < found["large"].value < 70


def test_fewer_than_five_teams_are_not_drawn_anywhere():
    with pytest.raises(ValueError, match="it takes 5 teams"):
        shrunken({"a": (50, 5), "b": (60, 5)})
    with pytest.raises(ValueError, match="above 0"):
        shrunken({name: (50, 0) for name in "abcde"})


def test_the_mean_over_teams_holds_the_truth_nineteen_times_of_twenty():
    held = [(found := random_effects(drawn(seed)[1]).mean).low <= 50 <= found.high for seed in range(300)]
    assert 0.92 <= np.mean(held) <= 0.98


def test_tau_is_found_and_is_nothing_where_teams_do_not_differ():
    assert np.mean([random_effects(drawn(seed)[1]).tau for seed in range(60)]) == pytest.approx(6, abs=0.8)
    assert np.median([random_effects(drawn(seed, tau=0.0)[1]).tau for seed in range(60)]) < 1.5
    assert random_effects({"a": (50, 5)}).mean.value is None


def test_a_funnel_holds_what_chance_alone_makes_and_narrows_with_the_root_of_n():
    low, high = funnel(50, 20, 16)
    assert (low, high) == pytest.approx((50 - 1.95996 * 5, 50 + 1.95996 * 5), abs=1e-3)
    wide, narrow = (np.diff(funnel(50, 20, n))[0] for n in (9, 36))
    assert wide == pytest.approx(2 * narrow)
