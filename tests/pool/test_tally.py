"""A tally adds up exactly, in any order and any split, and knows nobody."""

import json
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workshop_kit as wk

MINDSET = wk.load_instrument("mindset", form="short")
CLIMATE = wk.load_instrument("leadership-climate")


def people(instrument, activity: str, count: int, seed: int, missing: float = 0.15) -> list[dict]:
    chance = random.Random(seed)
    return [
        {
            key: _value(admits, chance)
            for key, admits in instrument.keys[activity].items()
            if chance.random() > missing / 2
        }
        for _ in range(count)
    ]


def _value(admits: dict, chance: random.Random):
    if admits["kind"] == "rating":
        return None if chance.random() < 0.1 else chance.choice(admits["values"])
    if admits["kind"] == "pick":
        return chance.sample(admits["values"], chance.randint(1, admits["max"]))
    return chance.choice(admits["values"])


@settings(max_examples=40)
@given(
    st.sampled_from(["self", "sorting", "situations", "our_month", "role", "guess"]),
    st.integers(0, 2**32),
    st.integers(2, 30),
    st.data(),
)
def test_any_order_and_any_split_give_the_same_tally_to_the_last_bit(activity, seed, count, data):
    rows = people(MINDSET, activity, count, seed)
    whole = wk.Tally.of(rows, MINDSET, activity)
    mixed = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, count))
    added = wk.Tally.of(mixed[cut:], MINDSET, activity) + wk.Tally.of(mixed[:cut], MINDSET, activity)
    assert added == whole
    assert json.dumps(added.to_json()) == json.dumps(whole.to_json())


@pytest.mark.parametrize("activity", ["self", "sorting", "situations", "our_month", "role"])
def test_json_there_and_back_is_the_same_tally(activity):
    tally = wk.Tally.of(people(MINDSET, activity, 12, 1), MINDSET, activity)
    assert wk.Tally.from_json(json.loads(json.dumps(tally.to_json()))) == tally
    seen = tally.published(5, 18)
    assert wk.Tally.from_json(json.loads(json.dumps(seen.to_json()))) == seen


def test_its_size_does_not_depend_on_the_number_of_people():
    few, many = (
        len(json.dumps(wk.Tally.of(people(MINDSET, "self", n, 2), MINDSET, "self").to_json())) for n in (5, 2000)
    )
    assert many < 1.5 * few


def test_means_are_those_of_pandas():
    rows = people(CLIMATE, "climate", 300, 3, missing=0)
    frame = pd.DataFrame(rows).astype(float)
    scores = frame[frame.notna().sum(axis=1) >= 8].mean(axis=1).sub(1).div(4).mul(100)
    found = wk.Tally.of(frame, CLIMATE, "climate")
    figure = found.figures["climate"]
    assert figure.n == len(scores)
    assert figure.mean == pytest.approx(scores.mean(), abs=1e-9)
    assert figure.sd == pytest.approx(scores.std(), abs=1e-9)


def test_a_list_of_dicts_and_a_frame_give_the_same():
    rows = people(CLIMATE, "climate", 40, 4)
    frame = pd.DataFrame(rows, columns=list(CLIMATE.keys["climate"]))
    assert wk.Tally.of(rows, CLIMATE, "climate") == wk.Tally.of(frame, CLIMATE, "climate")


def test_the_lean_of_each_person_is_summed():
    rows = [{key: 5 if key.split("_")[0] in _leading() else 1 for key in MINDSET.keys["self"]} for _ in range(6)]
    lean = wk.Tally.of(rows, MINDSET, "self").figures["lean.energy"]
    assert (lean.n, lean.mean, lean.sd) == (6, 100.0, 0.0)


def _leading() -> set[str]:
    return set(MINDSET.dimensions[0].facets)


def test_who_holds_no_value_does_not_count():
    rows = [*people(CLIMATE, "climate", 6, 5), {}, {"LEAD01": None}]
    assert wk.Tally.of(rows, CLIMATE, "climate").n == 6


@pytest.mark.parametrize("value", [0, 6, 2.5, "x"])
def test_a_value_off_the_scale_is_named(value):
    with pytest.raises(wk.Refused, match="LEAD01"):
        wk.Tally.of([{"LEAD01": value}], CLIMATE, "climate")


def test_other_questions_do_not_add_up():
    mine = wk.Tally.of(people(MINDSET, "role", 5, 6), MINDSET, "role")
    with pytest.raises(wk.Refused, match="do not add up"):
        mine + wk.Tally.of(people(CLIMATE, "climate", 5, 6), CLIMATE, "climate")


def test_published_tallies_add_to_weighted_means_and_no_more():
    first, second = (
        wk.Tally.of(people(MINDSET, "self", n, n, missing=0), MINDSET, "self").published(5, n) for n in (6, 12)
    )
    both = first + second
    for id, figure in both.figures.items():
        mine, theirs = first.figures[id], second.figures[id]
        assert figure.n == mine.n + theirs.n
        assert figure.mean == pytest.approx((mine.mean * mine.n + theirs.mean * theirs.n) / figure.n)
        assert figure.low is None and figure.high is None
