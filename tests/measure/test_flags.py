"""Hints at answers given without reading: what each flag says, in the order in which people met the items."""

from itertools import groupby

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure.flags import longest_string, response_flags

MINDSET = load_instrument("mindset", form="full")
BLOCK = MINDSET.activity("self").blocks[0]
ITEMS = [item.id for item in BLOCK.items]


def person(energy=lambda place: place % 5 + 1, ability=lambda place: place % 4 + 1, only=len(ITEMS)) -> dict:
    """Answers by the place at which an item is met under each lens, of the first `only` items."""
    asked = {"energy": energy, "ability": ability}
    return {
        f"{item}.{lens}": answer(place)
        for (lens, order), answer in zip(BLOCK.orders().items(), asked.values(), strict=True)
        for place, item in enumerate(order[:only])
    }


def flags(*people: dict) -> pd.DataFrame:
    return response_flags(pd.DataFrame(list(people), columns=list(MINDSET.keys["self"])), MINDSET, "self")


def test_somebody_who_reads_has_no_flag():
    found = flags(person()).loc[0]
    assert found["answered.energy"] == 40 and found["longest.energy"] == 1
    assert not found[["long_string.energy", "long_string.ability", "straight.energy", "same_throughout"]].any()


def test_runs_are_counted_in_the_order_in_which_the_lens_showed_the_items():
    run = person(ability=lambda place: 3 if 10 <= place < 30 else place % 2 + 4)
    found = flags(run).loc[0]
    assert found["longest.ability"] == 20 and found["long_string.ability"]
    assert not flags(run | {f"{BLOCK.orders()['ability'][15]}.ability": 4}).loc[0]["long_string.ability"]


def test_an_item_without_an_answer_ends_a_run():
    gap = {f"{BLOCK.orders()['energy'][19]}.energy": None}
    found = flags(person(energy=lambda place: 4) | gap).loc[0]
    assert found["answered.energy"] == 39 and found["longest.energy"] == 20
    assert found["straight.energy"], "all that was answered is the same"


def test_straight_lining_takes_half_of_the_items():
    found = flags(person(energy=lambda place: 4, only=20), person(energy=lambda place: 4, only=19))
    assert found["straight.energy"].tolist() == [True, False]
    assert found["long_string.energy"].tolist() == [True, False]


def test_the_same_in_both_lenses_goes_by_item_and_not_by_place():
    value = {item: number % 5 + 1 for number, item in enumerate(ITEMS)}
    same = {f"{item}.{lens}": value[item] for item in ITEMS for lens in ("energy", "ability")}
    other = same | {f"{item}.ability": value[item] % 5 + 1 for item in ITEMS[:10]}
    found = flags(same, other, {})
    assert found["same"].tolist()[:2] == [1, 0.75] and np.isnan(found["same"][2])
    assert found["same_throughout"].tolist() == [True, False, False]
    assert not found["straight.energy"].any()


def test_nobody_at_all_gives_no_row_and_the_same_columns():
    assert flags(*[]).columns.tolist() == flags(person()).columns.tolist()


def test_a_block_without_lenses_has_names_without_them():
    climate = load_instrument("leadership-climate")
    found = response_flags(pd.DataFrame([[3] * 11], columns=list(climate.keys["climate"])), climate, "climate")
    assert found.columns.tolist() == ["answered", "longest", "long_string", "straight"] and found["longest"][0] == 11


def test_what_has_too_few_ratings_is_refused():
    with pytest.raises(Refused, match="sorting"):
        response_flags(pd.DataFrame(), MINDSET, "sorting")


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_the_longest_string_is_what_one_counts_by_hand(row):
    runs = [len(list(run)) for answer, run in groupby(row) if answer]
    assert longest_string(np.array([row], dtype=np.uint8).T)[0] == max(runs, default=0)
