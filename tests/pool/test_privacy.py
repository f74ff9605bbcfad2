"""What may be seen of a tally: coarse in small numbers, and nothing that a subtraction could undo."""

import itertools
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tally import MINDSET, people

import workshop_kit as wk
from workshop_kit.pool.figures import Choices, Mean
from workshop_kit.pool.privacy import release

PRIVATE = ["self", "our_month", "role", "situations"]


@pytest.mark.parametrize("activity", [*PRIVATE, "sorting", "guess"])
def test_p2_under_the_threshold_nothing_is_published(activity):
    for n in range(5):
        assert wk.Tally.of(people(MINDSET, activity, n, n), MINDSET, activity).published(5, 18) is None
    assert wk.Tally.of(people(MINDSET, activity, 6, 1), MINDSET, activity).published(7, 18) is None


def test_p2_the_threshold_is_never_under_five():
    assert wk.Tally.of(people(MINDSET, "self", 4, 1), MINDSET, "self").published(2, 18) is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PRIVATE), st.integers(5, 40), st.integers(0, 2**32), st.integers(0, 20))
def test_p7_small_numbers_are_coarse(activity, n, seed, empty_seats):
    seats = n + empty_seats
    tally = wk.Tally.of(people(MINDSET, activity, n, seed), MINDSET, activity)
    if tally.n < 5:
        return
    published = tally.published(5, seats)
    assert published.detailed is False
    assert all(type(number) is int for number in _numbers(published.to_json()))
    for figure in published.figures.values():
        assert figure.n >= 5
        if isinstance(figure, Mean):
            step = 10 if figure.items == 1 else 5
            assert figure.mean % step == 0
            assert figure.low <= figure.mean <= figure.high
            if figure.items == 1:
                assert 10 <= figure.mean <= 90
            if min(figure.n, seats) < 10:
                assert figure.spread is None
        if isinstance(figure, Choices):
            assert len(figure.chosen) <= 2
        if hasattr(figure, "spread") and isinstance(figure.spread, int):
            assert figure.spread % 5 == 0
    text = json.dumps(published.to_json())
    for word in ("squares", "total", "products", "counts", "sums"):
        assert f'"{word}"' not in text


def _numbers(value):
    if isinstance(value, dict):
        yield from (number for each in value.values() for number in _numbers(each))
    elif isinstance(value, list):
        yield from (number for each in value for number in _numbers(each))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def test_p7_an_option_is_named_only_where_three_chose_it():
    rows = [{"role": ["direction"]}] * 3 + [{"role": ["delivery"]}] * 2 + [{"role": ["both"]}]
    assert wk.Tally.of(rows, MINDSET, "role").published(5, 6).chosen("role") == ("direction",)


def test_p7_options_that_tie_for_the_last_place_are_not_named():
    rows = [{"role": [option]} for option in ("direction", "delivery", "both") for _ in range(3)]
    assert wk.Tally.of(rows, MINDSET, "role").published(5, 9).chosen("role") == ()


def test_p7_an_interval_uses_nothing_that_is_not_published():
    """Two teams with the same published figures have the same intervals, whatever their exact spread is."""
    seen = {}
    for seed in range(400):
        published = wk.Tally.of(people(MINDSET, "self", 6, seed, missing=0), MINDSET, "self").published(5, 6)
        pooled = {lens: published.figures[f"pooled.{lens}"].spread for lens in ("energy", "ability")}
        for figure in published.figures.values():
            if isinstance(figure, Mean):
                same = (figure.mean, figure.n, pooled[figure.lens])
                assert seen.setdefault(same, (figure.low, figure.high)) == (figure.low, figure.high)
    assert len(seen) > 50


def test_counts_of_opinions_on_the_world_are_shown_from_the_threshold_on():
    published = wk.Tally.of(people(MINDSET, "sorting", 8, 1, missing=0), MINDSET, "sorting").published(5, 8)
    assert published.detailed
    assert sum(published.counts("trains").values()) == 8


def test_a_group_shows_the_leading_bin_alone():
    rows = people(MINDSET, "sorting", 20, 3, missing=0)
    groups = {"A": wk.Tally.of(rows[:9], MINDSET, "sorting", "A"), "B": wk.Tally.of(rows[9:], MINDSET, "sorting", "B")}
    published = release(wk.Tally.of(rows, MINDSET, "sorting"), groups, 5, 20, {"A": 9, "B": 11})
    assert set(published) == {None, "A", "B"}
    assert not published["A"].detailed
    assert all(published["A"].counts(id) is None for id in published["A"].figures)


# P4 ----------------------------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from([*PRIVATE, "sorting"]),
    st.lists(st.integers(0, 11), min_size=1, max_size=5),
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
    if facet == "lean":
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
