import numpy as np
import pingouin
import pytest

from workshop_kit.measure.effect import hedges_g


@pytest.mark.parametrize("seed, first, second", [(0, 6, 14), (1, 40, 40), (2, 3, 200)])
def test_g_and_its_interval_equal_pingouin(seed, first, second):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(60, 12, first), rng.normal(50, 15, second)
    found = hedges_g(a, b)
    assert found.value == pytest.approx(pingouin.compute_effsize(a, b, eftype="hedges"), abs=1e-9)
    ends = pingouin.compute_esci(found.value, nx=first, ny=second, eftype="cohen", decimals=9)
    assert [found.low, found.high] == pytest.approx(list(ends), abs=1e-6)
    assert found.n == first + second


def test_it_turns_round_with_its_groups_and_knows_no_units():
    a, b = [1, 2, 3, 5], [2, 4, 5, 5, 3]
    there, back = hedges_g(a, b), hedges_g(b, a)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert hedges_g(np.array(a) * 25, np.array(b) * 25).value == pytest.approx(there.value)


@pytest.mark.parametrize("a, b", [([1], [2, 3]), ([], [1, 2]), ([np.nan, 2], [1, 2]), ([3, 3, 3], [4, 4])], ids=str)
def test_what_means_nothing_is_missing_with_a_reason(a, b):
    found = hedges_g(a, b)
    assert found.value is None and found.reason
