import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workshop_kit as wk
from workshop_kit.instrument import load_instrument
from workshop_kit.measure.reliability import alpha_from_products, cronbach_alpha
from workshop_kit.pool.tally import Tally

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not here (looked in ../shared/data)")


@needs_data
def test_alpha_and_its_interval_equal_the_reference_to_six_digits_from_rows_and_from_a_tally_alone():
    items = pd.read_csv(DATA / "lq2002.csv").filter(like="LEAD")
    *expected, n = json.loads((DATA / "lq2002_reference.json").read_text())["lq2002.LEAD.alpha"]
    tally = Tally.of(items, load_instrument("leadership-climate"), "climate")
    sums = tally.figures["climate"].products
    for alpha in (wk.measure.cronbach_alpha(items), alpha_from_products(sums.n, sums.sums, sums.products)):
        assert [alpha.value, alpha.low, alpha.high] == pytest.approx(expected, abs=5e-7)
        assert alpha.n == n


ratings = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=3, max_size=40)


@settings(max_examples=60, deadline=None)
@given(ratings, st.randoms())
def test_alpha_knows_nothing_of_the_order_of_people_nor_of_the_units(rows, random):
    alpha = cronbach_alpha(pd.DataFrame(rows))
    shuffled = random.sample(rows, len(rows))
    assert cronbach_alpha(pd.DataFrame(shuffled)).value == pytest.approx(alpha.value, abs=1e-9)
    assert cronbach_alpha(pd.DataFrame(rows) * 25 - 25).value == pytest.approx(alpha.value, abs=1e-9)


def test_only_people_who_answered_every_item_count():
    rows = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (30, 4)).astype(float))
    holes = pd.concat([rows, pd.DataFrame([[5, np.nan, 1, 1]] * 9)])
    assert cronbach_alpha(holes) == cronbach_alpha(rows)


def test_perfect_agreement_of_items_is_one():
    assert cronbach_alpha(pd.DataFrame({"a": [1, 2, 5], "b": [1, 2, 5]})).value == pytest.approx(1)


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame({"a": [1, 2, 3]}),
        pd.DataFrame({"a": [1, 2], "b": [2, 1]}),
        pd.DataFrame({"a": [3, 3, 3], "b": [4, 4, 4]}),
        pd.DataFrame({"a": [np.nan] * 4, "b": [1, 2, 3, 4]}),
        pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}),
        pd.DataFrame(),
    ],
    ids=["one item", "two people", "constant", "all missing", "cancelling", "empty"],
)
def test_what_means_nothing_is_missing_with_a_reason(rows):
    alpha = cronbach_alpha(rows)
    assert alpha.value is None and alpha.reason
