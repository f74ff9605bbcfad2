from math import hypot, sqrt

import pytest

from workshop_kit.instrument import Refused, load_instrument
from workshop_kit.measure.profile import profile


@pytest.fixture(scope="module")
def mindset():
    return load_instrument("mindset", form="full")


def everything(instrument, value=3, **by_facet):
    activity = instrument.activity("self")
    facet = {item.id: item.facet for block in activity.blocks for item in block.items}
    return {key: by_facet.get(facet[key.split(".")[0]], value) for key in activity.keys}


def test_the_middle_of_everything_is_fifty_and_too_close_to_call(mindset):
    found = profile(everything(mindset), mindset, "self")
    assert set(found.facets.values()) == set(found.dimensions.values()) == {50.0}
    assert found.leans["energy"].lean == 0 and found.leans["energy"].call == "close"
    assert found.pulls == ()


def test_a_facet_needs_three_of_its_four_behaviours_and_what_is_not_ones_work_counts_for_nothing(mindset):
    answers = everything(mindset) | {"vision_1.energy": None}
    assert profile(answers, mindset, "self").facets["vision.energy"] == 50
    del answers["vision_2.energy"]
    assert "vision.energy" not in profile(answers, mindset, "self").facets


def test_a_dimension_needs_three_of_its_five_facets_and_a_lean_both_dimensions(mindset):
    leadership = mindset.dimensions[0].facets
    answers = {k: v for k, v in everything(mindset).items() if not k.startswith(leadership[:2])}
    assert "leadership.energy" in profile(answers, mindset, "self").dimensions
    answers = {k: v for k, v in answers.items() if not k.startswith(leadership[2])}
    found = profile(answers, mindset, "self")
    assert "leadership.energy" not in found.dimensions and found.leans == {}


def test_without_scatter_the_error_is_the_assumed_one_on_both_sides(mindset):
    lean = profile(everything(mindset), mindset, "self").leans["energy"]
    assert lean.se == pytest.approx(hypot(7, 7))
    assert lean.band == pytest.approx(1.64 * hypot(7, 7))


def test_a_person_who_scatters_gets_their_own_wider_error(mindset):
    answers = {key: 5 if int(key[-8 if key.endswith("energy") else -9]) % 2 else 1 for key in everything(mindset)}
    # every facet holds 100, 0, 100, 0: squares 4 · 50² on 3 degrees of freedom, over 20 items
    own = sqrt(4 * 50**2 / 3 / 20)
    assert own > 7
    assert profile(answers, mindset, "self").leans["energy"].se == pytest.approx(hypot(own, own))


def test_beyond_the_band_there_is_a_call_and_inside_it_there_is_none(mindset):
    leaders = dict.fromkeys(mindset.dimensions[0].facets, 4)
    assert profile(everything(mindset, **leaders), mindset, "self").leans["energy"].call == "leadership"
    managers = dict.fromkeys(mindset.dimensions[1].facets, 4)
    assert profile(everything(mindset, **managers), mindset, "self").leans["energy"].call == "management"
    one = {mindset.dimensions[0].facets[0]: 4}
    assert profile(everything(mindset, **one), mindset, "self").leans["energy"].call == "close"


def test_pulls_are_at_most_four_that_stand_out_from_the_persons_own_mean(mindset):
    assert profile(everything(mindset, value=2, vision=5), mindset, "self").pulls == ("vision",)
    four = dict.fromkeys(["vision", "values", "accuracy", "tracking"], 5)
    assert set(profile(everything(mindset, value=1, **four), mindset, "self").pulls) == set(four)
    five = dict.fromkeys(["vision", "values", "accuracy", "tracking", "example"], 5)
    assert len(profile(everything(mindset, value=1, **five), mindset, "self").pulls) == 4
    assert profile(everything(mindset, vision=4), mindset, "self").pulls == ()


def test_nothing_answered_says_nothing(mindset):
    assert profile({}, mindset, "self").to_json() == {"facets": {}, "dimensions": {}, "leans": {}, "pulls": ()}


@pytest.mark.parametrize("answers", [{"vision_9.energy": 3}, {"vision_1.energy": 6}, {"vision_1.energy": "3"}])
def test_an_unknown_key_or_a_value_off_the_scale_is_refused_by_name(mindset, answers):
    with pytest.raises(Refused, match=next(iter(answers))):
        profile(answers, mindset, "self")
