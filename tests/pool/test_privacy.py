"""What may be seen of a tally: nothing under the threshold, and nothing that a subtraction could undo."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tally import MINDSET, people

import workshop_kit as wk
from workshop_kit.pool.privacy import release

PRIVATE = ["self", "our_month", "role", "situations"]


@pytest.mark.parametrize("activity", [*PRIVATE, "sorting", "guess"])
def test_p2_under_the_threshold_nothing_is_published(activity):
    for n in range(5):
        assert wk.Tally.of(people(MINDSET, activity, n, n), MINDSET, activity).published(5, 18) is None
    assert wk.Tally.of(people(MINDSET, activity, 6, 1), MINDSET, activity).published(7, 18) is None


def test_p2_the_threshold_is_never_under_five():
    assert wk.Tally.of(people(MINDSET, "self", 4, 1), MINDSET, "self").published(2, 18) is None


# P4 ----------------------------------------------------------------------------------------------------------


@settings(max_examples=120)
@given(
    st.sampled_from([*PRIVATE, "sorting"]),
    st.lists(st.one_of(st.integers(0, 11), st.integers(12, 36)), min_size=1, max_size=5),
    st.integers(0, 9),
    st.integers(0, 2**32),
    st.sampled_from([5, 7]),
)
def test_p4_no_sum_or_difference_of_published_views_leaves_fewer_than_k_people(activity, sizes, in_none, seed, k):
    chance = random.Random(seed)
    rows = people(MINDSET, activity, sum(sizes) + in_none, seed, missing=chance.choice([0.05, 0.5, 1.2]))
    members, start = {}, 0
    for number, size in enumerate(sizes):
        members[f"G{number}"] = set(range(start, start + size))
        start += size
    groups = {name: wk.Tally.of([rows[i] for i in ids], MINDSET, activity, name) for name, ids in members.items()}
    heads = {name: len(ids) for name, ids in members.items()}
    published = release(wk.Tally.of(rows, MINDSET, activity), groups, k, len(rows), heads)
    behind_all = {None: set(range(len(rows))), **members}
    figures = {id for tally in published.values() for id in tally.figures}
    for id in [*figures, ""]:
        behind = {
            name: behind_all[name] & _answered(rows, activity, id)
            for name, tally in published.items()
            if not id or id in tally.figures
        }
        assert_nothing_can_be_subtracted(behind, k)


def assert_nothing_can_be_subtracted(behind: dict, k: int) -> None:
    """Every combination of views, each added, subtracted or left out, is about nobody or at least k people."""
    names = list(behind)
    for signs in itertools.product((-1, 0, 1), repeat=len(names)):
        weight: dict[int, int] = {}
        for name, sign in zip(names, signs, strict=True):
            for person in behind[name]:
                weight[person] = weight.get(person, 0) + sign
        for left in set(weight.values()) - {0}:
            assert sum(1 for value in weight.values() if value == left) >= k, (names, signs)


def _answered(rows: list[dict], activity: str, figure: str) -> set[int]:
    """Who stands behind a figure, worked out here from the instrument alone."""
    facet, _, lens = figure.partition(".")
    who = set()
    for person, row in enumerate(rows):
        given = {key for key, value in row.items() if value is not None}
        if not given:
            continue
        if not figure or _belongs(given, activity, facet, lens):
            who.add(person)
    return who


def _belongs(given: set, activity: str, facet: str, lens: str) -> bool:
    if facet == "pooled":
        if activity == "self":
            return any(_facet(given, f.id, lens) for f in MINDSET.facets)
        if activity == "situations":
            return len(given) >= 4
        facets = {f.id for f in MINDSET.facets}
        return bool(given & (facets if lens == "0" else {"chaos", "motions", "doing"}))
    if facet in ("lean", "grid"):
        return all(_dimension(given, d.id, lens) for d in MINDSET.dimensions)
    if facet in {d.id for d in MINDSET.dimensions}:
        return True  # worked out from shown facet means: nothing of its own
    if facet == "tell_show":
        return len(given) >= 4
    return _facet(given, facet, lens) if activity == "self" else facet in given


def _facet(given: set, facet: str, lens: str) -> bool:
    return {f"{facet}_1.{lens}", f"{facet}_2.{lens}"} <= given


def _dimension(given: set, dimension: str, lens: str) -> bool:
    facets = next(d.facets for d in MINDSET.dimensions if d.id == dimension)
    return sum(_facet(given, facet, lens) for facet in facets) >= 3
