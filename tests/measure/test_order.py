"""No luck at the top: teams in which nothing differs get no finding, teams in which something does get theirs.

The homogeneous teams here are drawn item by item, added up and published by the kit itself, so that the rounding
of small numbers is part of what is tested.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from workshop_kit.instrument import load_instrument
from workshop_kit.measure.order import comparable, named, places, places_in, splits
from workshop_kit.pool.tally import Tally

RUNS = 1000
SIZES = [6, 14, 40]


@cache
def mindset():
    return load_instrument("mindset", form="short")


def iid(rng, n, width):
    return rng.integers(1, 6, (n, width))


def people(rng, n, width, shift=0.0):
    """A person effect, and noise: what most real ratings look like."""
    person = rng.normal(0, 0.7, (n, 1))
    return np.clip(np.round(3.4 + shift + person + rng.normal(0, 0.9, (n, width))), 1, 5).astype(int)


def published_self(rng, n, answer, shift=0.0):
    """One lens is enough: the other is drawn the same way."""
    activity = mindset().activity("self")
    keys = list(activity.keys)
    frame = pd.DataFrame(answer(rng, n, len(keys)) if answer is iid else people(rng, n, len(keys), shift), columns=keys)
    return Tally.of(frame, mindset(), "self").published(seats=n)


def facet_ids(lens):
    return [f"{facet.id}.{lens}" for facet in mindset().facets]


@pytest.mark.parametrize("answer", [iid, people])
@pytest.mark.parametrize("n", SIZES)
def test_a_homogeneous_team_gets_a_finding_in_at_most_one_run_of_ten_over_both_lenses_together(n, answer):
    wrong = 0
    for run in range(RUNS):
        found = places_in(published_self(np.random.default_rng([run, n]), n, answer), seed=run)
        assert len(found) == 20
        wrong += any(place.side for place in found.values())
    assert wrong <= 0.1 * RUNS


@pytest.mark.parametrize("answer", [iid, people])
@pytest.mark.parametrize("n", SIZES)
def test_a_homogeneous_month_gets_a_finding_in_at_most_one_run_of_ten(n, answer):
    activity = mindset().activity("our_month")
    ids = [facet.id for facet in mindset().facets]
    ratings = [key for key, admits in activity.keys.items() if admits["kind"] == "rating"]
    wrong = 0
    for run in range(RUNS):
        values = answer(np.random.default_rng([run, n, 2]), n, len(ratings))
        tally = Tally.of(pd.DataFrame(values, columns=ratings), mindset(), "our_month").published(seats=n)
        wrong += any(place.side for place in places(comparable(tally, ids), seed=run).values())
    assert wrong <= 0.1 * RUNS


@pytest.mark.parametrize("spread", [7.4, 12.4, 17.4, 22.4])
@pytest.mark.parametrize("n", [6, 14])
def test_a_spread_that_was_rounded_down_gives_no_more_findings(n, spread):
    from workshop_kit.measure.order import coarse_error

    wrong = 0
    for run in range(RUNS):
        scores = np.random.default_rng([run, n]).normal(52.5, spread, (n, 10))
        pooled = 5 * np.round(np.sqrt(scores.var(axis=0, ddof=1).mean()) / 5)
        means = 5 * np.round(scores.mean(axis=0) / 5)
        error = coarse_error(pooled, n, step=5)
        wrong += any(p.side for p in places({str(i): (m, error) for i, m in enumerate(means)}, seed=run).values())
    assert wrong <= 0.05 * RUNS


@pytest.mark.parametrize("n", SIZES)
def test_exact_means_with_errors_from_few_people_are_safe_too(n):
    wrong = 0
    for run in range(RUNS):
        scores = np.random.default_rng([run, n]).normal(50, 20, (n, 10))
        errors = scores.std(axis=0, ddof=1) / np.sqrt(n)
        figures = {str(i): pair for i, pair in enumerate(zip(scores.mean(axis=0), errors, strict=True))}
        wrong += any(p.side for p in places(figures, seed=run).values())
    assert wrong <= 0.05 * RUNS


def test_a_truly_different_team_gets_its_findings():
    ids = facet_ids("energy")
    shift = np.zeros(len(mindset().activity("self").keys))
    for position, key in enumerate(mindset().activity("self").keys):
        shift[position] = 1.2 if key.startswith(("vision", "values")) else -1.2 if key.startswith("tracking") else 0
    highest = lowest = wrong = 0
    for run in range(200):
        found = places(comparable(published_self(np.random.default_rng(run), 14, people, shift), ids), seed=run)
        highest += {"vision.energy", "values.energy"} <= set(named(found, "highest"))
        lowest += named(found, "lowest")[:1] == ["tracking.energy"]
        wrong += bool({"vision.energy", "values.energy"} & set(named(found, "lowest")))
    assert highest >= 0.75 * 200
    assert lowest >= 0.85 * 200
    assert wrong == 0


def test_one_facet_that_stands_out_does_not_make_the_other_nine_ordered():
    others = 0
    for run in range(RUNS):
        means = np.random.default_rng(run).normal(50, 4, 10)
        means[0] += 35
        found = places({str(i): (m, 4.0) for i, m in enumerate(means)}, seed=run)
        assert found["0"].side == "highest"
        others += bool(named(found, "lowest"))
    assert others <= 0.1 * RUNS


def test_facets_of_a_tally_are_ordered_among_those_that_were_asked_alike():
    shift = np.array([1.5 if key == "vision_1.energy" else 0 for key in mindset().activity("self").keys])
    exact = published_self(np.random.default_rng(5), 40, people, shift * 2)
    apart = {
        id: place
        for lens in ("energy", "ability")
        for id, place in places(comparable(exact, facet_ids(lens)), seed=2).items()
    }
    assert places_in(exact, seed=2) == apart
    month = pd.DataFrame([{id: 3 for id in mindset().keys["our_month"] if id != "work_on"}] * 6)
    found = places_in(Tally.of(month, mindset(), "our_month"), seed=2)
    assert set(found) == {facet.id for facet in mindset().facets}  # the signs of a month are no facets
    assert {place.sure for place in found.values()} == {None}


def test_likely_and_hint_are_what_the_probabilities_say():
    means = [80, 78, 60, 58, 56, 50, 48, 46, 30, 28]
    found = places({str(i): (m, 5.0) for i, m in enumerate(means)}, seed=1)
    assert found["0"].sure == "likely" and found["9"].side == "lowest"
    for place in found.values():
        chance = {"highest": place.top, "lowest": place.bottom, None: 0}[place.side]
        assert place.sure == ("likely" if chance >= 0.8 else "hint" if chance >= 0.6 else None)


def test_the_same_seed_gives_the_same_places_in_whatever_order_facets_come():
    figures = {str(i): (m, 5.0) for i, m in enumerate([90, 70, 55, 50, 50, 45, 30])}
    assert places(figures, seed=3) == places(figures, seed=3)
    assert places(dict(reversed(figures.items())), seed=3) == places(figures, seed=3)


def test_nothing_and_one_facet_have_no_order():
    assert places({}, seed=1) == {}
    assert places({"a": (90, 1)}, seed=1)["a"].side is None


def test_a_figure_without_an_error_is_refused():
    with pytest.raises(ValueError):
        places({"a": (50, float("nan")), "b": (60, 1)}, seed=1)


def test_means_of_a_coarse_tally_are_read_with_their_rounding():
    tally = published_self(np.random.default_rng(1), 6, iid)
    figures = comparable(tally, [*facet_ids("energy"), "no_such_facet"])
    spread = tally.figures["pooled.energy"].spread
    assert len(figures) == 10
    assert figures["vision.energy"][1] ** 2 == pytest.approx((spread + 2.5) ** 2 / 6 + 25 / 12)


# splits ------------------------------------------------------------------------------------------------------


def sorted_room(rng, n, shares):
    return dict(zip(("leadership", "both", "management"), map(int, rng.multinomial(n, shares)), strict=True))


@pytest.mark.parametrize("shares", [(1 / 3, 1 / 3, 1 / 3), (0.5, 0.5, 0), (0.6, 0.3, 0.1), (0.75, 0.2, 0.05)])
@pytest.mark.parametrize("n", SIZES)
def test_statements_that_divide_people_alike_give_a_split_in_at_most_one_room_of_twenty(n, shares):
    wrong = 0
    for run in range(200):
        rng = np.random.default_rng([run, n])
        room = {f"s{i}": sorted_room(rng, n, rng.permutation(shares)) for i in range(12)}
        wrong += bool(splits(room, seed=run))
    assert wrong <= 0.06 * 200


def test_a_statement_that_divides_an_agreed_room_is_a_split():
    agreed = {"leadership": 13, "both": 1, "management": 0}
    room = {f"s{i}": agreed for i in range(11)} | {"rule": {"leadership": 7, "both": 7, "management": 0}}
    assert splits(room, seed=1) == {"rule"}


def test_two_dissenters_are_no_split():
    room = {f"s{i}": {"leadership": 14, "management": 0} for i in range(11)}
    assert splits(room | {"rule": {"leadership": 11, "management": 3}}, seed=1) == set()


def test_a_room_that_answers_nothing_or_one_statement_has_no_split():
    assert splits({}, seed=1) == set()
    assert splits({"a": {"x": 3, "y": 3}}, seed=1) == set()
    assert splits({"a": {"x": 0, "y": 0}, "b": {"x": 1, "y": 0}}, seed=1) == set()
