import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workshop_kit as wk
from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure.profile import profile
from workshop_kit.measure.scoring import lean, score

MINDSET = load_instrument("mindset", form="full")
KEYS = list(MINDSET.keys["self"])
CLIMATE = load_instrument("leadership-climate")


def people(seed, n=30, gaps=0.15):
    rng = np.random.default_rng(seed)
    values = rng.integers(1, 6, (n, len(KEYS))).astype(float)
    values[rng.random(values.shape) < gaps] = np.nan
    return pd.DataFrame(values, columns=KEYS)


def one(row):
    return {key: None if np.isnan(value) else int(value) for key, value in row.items()}


def test_many_people_get_the_scores_and_leans_that_each_gets_alone():
    answers = people(1)
    scores, leans = score(answers, MINDSET, "self"), lean(answers, MINDSET, "self")
    for number, row in answers.iterrows():
        alone = profile(one(row), MINDSET, "self")
        expected = alone.facets | alone.dimensions
        found = scores.loc[number].dropna().to_dict()
        assert found == pytest.approx(expected) and found.keys() == expected.keys()
        for lens, own in alone.leans.items():
            there = [leans.loc[number, f"{name}.{lens}"] for name in ("lean", "se", "band")]
            assert there == pytest.approx([own.lean, own.se, own.band])
            assert leans.loc[number, f"call.{lens}"] == own.call
        missing = {"energy", "ability"} - alone.leans.keys()
        assert all(pd.isna(leans.loc[number, f"lean.{lens}"]) for lens in missing)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_scores_lie_between_0_and_100_and_turning_every_answer_round_mirrors_them(seed):
    answers = people(seed, n=5)
    scores, mirrored = score(answers, MINDSET, "self"), score(6 - answers, MINDSET, "self")
    values = scores.to_numpy()
    assert ((values >= 0) & (values <= 100) | np.isnan(values)).all()
    np.testing.assert_allclose(mirrored, 100 - values, atol=1e-9)


def test_a_reverse_key_turns_its_item_round():
    activity = CLIMATE.activity("climate")
    block = activity.blocks[0]
    items = tuple(msgspec.structs.replace(item, reverse=item.id == "LEAD01") for item in block.items)
    turned = msgspec.structs.replace(
        CLIMATE,
        activities=(msgspec.structs.replace(activity, blocks=(msgspec.structs.replace(block, items=items),)),),
    )
    rows = pd.DataFrame([[1] + [5] * 10], columns=list(CLIMATE.keys["climate"]))
    assert score(rows, turned)["climate"][0] == 100


def test_the_columns_are_facets_then_dimensions_and_the_index_stays():
    answers = people(2, n=3).set_index(pd.Index(["a", "b", "c"]))
    scores = wk.score(answers, MINDSET, "self")
    assert list(scores.index) == ["a", "b", "c"]
    assert "vision.energy" in scores and list(scores.columns)[-4:] == [
        "leadership.energy",
        "management.energy",
        "leadership.ability",
        "management.ability",
    ]


def test_the_month_has_one_score_a_rating_and_no_dimension():
    month = score(pd.DataFrame({"vision": [1, 3, 5], "chaos": [2, 2, 2]}), MINDSET, "our_month")
    assert list(month["vision"]) == [0, 50, 100] and list(month["chaos"]) == [25] * 3
    assert not {"leadership", "management"} & set(month.columns)


def test_situations_are_scored_from_telling_to_showing():
    scenes = [item for block in MINDSET.activity("situations").blocks for item in block.items]
    last = {
        item.id: [next(o.id for o in item.options if o.place == max(p.place for p in item.options))] for item in scenes
    }
    shown = score(pd.DataFrame(last), MINDSET, "situations")["tell_show"][0]
    assert shown == np.mean([max(option.place for option in item.options) for item in scenes])


def test_columns_may_be_missing_and_then_their_scores_are():
    scores = score(
        pd.DataFrame({"vision_1.energy": [5], "vision_2.energy": [5], "vision_3.energy": [5]}), MINDSET, "self"
    )
    assert scores["vision.energy"][0] == 100 and np.isnan(scores["values.energy"][0])


def test_the_activity_may_be_left_out_where_only_one_has_scores():
    rows = pd.DataFrame([[4] * 11], columns=list(CLIMATE.keys["climate"]))
    assert score(rows, CLIMATE)["climate"][0] == 75
    with pytest.raises(Refused, match=r"self.*our_month"):
        score(people(1), MINDSET)
    with pytest.raises(Refused, match="sorting"):
        score(pd.DataFrame(), MINDSET, "sorting")


@pytest.mark.parametrize(
    "frame, named",
    [
        ({"vision_9.energy": [3]}, "vision_9.energy"),
        ({"vision_1.energy": [3, 6]}, "row 1.*6"),
        ({"vision_1.energy": [2.5]}, "2.5"),
        ({"vision_1.energy": ["often"]}, "vision_1.energy"),
    ],
)
def test_what_the_instrument_does_not_admit_is_refused_by_name(frame, named):
    with pytest.raises(Refused, match=named):
        score(pd.DataFrame(frame), MINDSET, "self")


def test_missing_may_be_written_in_every_way_that_frames_know():
    keys = [key for key in KEYS if key.startswith("vision")][:4]
    for column in (
        [5, None],
        pd.array([5, None], dtype="Int64"),
        np.array([5, np.nan]),
        pd.Series([5, None], dtype=object),
    ):
        assert np.isnan(score(pd.DataFrame({key: column for key in keys}), MINDSET, "self")["vision.energy"][1])
