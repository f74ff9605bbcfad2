"""Instruments: what is loaded, in which forms and orders, and what is refused."""

import dataclasses
import shutil
from itertools import pairwise

import msgspec
import pytest
import yaml

from workshop_kit import Refused, home, load_instrument
from workshop_kit.instrument import KINDS

NAMES = sorted(path.name for path in (home.data() / "instruments").iterdir())
WHOLE = [(name, language) for name in NAMES for language in load_instrument(name).languages]
FACETS = {
    "leadership": ("vision", "values", "empowerment", "connection", "example"),
    "management": ("organisation", "accuracy", "efficiency", "tracking", "consistency"),
}


@pytest.mark.parametrize("form", ["short", "full"])
@pytest.mark.parametrize("name, language", WHOLE)
def test_every_instrument_loads_whole_in_every_language_that_it_lists(name, language, form):
    instrument = load_instrument(name, language, form)
    assert (instrument.id, instrument.language, instrument.form) == (name, language, form)
    for activity in instrument.activities:
        assert activity.title and activity.keys and activity.instrument == name
        for block in activity.blocks:
            assert block.items and block.kind in KINDS
            assert all(item.text.strip() for item in block.items)
            assert all(option.text.strip() for item in block.items for option in item.options)
            if block.kind == "rating":
                assert block.minimum >= 1
                for labels in [lens.labels for lens in block.lenses] or [block.scale.labels]:
                    assert len(labels) == block.scale.points == len(set(labels))


@pytest.mark.parametrize("name, language", WHOLE)
def test_every_language_has_the_same_structure(name, language):
    english, other = load_instrument(name, "en"), load_instrument(name, language)
    assert other.keys == english.keys
    assert [facet.id for facet in other.facets] == [facet.id for facet in english.facets]


def test_the_mindset_has_the_activities_of_the_workshop_each_about_the_right_thing():
    about = {activity.id: activity.about for activity in load_instrument("mindset").activities}
    expected = {"role": "self", "self": "self", "sorting": "world", "guess": "world", "situations": "self"}
    expected |= {"our_month": "team", "obstacle": "team", "obstacle_vote": "team", "commitment": "self"}
    expected |= {"action": "team"}
    assert {id: about[id] for id in expected} == expected
    assert not load_instrument("mindset").activity("commitment").pooled


def test_two_dimensions_of_five_facets_of_four_behaviours_under_two_lenses():
    instrument = load_instrument("mindset")
    assert {dimension.id: dimension.facets for dimension in instrument.dimensions} == FACETS
    (block,) = instrument.activity("self").blocks
    assert [lens.id for lens in block.lenses] == ["energy", "ability"]
    for facets in FACETS.values():
        for facet in facets:
            assert sum(item.facet == facet for item in block.items) == 4
    assert not any(item.reverse for item in block.items), "reversing makes no sense under energy"
    assert len(instrument.activity("self").keys) == 80


def test_the_short_form_has_two_of_each_facet_and_asks_for_both():
    short, full = load_instrument("mindset", form="short"), load_instrument("mindset", form="full")
    (block,) = short.activity("self").blocks
    for facets in FACETS.values():
        for facet in facets:
            assert sum(item.facet == facet for item in block.items) == 2
    assert (block.minimum, full.activity("self").blocks[0].minimum) == (2, 3)
    assert set(short.activity("self").keys) < set(full.activity("self").keys)
    assert short.activity("our_month").keys == full.activity("our_month").keys, "nothing is marked short there"


def test_the_statements_the_scenes_and_the_month_are_as_many_as_designed():
    instrument = load_instrument("mindset")
    (sorting,) = instrument.activity("sorting").blocks
    assert len(sorting.items) == 12 and all(item.bin and item.why for item in sorting.items)
    assert {bin.id for bin in sorting.bins} == {"leadership", "management", "both"}
    (situations,) = instrument.activity("situations").blocks
    assert len(situations.items) == 8
    for scene in situations.items:
        assert len(scene.options) == 4 and len({option.place for option in scene.options}) == 4
        assert all(option.gains and option.costs for option in scene.options)
    month = instrument.activity("our_month").blocks
    assert [item.id for item in month[0].items if item.facet] and month[0].scale.ideal
    assert {item.facet for item in month[0].items} == {facet for group in FACETS.values() for facet in group}
    assert {item.id for item in month[1].items} == {"chaos", "motions", "doing"}
    assert month[2].max == 3


def test_the_second_lens_has_another_fixed_order_of_the_same_items():
    for form in ("short", "full"):
        (block,) = load_instrument("mindset", form=form).activity("self").blocks
        orders = block.orders()
        assert list(orders) == ["energy", "ability"]
        assert sorted(orders["energy"]) == sorted(orders["ability"])
        assert orders["energy"] == tuple(item.id for item in block.items)
        moved = sum(a != b for a, b in zip(orders["energy"], orders["ability"], strict=True))
        assert moved > len(block.items) * 0.8
        after = dict(pairwise(orders["energy"]))
        kept = sum(after.get(a) == b for a, b in pairwise(orders["ability"]))
        assert kept <= 2, "neighbours come apart"
        assert orders == load_instrument("mindset", form=form).activity("self").blocks[0].orders()


