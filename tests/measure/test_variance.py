import pickle

import numpy as np
import pandas as pd
import pingouin
import pytest
import real_data
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop_kit.measure.variance import icc


@real_data.needs_data
def test_icc_equals_the_reference_with_companies_of_unequal_size():
    found = icc(real_data.items().mean(axis=1), real_data.people()["COMPID"])
    assert found == pytest.approx(tuple(real_data.reference("icc")), abs=5e-7)
    assert found.groups == 49 and found.size == pytest.approx(2042 / 49)


@pytest.mark.parametrize("seed", range(4))
def test_icc_and_its_intervals_equal_pingouin_where_groups_are_of_equal_size(seed):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"team": np.repeat(np.arange(8), 6), "seat": np.tile(np.arange(6), 8)})
    table["value"] = rng.normal(size=8)[table["team"]] * seed / 2 + rng.normal(size=48)
    theirs = pingouin.intraclass_corr(table, targets="team", raters="seat", ratings="value")
    (first, low_first, high_first), (second, low_second, high_second) = (
        [row["ICC"], *row["CI95"]] for _, row in theirs.iloc[[0, 3]].iterrows()
    )
    found = icc(table["value"], table["team"])
    assert found == pytest.approx((first, second), abs=1e-9)
    for mine, ends in ((found.first, (low_first, high_first)), (found.second, (low_second, high_second))):
        assert (mine.low, mine.high) == pytest.approx(ends, abs=5.1e-3)  # it rounds its intervals to 2 digits


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=6, max_size=40), st.randoms())
def test_icc_knows_nothing_of_the_order_of_people_nor_of_the_units(people, random):
    def found(rows):
        groups, values = zip(*rows, strict=True)
        return icc([25 * value - 25 for value in values], groups)

    once, again = found(people), found(random.sample(people, len(people)))
    assert [one is None for one in once] == [one is None for one in again]
    assert [one for one in again if one is not None] == pytest.approx([one for one in once if one is not None])
    assert all(one is None or one <= 1 for one in once)


def test_it_unpacks_as_a_pair_and_tells_groups_that_are_alike_from_groups_that_differ():
    icc1, icc2 = icc([1, 1, 5, 5], ["a", "a", "b", "b"])
    assert (icc1, icc2) == (1, 1)
    icc1, icc2 = icc([1, 5, 2, 5], list("aabb"))  # groups differ less than their members do
    assert -1 <= icc1 < 0 and icc2 < 0


def test_a_pair_from_another_process_is_whole():
    found = icc([1, 2, 4, 5], list("aabb"))
    again = pickle.loads(pickle.dumps(found))
    assert again == found and again.second == found.second and again.groups == 2


@pytest.mark.parametrize(
    "values, groups, why",
    [
        ([1, 2, 3], ["a", "a", "a"], "two groups"),
        ([1, 2, 3], ["a", "b", "c"], "share a group"),
        ([3, 3, 3, 3], list("aabb"), "same value"),
        ([np.nan] * 4, list("aabb"), "two groups"),
        ([1], ["a"], "two groups"),
        ([], [], "two groups"),
    ],
    ids=["one group", "all alone", "constant", "all missing", "one person", "nobody"],
)
def test_what_means_nothing_is_missing_with_a_reason(values, groups, why):
    found = icc(values, groups)
    assert found == (None, None) and why in found.reason


def test_groups_with_one_mean_have_an_icc1_and_no_icc2():
    found = icc([1, 5, 1, 5], list("aabb"))
    assert found == (-1, None) and "same mean" in found.second.reason


def test_who_has_no_value_or_no_group_does_not_count():
    whole = icc([1, 2, 4, 5], list("aabb"))
    holes = icc([1, 2, 4, 5, np.nan, 3], ["a", "a", "b", "b", "a", None])
    assert holes == whole and holes.first.n == 4


def test_values_and_groups_of_different_length_are_refused():
    with pytest.raises(ValueError, match="3 values and 2 groups"):
        icc([1, 2, 3], ["a", "b"])
