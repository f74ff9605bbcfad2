"""The kinds of question: which keys they have, and what may stand under them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop_kit import load_instrument
from workshop_kit.instrument import KINDS, CountSpec, MeanSpec, faults

MINDSET = load_instrument("mindset")


def test_there_are_five_kinds_in_one_registry_each_with_a_renderer():
    assert set(KINDS) == {"rating", "sort", "situation", "pick", "text"}
    assert all(kind.renderer and kind.name == name for name, kind in KINDS.items())
    used = {block.kind for activity in MINDSET.activities for block in activity.blocks}
    assert used == set(KINDS), "the kit's own instrument uses all of them"


@pytest.mark.parametrize(
    "activity, key, admits",
    [
        ("self", "vision_1.energy", {"kind": "rating", "values": [1, 2, 3, 4, 5]}),
        ("self", "vision_1.ability", {"kind": "rating", "values": [1, 2, 3, 4, 5]}),
        ("our_month", "chaos", {"kind": "rating", "values": [1, 2, 3, 4, 5]}),
        ("sorting", "trains", {"kind": "sort", "values": ["leadership", "both", "management"]}),
        ("situations", "deadline", {"kind": "situation", "values": ["a", "b", "c", "d"]}),
        ("role", "role", {"kind": "pick", "values": ["direction", "delivery", "both", "neither"], "max": 1}),
        ("obstacle", "obstacle", {"kind": "text", "max_length": 200}),
    ],
)
def test_a_key_says_what_it_admits(activity, key, admits):
    assert MINDSET.keys[activity][key] == admits


def test_an_option_that_is_a_facet_has_the_facets_name():
    energy = next(item for item in MINDSET.activity("guess").blocks[0].items if item.id == "energy")
    assert {option.id: option.text for option in energy.options} == {f.id: f.name for f in MINDSET.facets}


@pytest.mark.parametrize(
    "activity, answers, named",
    [
        ("self", {"vision_1.energy": 6}, ["vision_1.energy", "6"]),
        ("self", {"vision_1.energy": 0}, ["vision_1.energy"]),
        ("self", {"vision_1.energy": True}, ["vision_1.energy"]),
        ("self", {"vision_1.energy": 3.0}, ["vision_1.energy"]),
        ("self", {"vision_1.energy": "3"}, ["vision_1.energy"]),
        ("self", {"vision_1": 3, "luck.energy": 3}, ["`vision_1`", "`luck.energy`"]),
        ("self", {}, ["no value"]),
        ("self", {"vision_1.energy": None}, ["no value"]),
        ("sorting", {"trains": "luck"}, ["trains", "luck"]),
        ("sorting", {"trains": None}, ["trains"]),
        ("sorting", {"trains": ["both"]}, ["trains"]),
        ("situations", {"deadline": "e"}, ["deadline"]),
        ("role", {"role": []}, ["role"]),
        ("role", {"role": "both"}, ["role"]),
        ("role", {"role": ["both", "neither"]}, ["role", "1"]),
        ("our_month", {"work_on": ["vision", "vision"]}, ["work_on", "twice"]),
        ("our_month", {"work_on": [3]}, ["work_on"]),
        ("our_month", {"work_on": [["vision"]]}, ["work_on"]),
        ("obstacle", {"obstacle": ""}, ["obstacle"]),
        ("obstacle", {"obstacle": "  \n "}, ["obstacle"]),
        ("obstacle", {"obstacle": "x" * 201}, ["obstacle", "201", "200"]),
        ("obstacle", {"obstacle": 5}, ["obstacle"]),
    ],
)
def test_what_does_not_fit_is_named(activity, answers, named):
    found = faults(MINDSET.activity(activity), answers)
    assert found
    assert [word for word in named if word not in "; ".join(found)] == [], found


def test_each_fault_is_named_once():
    found = faults(
        MINDSET.activity("self"), {"vision_1.energy": 9, "vision_2.energy": 9, "zz": 1, "vision_3.energy": 4}
    )
    assert len(found) == 3


@pytest.mark.parametrize(
    "activity, answers",
    [
        ("self", {"vision_1.energy": 5, "vision_1.ability": None}),
        ("sorting", {"trains": "both"}),
        ("our_month", {"work_on": ["vision", "values", "example"]}),
        ("our_month", {"vision": None, "chaos": 1}),
        ("role", {"role": ["neither"]}),
        ("obstacle", {"obstacle": "x" * 200}),
    ],
)
def test_what_fits_has_no_fault(activity, answers):
    assert faults(MINDSET.activity(activity), answers) == []


def _value(admits: dict):
    if admits["kind"] == "pick":
        return st.lists(st.sampled_from(admits["values"]), min_size=1, max_size=admits["max"], unique=True)
    if admits["kind"] == "text":
        return st.sampled_from(["x", "…", "ein Satz", "جملة", "x" * admits["max_length"]])
    return st.sampled_from(admits["values"])


OFFERING = [a for a in MINDSET.activities if all(admits.get("values", True) for admits in a.keys.values())]


@given(st.data())
def test_whatever_the_keys_admit_is_taken_and_an_unknown_key_beside_it_is_not(data):
    activity = data.draw(st.sampled_from(OFFERING))
    keys = data.draw(st.lists(st.sampled_from(sorted(activity.keys)), min_size=1, max_size=6, unique=True))
    answers = {key: data.draw(_value(activity.keys[key])) for key in keys}
    assert faults(activity, answers) == []
    assert len(faults(activity, {**answers, "zz.zz": 1})) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_no_json_value_whatever_makes_the_check_itself_fail(data):
    activity = data.draw(st.sampled_from(MINDSET.activities))
    key = data.draw(st.sampled_from(sorted(activity.keys)))
    assert isinstance(faults(activity, {key: data.draw(JSON)}), list)


def test_ratings_and_scenes_are_summed_up_in_means_and_choices_in_counts():
    kinds = {activity.id: {type(spec) for spec in activity.specs} for activity in MINDSET.activities}
    assert kinds["self"] == {MeanSpec} and kinds["sorting"] == {CountSpec}
    assert kinds["situations"] == {MeanSpec, CountSpec}
    assert kinds["obstacle"] == set(), "texts are in no tally"
    ids = [spec.id for spec in MINDSET.activity("self").specs]
    assert "vision.energy" in ids and "tracking.ability" in ids and len(ids) == 20


def test_a_scene_counts_from_telling_to_showing_in_the_order_of_its_options_places():
    mean = next(spec for spec in MINDSET.activity("situations").specs if isinstance(spec, MeanSpec))
    for scene in MINDSET.activity("situations").blocks[0].items:
        assert {o.id: o.place // 25 + 1 for o in scene.options} == mean.recode[scene.id]