def test_no_two_neighbours_ask_about_the_same_facet():
    for form in ("short", "full"):
        (block,) = load_instrument("mindset", form=form).activity("self").blocks
        facet = {item.id: item.facet for item in block.items}
        for order in block.orders().values():
            assert all(facet[a] != facet[b] for a, b in pairwise(order))


def test_an_instrument_that_knows_no_dimension_and_no_lens_is_as_good_as_any():
    instrument = load_instrument("leadership-climate")
    assert (instrument.dimensions, instrument.lenses) == ((), ())
    (activity,) = instrument.activities
    assert (activity.about, activity.profile) == ("team", False)
    assert list(activity.keys) == [f"LEAD{number:02}" for number in range(1, 12)]
    assert set(map(str, activity.keys["LEAD01"]["values"])) == set("12345")
    (spec,) = activity.specs
    assert (spec.id, spec.facet, spec.lens, spec.minimum, len(spec.keys)) == ("climate", "climate", None, 8, 11)


def test_no_code_is_wired_to_the_ids_of_one_instrument():
    """Facets, dimensions and lenses are named in views that belong to the mindset, and in simulated people."""
    import re

    package = home._PACKAGE
    allowed = {"views/pictures", "views/analysis/synthetic.py", "rehearsal.py"}
    own = {facet for group in FACETS.values() for facet in group} - {"values", "example"} | {"LEAD01", "climate"}
    for path in package.rglob("*.py"):
        where = path.relative_to(package).as_posix()
        if any(where.startswith(each) for each in allowed) or where.startswith("_"):
            continue
        code = re.sub(r'""".*?"""|#.*', "", path.read_text("utf-8"), flags=re.S)
        named = [id for id in own if re.search(rf"""["']{id}["'.]""", code)]
        assert not named, (where, named)


def test_only_takes_a_part_in_the_instruments_own_order():
    part = load_instrument("mindset").only({"sorting": ["rule", "trains"], "guess": None})
    assert list(part.keys) == ["sorting", "guess"]
    assert list(part.keys["sorting"]) == ["trains", "rule"]
    with pytest.raises(Refused, match="`planes`"):
        load_instrument("mindset").only({"sorting": ["planes"]})
    with pytest.raises(Refused, match=r"`tea`.*sorting"):
        load_instrument("mindset").only({"tea": None})


def test_an_instrument_is_frozen():
    instrument = load_instrument("check-in")
    with pytest.raises(AttributeError):
        instrument.title = "Another"
    assert isinstance(instrument, msgspec.Struct) and not dataclasses.is_dataclass(instrument)


def test_it_loads_by_name_folder_and_file_and_sees_what_was_edited(tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(home.data() / "instruments" / "check-in", mine)
    by_folder, by_file = load_instrument(mine), load_instrument(str(mine / "instrument.yaml"))
    assert by_folder.keys == by_file.keys == load_instrument("check-in").keys
    words = yaml.safe_load((mine / "en.yaml").read_text("utf-8"))
    words["title"] = "Edited"
    (mine / "en.yaml").write_text(yaml.safe_dump(words), "utf-8")
    assert load_instrument(mine).title == "Edited", "words that were edited are read again"


@pytest.mark.parametrize(
    "args, named",
    [
        (("tarot",), ["tarot", "mindset"]),
        (("/nowhere/instrument.yaml",), ["/nowhere"]),
        (("mindset", "xx"), ["xx", "en", "instrument.yaml, line "]),
        (("mindset", "en", "medium"), ["medium", "short", "full"]),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(args, named):
    with pytest.raises(Refused) as refused:
        load_instrument(*args)
    assert [word for word in named if word not in str(refused.value)] == []


def test_words_that_are_missing_name_file_line_item_and_cure(tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(home.data() / "instruments" / "mindset", mine)
    file = mine / "en.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("      vision_3:")), "utf-8")
    with pytest.raises(Refused) as refused:
        load_instrument(mine)
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "vision_1:" in text) - 1
    assert str(refused.value) == f"mine/en.yaml, line {line}: item `vision_3` has no words. Add it under `items:`."


def test_a_pick_from_a_wall_offers_nothing_until_a_room_has_a_wall():
    (block,) = load_instrument("mindset").activity("obstacle_vote").blocks
    (item,) = block.items
    assert (item.wall, item.options) == ("obstacle", ())
    assert load_instrument("mindset").keys["obstacle_vote"] == {"vote": {"kind": "pick", "values": [], "max": 3}}


@pytest.mark.parametrize(
    "old, new, named",
    [
        ("{wall: obstacle}", "{wall: self}", ["`vote`", "wall of `self`", "has no texts before"]),
        ("{wall: obstacle}", "{wall: tea}", ["`vote`", "`tea`"]),
        ("{wall: obstacle}", "{wall: commitment}", ["`vote`", "`commitment`"]),
        ("{wall: obstacle}", "{a: obstacle}", ["`vote`", "{wall: ACTIVITY}"]),
        ("{id: trains, bin: management}", "{id: trains, options: {wall: obstacle}}", ["`trains`", "only a pick"]),
    ],
)
def test_a_wall_that_there_cannot_be_is_refused(tmp_path, old, new, named):
    mine = tmp_path / "mine"
    shutil.copytree(home.data() / "instruments" / "mindset", mine)
    file = mine / "instrument.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(Refused) as refused:
        load_instrument(mine)
    assert [word for word in named if word not in str(refused.value)] == []
    assert "instrument.yaml, line " in str(refused.value)
