import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import workshop_kit as wk
from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure.profile import profile
from workshop_kit.measure.ratings import CHUNK
from workshop_kit.measure.scoring import from_ideal, ideal_direction, ideal_distance, lean, score

MINDSET = load_instrument("mindset", form="full")
KEYS = list(MINDSET.keys["self"])
CLIMATE = load_instrument("leadership-climate")


def reversed_keys(instrument, activity):
    """The same instrument with every item of an activity keyed the other way round."""
    chosen = instrument.activity(activity)
    blocks = tuple(
        msgspec.structs.replace(
            block, items=tuple(msgspec.structs.replace(item, reverse=not item.reverse) for item in block.items)
        )
        for block in chosen.blocks
    )
    turned = msgspec.structs.replace(chosen, blocks=blocks)
    activities = tuple(turned if one is chosen else one for one in instrument.activities)
    return msgspec.structs.replace(instrument, activities=activities)


REVERSED = reversed_keys(MINDSET, "self")


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


@st.composite
def frames(draw, most=8):
    """Any answers that the full form admits, with any gaps."""
    count = draw(st.integers(1, most))
    cells = draw(hnp.arrays(np.int8, (count, len(KEYS)), elements=st.integers(0, 5)))
    return pd.DataFrame(np.where(cells == 0, np.nan, cells), columns=KEYS)


@settings(max_examples=30)
@given(frames())
def test_scores_lie_between_0_and_100(answers):
    values = score(answers, MINDSET, "self").to_numpy()
    assert ((values >= 0) & (values <= 100) | np.isnan(values)).all()


@settings(max_examples=30)
@given(frames())
def test_the_frame_gives_what_plain_python_gives_one_person_at_a_time(answers):
    scores = score(answers, MINDSET, "self")
    for number, row in answers.iterrows():
        alone = profile(one(row), MINDSET, "self")
        found = scores.loc[number].dropna().to_dict()
        assert found == pytest.approx(alone.facets | alone.dimensions, abs=1e-9)


@settings(max_examples=30)
@given(frames())
def test_reversing_all_keys_mirrors_the_scores(answers):
    scores = score(answers, MINDSET, "self")
    np.testing.assert_allclose(score(answers, REVERSED, "self"), 100 - scores, atol=1e-9)
    np.testing.assert_allclose(score(6 - answers, MINDSET, "self"), 100 - scores, atol=1e-9)
    np.testing.assert_array_equal(score(6 - answers, REVERSED, "self"), scores)


@settings(max_examples=30)
@given(frames())
def test_a_lean_changes_its_sign_when_the_dimensions_swap(answers):
    swapped = msgspec.structs.replace(MINDSET, dimensions=MINDSET.dimensions[::-1])
    ours, theirs = lean(answers, MINDSET, "self"), lean(answers, swapped, "self")
    for lens in ("energy", "ability"):
        np.testing.assert_array_equal(theirs[f"lean.{lens}"], -ours[f"lean.{lens}"])
        np.testing.assert_array_equal(theirs[f"band.{lens}"], ours[f"band.{lens}"])
        assert theirs[f"call.{lens}"].tolist() == ours[f"call.{lens}"].tolist()


@settings(max_examples=30)
@given(frames(), st.data())
def test_a_score_depends_on_nobody_else_and_on_no_order(answers, data):
    order = data.draw(st.permutations(range(len(answers))))
    columns = data.draw(st.permutations(KEYS))
    scores = score(answers, MINDSET, "self")
    pd.testing.assert_frame_equal(score(answers.iloc[order][columns], MINDSET, "self"), scores.iloc[order], rtol=0)
    for row in range(len(answers)):
        alone = score(answers.iloc[row : row + 1], MINDSET, "self")
        np.testing.assert_array_equal(alone, scores.iloc[row : row + 1])


