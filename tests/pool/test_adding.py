"""Adding up: whole numbers, whichever way people are counted."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import workshop_kit as wk
from workshop_kit.instrument import MeanSpec
from workshop_kit.measure.ratings import CHUNK
from workshop_kit.pool import adding

FULL = wk.load_instrument("mindset", form="full")
SELF = FULL.activity("self")


def people(count: int, seed: int, gaps: float = 0.15) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 6, (count, len(SELF.keys))).astype(float)
    values[chance.random(values.shape) < gaps] = np.nan
    return pd.DataFrame(values, columns=list(SELF.keys))


def test_the_sums_of_a_facet_are_those_that_fractions_give():
    answers = people(300, 1)
    figures = wk.Tally.of(answers, FULL, "self").figures
    for spec in SELF.specs:
        rows = [[int(value) - 1 for value in row if not np.isnan(value)] for row in answers[list(spec.keys)].to_numpy()]
        means = [Fraction(sum(row), len(row)) for row in rows if len(row) >= spec.minimum]
        complete = [row for row in rows if len(row) == len(spec.keys)]
        figure = figures[spec.id]
        assert (figure.n, figure.products.n) == (len(means), len(complete))
        assert Fraction(figure.total, figure.unit) == sum(means)
        assert Fraction(figure.squares, figure.unit**2) == sum(mean * mean for mean in means)
        for place, bars in enumerate(figure.item_bars):
            assert dict(enumerate(bars)) == {n: Counter(row[place] for row in complete)[n] for n in range(5)}
            for other in range(place + 1):
                assert figure.products.products[place][other] == sum(row[place] * row[other] for row in complete)


@pytest.mark.parametrize("most", [0, 7])
def test_counting_patterns_or_people_gives_the_same_sums(monkeypatch, most):
    """`our_month` has figures of one item, `situations` one of eight: some have few patterns, some have many."""
    asked = {"self": people(200, 2), "our_month": pd.DataFrame({"vision": [1, 3, None], "chaos": [2, 5, 5]})}
    expected = {id: wk.Tally.of(answers, FULL, id) for id, answers in asked.items()}
    monkeypatch.setattr(adding, "MOST_PATTERNS", most)
    assert {id: wk.Tally.of(answers, FULL, id) for id, answers in asked.items()} == expected


@pytest.mark.parametrize("gaps", [0, 0.2])
def test_where_one_chunk_ends_and_the_next_begins_makes_no_difference(gaps):
    many = people(2 * CHUNK + 5, 3, gaps)
    parts = [wk.Tally.of(many[begin : begin + 1500], FULL, "self") for begin in range(0, len(many), 1500)]
    added = parts[0]
    for part in parts[1:]:
        added += part
    assert added == wk.Tally.of(many, FULL, "self")


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.float32, object, "Int64"])
def test_every_way_to_hold_the_same_answers_gives_the_same_tally(dtype):
    whole = people(50, 4, gaps=0).astype(int)
    assert wk.Tally.of(whole.astype(dtype), FULL, "self") == wk.Tally.of(whole, FULL, "self")


@pytest.mark.parametrize("choice, named", [("vision", "is not a list"), (["vision", "nonsense"], "'nonsense'")])
def test_a_pick_that_is_none_is_refused_by_key_and_person(choice, named):
    key = next(key for key, admits in FULL.keys["guess"].items() if admits["kind"] == "pick")
    with pytest.raises(wk.Refused, match=rf"{key}.*person 2.*{named}"):
        wk.Tally.of([{key: None}, {key: choice}], FULL, "guess")


def test_a_long_scale_is_exact_where_its_sums_pass_64_bits():
    """Means of twenty items are counted in 1/232,792,560 of a point: their squares pass 2⁶³ with eleven people."""
    spec = MeanSpec("long", tuple(f"i{n}" for n in range(20)), points=5, minimum=1, block=0)
    chance = np.random.default_rng(6)
    ratings, people = chance.integers(0, 6, (40, 20)), chance.integers(1, 10**6, 40)
    means = [Fraction(sum(row) - len(row), len(row)) for row in ([v for v in row if v] for row in ratings.tolist())]
    found = adding._mean_sums(spec, ratings, people)
    weighted = list(zip(people.tolist(), means, strict=True))
    assert Fraction(found.total, found.unit) == sum(n * mean for n, mean in weighted)
    assert Fraction(found.squares, found.unit**2) == sum(n * mean * mean for n, mean in weighted)
    assert found.squares > 2**64
