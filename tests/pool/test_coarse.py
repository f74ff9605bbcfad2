"""P7: how coarse a figure is, by how many people stand behind it; and nothing shows one person or two."""

import json
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tally import CLIMATE, MINDSET, people

import workshop_kit as wk
from workshop_kit.pool.figures import Choices, Grid, Lean, Mean, Pooled
from workshop_kit.pool.privacy import release

PRIVATE = ["self", "our_month", "role", "situations"]
FULL = wk.load_instrument("mindset", form="full")


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PRIVATE), st.integers(5, 60), st.integers(0, 2**32), st.integers(0, 20), st.booleans())
def test_p7_each_figure_is_as_coarse_as_its_own_number_of_people_asks(activity, n, seed, empty_seats, group):
    seats = n + empty_seats
    tally = wk.Tally.of(people(MINDSET, activity, n, seed), MINDSET, activity, "A" if group else None)
    if tally.n < 5:
        return
    published = tally.published(5, seats)
    assert published.detailed is (min(tally.n, seats) >= 20 and not group)
    for id, figure in published.figures.items():
        people_behind = min(figure.n, seats) if not group else min(figure.n, seats, 19)
        assert figure.n >= 5
        if isinstance(figure, Mean):
            _check_mean(figure, people_behind, tally.figures[id])
        elif isinstance(figure, Choices):
            _check_choices(figure, people_behind, tally.figures[id])
        elif isinstance(figure, Grid):
            assert people_behind >= 20
            assert sum(area.n for area in figure.areas) == figure.n and all(area.n >= 3 for area in figure.areas)
        elif isinstance(figure, Lean | Pooled):
            assert figure.spread % 5 == 0
    text = json.dumps(published.to_json())
    for word in ("squares", "total", "cells" if not published.detailed else "squares"):
        assert f'"{word}"' not in text
    if not published.detailed:
        assert all(type(number) is int for number in _numbers(published.to_json()))


def _check_mean(figure: Mean, people_behind: int, exact) -> None:
    single = figure.items == 1
    assert figure.low <= figure.mean <= figure.high
    if people_behind < 20:
        assert figure.step == (10 if single else 5) and figure.mean % figure.step == 0
        assert not single or 10 <= figure.mean <= 90
        assert figure.sd is None and not figure.bars
    assert (figure.spread is None) is (people_behind < 10)
    if 20 <= people_behind < 30:
        assert figure.step == 1 and type(figure.mean) is int and type(figure.sd) is int
        assert abs(figure.mean - exact.mean) <= 0.5 and abs(figure.sd - exact.sd) <= 0.5
    if people_behind >= 30:
        assert figure.step == 0 and figure.mean == exact.mean and figure.sd == exact.sd
    if people_behind >= 20:
        assert sum(bar.n for bar in figure.bars) == figure.n and all(bar.n >= 3 for bar in figure.bars)
    if figure.products is not None:
        assert people_behind >= 30 and figure.products.n >= 30
        assert figure.n - figure.products.n == 0 or figure.n - figure.products.n >= 5
    assert not figure.item_bars, "items have bars of their own in the full form alone"


def _check_choices(figure: Choices, people_behind: int, exact) -> None:
    if people_behind < 20:
        assert figure.counts is None and len(figure.chosen) <= 2
    else:
        assert all(exact.counts[option] == count >= 3 for option, count in figure.counts.items())
        if not exact.many:
            left = figure.n - sum(figure.counts.values())
            assert left == 0 or left >= 3, "those in no shown option can be counted too"


def _numbers(value):
    if isinstance(value, dict):
        yield from (number for each in value.values() for number in _numbers(each))
    elif isinstance(value, list):
        yield from (number for each in value for number in _numbers(each))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def test_p7_from_thirty_on_products_within_a_facet_are_there_and_items_have_bars_in_the_full_form():
    rows = people(FULL, "self", 400, 1, missing=0.02)
    published = wk.Tally.of(rows, FULL, "self").published(5, 400)
    facets = [f for f in published.figures.values() if isinstance(f, Mean)]
    assert len(facets) == 20
    for figure in facets:
        assert figure.products.n >= 30 and len(figure.item_bars) == figure.items == 4
        assert all(sum(bar.n for bar in bars) == figure.products.n for bars in figure.item_bars)