@pytest.mark.parametrize("gaps", [0, 0.15])
def test_where_one_chunk_ends_and_the_next_begins_makes_no_difference(gaps):
    few = people(3, n=CHUNK // 8 + 3, gaps=gaps)
    many = pd.concat([few] * 17, ignore_index=True)
    assert len(many) > 2 * CHUNK
    expected = np.concatenate([score(few, MINDSET, "self").to_numpy()] * 17)
    np.testing.assert_array_equal(score(many, MINDSET, "self"), expected)
    for name, column in lean(many, MINDSET, "self").items():
        assert column.equals(pd.concat([lean(few, MINDSET, "self")[name]] * 17, ignore_index=True))


@settings(max_examples=30)
@given(st.integers(0, 4), st.integers(0, 5), st.integers(1, 5))
def test_the_missing_data_rule_holds_exactly_at_its_minimum(items, facets, rating):
    """A facet takes three of its four items, a dimension three of its five facets."""
    asked = [spec for spec in MINDSET.activity("self").specs if spec.lens == "energy"]
    leading = [spec for spec in asked if spec.facet in MINDSET.dimensions[0].facets][:facets]
    row = pd.DataFrame([{key: float(rating) for spec in leading for key in spec.keys[:items]}], columns=KEYS)
    found = score(row.astype(float), MINDSET, "self").loc[0]
    for spec in leading:
        assert np.isnan(found[spec.id]) != (items >= 3)
    assert np.isnan(found["leadership.energy"]) != (items >= 3 and facets >= 3)
    assert found["leadership.energy"] == 25 * (rating - 1) or items < 3 or facets < 3


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


def test_on_an_ideal_point_scale_distance_and_direction_start_at_about_right():
    found = from_ideal(pd.DataFrame({"vision": [1, 3, 4, None], "chaos": [2, 2, 2, 2]}), MINDSET, "our_month")
    assert found["vision.distance"].tolist()[:3] == [100, 0, 50] and np.isnan(found["vision.distance"][3])
    assert found["vision.direction"].tolist()[:3] == [-100, 0, 50] and np.isnan(found["vision.direction"][3])
    assert not any(name.startswith("chaos") for name in found), "one-way scales have no middle that is right"
    with pytest.raises(Refused, match="ideal"):
        from_ideal(people(1), MINDSET, "self")


def test_too_much_and_too_little_cancel_in_the_direction_and_not_in_the_distance():
    ratings = np.array([[1, 5, 2], [5, 5, 0]], dtype=np.uint8)  # two items of three people; 0 is no answer
    assert ideal_distance(ratings, 5, 1).tolist() == [100, 100, 50]
    assert ideal_direction(ratings, 5, 1).tolist() == [0, 100, -50]
    assert np.isnan(ideal_distance(ratings, 5, 2)).tolist() == [False, False, True]


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
        ({"vision_1.energy": [3, 0]}, "row 1.*0 is not on"),
        ({"vision_1.energy": [3, -1]}, "row 1.*-1"),
        ({"vision_1.energy": [3.0, 0.0, np.nan]}, "row 1.*0 is not on"),
        ({"vision_1.energy": [3, 257]}, "row 1.*257"),
        ({"vision_1.energy": np.array([3, 250], dtype=np.uint8)}, "row 1.*250"),
        ({"vision_1.energy": np.array([3, -3], dtype=np.int8)}, "row 1.*-3"),
        ({"vision_1.energy": [3.0, np.inf]}, "row 1.*inf"),
        ({"vision_1.energy": [2.5]}, "2.5"),
        ({"vision_1.energy": [None, 4, "4"]}, "row 2.*'4' is not on the scale"),
        ({"vision_1.energy": [True, False]}, "row 0.*True is not on the scale"),
        ({"vision_1.energy": [3], "vision_2.energy": [9]}, "vision_2.energy.*row 0"),
        ({"vision_1.energy": ["often"]}, "vision_1.energy"),
    ],
)
def test_what_the_instrument_does_not_admit_is_refused_by_name(frame, named):
    with pytest.raises(Refused, match=named):
        score(pd.DataFrame(frame), MINDSET, "self")


def test_the_row_is_named_as_the_frame_names_it_in_whichever_chunk_it_stands():
    answers = people(5, n=CHUNK + 10)
    answers.index = [f"p{number}" for number in range(len(answers))]
    answers.loc[f"p{CHUNK + 3}", "vision_2.ability"] = 7
    with pytest.raises(Refused, match=rf"vision_2.ability.*row p{CHUNK + 3}: 7 is not on the scale"):
        score(answers, MINDSET, "self")


def test_a_column_that_stands_there_twice_is_refused():
    with pytest.raises(Refused, match=r"vision_1.energy.*twice"):
        score(pd.DataFrame([[3, 3]], columns=["vision_1.energy"] * 2), MINDSET, "self")


def test_choices_that_are_none_are_refused_by_name():
    scene = next(iter(MINDSET.keys["situations"]))
    with pytest.raises(Refused, match=f"{scene}.*row 1.*'nowhere'"):
        score(pd.DataFrame({scene: [None, "nowhere"]}), MINDSET, "situations")


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.float32, float, object, "Int64"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_way_to_hold_the_same_answers_gives_the_same_scores(dtype, order):
    whole = people(6, n=700, gaps=0).to_numpy(dtype=int)
    expected = score(pd.DataFrame(whole, columns=KEYS), MINDSET, "self")
    held = pd.DataFrame(np.array(whole, order=order), columns=KEYS).astype(dtype)
    pd.testing.assert_frame_equal(score(held, MINDSET, "self"), expected, rtol=0)


def test_nobody_has_no_scores_and_all_the_columns():
    none = score(people(1, n=0), MINDSET, "self")
    assert len(none) == 0 and list(none.columns) == list(score(people(1, n=1), MINDSET, "self").columns)
    assert len(lean(people(1, n=0), MINDSET, "self")) == 0


def test_missing_may_be_written_in_every_way_that_frames_know():
    keys = [key for key in KEYS if key.startswith("vision")][:4]
    for column in (
        [5, None],
        pd.array([5, None], dtype="Int64"),
        np.array([5, np.nan]),
        pd.Series([5, None], dtype=object),
    ):
        assert np.isnan(score(pd.DataFrame({key: column for key in keys}), MINDSET, "self")["vision.energy"][1])
