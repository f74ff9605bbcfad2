"""What a whole tally says of its people is what their rows say."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tally import CLIMATE, people

import workshop_kit as wk
from workshop_kit import Refused

FULL = wk.load_instrument("mindset", form="full")
SAME = 1e-9


@settings(max_examples=40)
@given(st.integers(3, 80), st.integers(0, 2**32), st.sampled_from(["vision.energy", "tracking.ability"]))
def test_rows_and_tally_give_the_same_statistics(n, seed, facet):
    rows = people(FULL, "self", n, seed, missing=0.04)
    tally = wk.Tally.of(rows, FULL, "self")
    frame = pd.DataFrame(rows, columns=list(FULL.keys["self"]), dtype=float)
    name, _, lens = facet.partition(".")
    items = frame[[f"{name}_{number}.{lens}" for number in range(1, 5)]]

    assert tally.alpha(facet).value == pytest.approx(wk.measure.cronbach_alpha(items).value, abs=SAME)
    assert tally.alpha(facet).low == pytest.approx(wk.measure.cronbach_alpha(items).low, abs=SAME)
    assert tally.omega(facet).value == pytest.approx(wk.measure.omega_total(items).value, abs=SAME)
    rest = wk.measure.item_rest_correlations(items)
    assert tally.item_rest(facet).tolist() == pytest.approx(rest.tolist(), abs=SAME, nan_ok=True)

    scores = wk.score(frame, FULL, "self")[facet].dropna()
    found = tally.estimate(facet)
    assert (found.value, tally.sd(facet)) == pytest.approx((scores.mean(), scores.std()), abs=SAME)
    told = wk.measure.mean_interval(scores, reliability=FULL.assumed.reliability)
    assert (found.low, found.high) == pytest.approx((told.low, told.high), abs=SAME)
    edges = pd.cut(scores, [-1, 19.9, 39.9, 60.1, 80.1, 101], labels=False).value_counts()
    assert [bar.n for bar in tally.distribution(facet)] == [edges.get(place, 0) for place in range(5)]


def test_one_item_figures_are_spread_over_the_points_of_their_scale():
    rows = people(FULL, "our_month", 30, 2, missing=0.3)
    tally = wk.Tally.of(rows, FULL, "our_month")
    given = [row["chaos"] for row in rows if row.get("chaos") is not None]
    assert [bar.n for bar in tally.distribution("chaos")] == wk.measure.distribution(given, 5).tolist()


def test_a_published_tally_of_thirty_says_the_same_reliability_and_one_of_twenty_nine_none():
    rows = [{key: value or 3 for key, value in row.items()} for row in people(CLIMATE, "climate", 30, 5, missing=0)]
    whole = wk.Tally.of(rows, CLIMATE, "climate")
    assert whole.published(5, 30).alpha("climate") == whole.alpha("climate")
    assert whole.published(5, 30).omega("climate") == whole.omega("climate")
    fewer = wk.Tally.of(rows[:29], CLIMATE, "climate").published(5, 29)
    assert fewer.alpha("climate").value is None and "thirty" in fewer.omega("climate").reason
    with pytest.raises(Refused, match="thirty people"):
        fewer.item_rest("climate")