def test_p7_products_are_left_out_where_a_few_answered_enough_but_not_all():
    """Whole answers of 40 people and three of four items of one more: the difference would be that one."""
    rows = people(FULL, "self", 40, 1, missing=0)
    rows = [{key: value or 3 for key, value in row.items()} for row in rows]
    some = {key: value for key, value in rows[0].items() if not key.startswith("vision_4")}
    few = wk.Tally.of([*rows, some], FULL, "self").published(5, 60)
    assert few.figures["vision.energy"].n == 41 and few.figures["vision.energy"].products is None
    assert few.figures["values.energy"].products is not None
    enough = wk.Tally.of([*rows, *[some] * 5], FULL, "self").published(5, 60)
    assert enough.figures["vision.energy"].products.n == 40


def test_p7_an_option_is_named_only_where_three_chose_it():
    rows = [{"role": ["direction"]}] * 3 + [{"role": ["delivery"]}] * 2 + [{"role": ["both"]}]
    assert wk.Tally.of(rows, MINDSET, "role").published(5, 6).chosen("role") == ("direction",)


def test_p7_options_that_tie_for_the_last_place_are_not_named():
    rows = [{"role": [option]} for option in ("direction", "delivery", "both") for _ in range(3)]
    assert wk.Tally.of(rows, MINDSET, "role").published(5, 9).chosen("role") == ()


@pytest.mark.parametrize("n", [5, 6, 7, 10, 11])
@pytest.mark.parametrize("group", [None, "A"])
def test_p7_of_a_single_question_no_answer_can_be_worked_out(n, group):
    """Whoever knows the rules tries all teams of n people: among those that show the very same, none of the five
    answers was given by one or two people in all of them, and not all of them agree."""
    same = defaultdict(list)
    for counts in _all_counts(n, 5):
        rows = [{"action": rating} for rating, count in enumerate(counts, start=1) for _ in range(count)]
        published = wk.Tally.of(rows, MINDSET, "action", group).published(5, n)
        same[json.dumps(published.to_json())].append(counts)
    for shown, teams in same.items():
        told = [answer for answer in range(5) if all(1 <= counts[answer] <= 2 for counts in teams)]
        assert not told and any(max(counts) < n for counts in teams), (shown, teams)


def _all_counts(n: int, answers: int):
    if answers == 1:
        yield (n,)
    else:
        yield from ((first, *rest) for first in range(n + 1) for rest in _all_counts(n - first, answers - 1))


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


def test_p7_an_option_of_one_or_two_cannot_be_counted_from_the_rest():
    rows = [
        {"role": [o]} for o, n in (("direction", 12), ("delivery", 9), ("both", 4), ("neither", 2)) for _ in range(n)
    ]
    published = wk.Tally.of(rows, MINDSET, "role").published(5, 30)
    assert published.counts("role") == {"direction": 12, "delivery": 9}, "both and neither are six together"


def test_a_group_of_forty_is_still_as_coarse_as_one_of_nineteen():
    rows = people(MINDSET, "self", 90, 3)
    groups = {"A": wk.Tally.of(rows[:45], MINDSET, "self", "A"), "B": wk.Tally.of(rows[45:], MINDSET, "self", "B")}
    published = release(wk.Tally.of(rows, MINDSET, "self"), groups, 5, 90, {"A": 45, "B": 45})
    assert published[None].detailed and not published["A"].detailed
    assert "grid.energy" in published[None].figures and "grid.energy" not in published["A"].figures
    assert all(f.step == 5 and f.sd is None for f in published["A"].figures.values() if isinstance(f, Mean))


def test_published_tallies_of_thirty_add_up_to_the_products_of_all():
    """Reliability of a programme rests on this."""
    rows = people(CLIMATE, "climate", 80, 2, missing=0)
    rows = [{key: value or 3 for key, value in row.items()} for row in rows]
    parts = [wk.Tally.of(part, CLIMATE, "climate").published(5, 40) for part in (rows[:40], rows[40:])]
    whole = wk.Tally.of(rows, CLIMATE, "climate")
    assert (parts[0] + parts[1]).figures["climate"].products == whole.figures["climate"].products
    assert (parts[0] + parts[1]).figures["climate"].mean == pytest.approx(whole.figures["climate"].mean)
