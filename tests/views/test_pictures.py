"""What every picture promises: words and numbers that agree, a figure that fits, nothing that noise has written."""

import json
import re
from pathlib import Path

import pytest

import workshop_kit as wk
from workshop_kit.instrument import load_instrument
from workshop_kit.pool.tally import Tally
from workshop_kit.questionnaire import document, messages_in
from workshop_kit.views import registry
from workshop_kit.views.figures import draw

NAMED = {
    "sorting": "sorting", "energy_and_ability": "self", "balance_map": "self", "our_month": "our_month",
    "facet_profile": "self", "tell_and_show": "situations",
}  # fmt: skip
PLAIN = ("role", "guess", "situations", "action")

STRONG = {
    "vision.energy": 92, "vision.ability": 35, "organisation.energy": 12, "organisation.ability": 92,
    "tracking.energy": 20, "tracking.ability": 30, "empowerment.energy": 85, "empowerment.ability": 80,
}  # fmt: skip
STRONG_MONTH = {"vision": 8, "connection": 25, "tracking": 92, "consistency": 80, "motions": 92, "doing": 8}


def shown(view: str, tally, words) -> dict:
    return draw(view, {tally.activity: tally}, words).to_json()


@pytest.mark.parametrize("n", [5, 9, 14, 19, 40, 400])
@pytest.mark.parametrize("view", [*NAMED, "balance_map.ability", *PLAIN])
def test_every_view_has_figure_finding_alternative_and_table_at_any_size(view, n, tally_of, words):
    activity = NAMED.get(view.partition(".")[0], view)
    picture = shown(view, tally_of(activity, n, seats=n + 3), words)
    assert len(json.dumps(picture["figure"])) < 60_000
    assert picture["finding"] in picture["alternative"]
    assert picture["table"]["rows"] and all(
        len(r) == len(picture["table"]["columns"]) for r in picture["table"]["rows"]
    )
    assert picture["n"] == n and f"{n} of {n + 3} people" in picture["note"]
    assert "title" not in picture["figure"]["layout"]
    smallest = min(word["font"]["size"] for word in picture["figure"]["layout"]["annotations"])
    fit = min(1, 1080 / picture["figure"]["layout"]["width"], 892 / picture["figure"]["layout"]["height"])
    assert smallest * fit >= 23.9, "on the projector nothing may be too small to read"


@pytest.mark.parametrize("view", NAMED)
def test_same_tally_same_picture(view, tally_of, words):
    tally = tally_of(NAMED[view], 14)
    assert shown(view, tally, words) == shown(view, Tally.from_json(tally.to_json()), words)


@pytest.mark.parametrize("n", [8, 14])
@pytest.mark.parametrize("view, nothing", [
    ("energy_and_ability", "Nothing stands out"),
    ("our_month", "Nothing stands out"),
])  # fmt: skip
def test_a_team_in_which_nothing_differs_gets_a_finding_in_at_most_one_run_of_ten(view, nothing, n, tally_of, words):
    runs = 120
    base = {"base": 50, "spread": 22}
    findings = [shown(view, tally_of(NAMED[view], n, seed, **base), words)["finding"] for seed in range(runs)]
    false = [finding for finding in findings if not finding.startswith(nothing)]
    assert len(false) <= runs / 10, false


def test_even_teams_are_rarely_said_to_lean(tally_of, words):
    findings = [shown("balance_map", tally_of("self", 14, seed), words)["finding"] for seed in range(120)]
    assert sum(finding.startswith("We lean") for finding in findings) <= 6


@pytest.mark.parametrize("n", [8, 14, 40])
def test_a_strong_team_hears_what_is_strong(n, tally_of, words):
    picture = shown("energy_and_ability", tally_of("self", n, means=STRONG), words)
    assert "Planning and organisation" in picture["finding"] or "Vision and purpose" in picture["finding"]
    assert {mark["role"] for mark in picture["marks"]} <= {"first", "second", "both"}
    assert all(mark["text"] in picture["finding"] for mark in picture["marks"])


def test_up_to_nine_people_no_number_and_no_dot_stands_in_energy_and_ability(tally_of, words):
    picture = shown("energy_and_ability", tally_of("self", 9, seats=9, means=STRONG), words)
    assert picture["figure"]["data"] == []
    assert not re.search(r"\d", json.dumps(picture["table"]))


def test_a_small_room_counts_even_if_more_answered_than_it_has_seats(tally_of, words):
    picture = shown("energy_and_ability", tally_of("self", 12, seats=9), words)
    assert picture["figure"]["data"] == []


def test_facets_on_one_spot_share_a_dot(tally_of, words):
    picture = shown("energy_and_ability", tally_of("self", 14, spread=0, base=75), words)
    dots = [trace for trace in picture["figure"]["data"] if trace["mode"] == "markers"]
    assert len(dots) == 1
    label = max((a["text"] for a in picture["figure"]["layout"]["annotations"]), key=len)
    assert label.count("<br>") == 9


def test_no_zone_for_a_facet_whose_interval_touches_a_line(tally_of, words):
    tally = tally_of("self", 14, means=STRONG)
    rows = shown("energy_and_ability", tally, words)["table"]["rows"]
    names = {facet["name"]: id for id, facet in words["words"]["mindset"]["facets"].items()}
    facets = list(names.values())
    for lens in ("energy", "ability"):
        line = sum(tally.estimate(f"{facet}.{lens}").value for facet in facets) / len(facets)
        for name, *_, zone, _n in rows:
            estimate = tally.estimate(f"{names[name]}.{lens}")
            if estimate.low <= line <= estimate.high:
                assert zone == "cannot be placed"
    assert any(row[3] != "cannot be placed" for row in rows)


def test_dots_lie_where_the_tally_says(tally_of, words):
    tally = tally_of("self", 14, means=STRONG)
    picture = shown("balance_map", tally, words)
    (dot,) = [trace for trace in picture["figure"]["data"] if trace["mode"] == "markers"]
    sides = [tally.estimate(f"{dimension}.energy").value for dimension in ("leadership", "management")]
    assert [*dot["x"], *dot["y"]] == sides


def test_two_camps_with_an_even_mean_are_pointed_to(mindset, words, people):
    sides = [f"{facet}.energy" for facet in ("vision", "values", "empowerment", "connection", "example")]
    others = [f"{facet}.energy" for facet in ("organisation", "accuracy", "efficiency", "tracking", "consistency")]
    camps = [dict.fromkeys(a, 90) | dict.fromkeys(b, 10) for a, b in ((sides, others), (others, sides))]
    rows = [
        row for seed, means in enumerate(camps) for row in people(mindset, "self", 20, seed, means=means, spread=10)
    ]
    said = shown("balance_map", Tally.of(rows, mindset, "self").published(5, 40), words)["sub"]
    assert "on one side or the other" in said
    alike = people(mindset, "self", 40, 1, spread=12)
    assert "other" not in shown("balance_map", Tally.of(alike, mindset, "self").published(5, 40), words)["sub"]


def test_a_ground_of_one_area_is_no_shade(mindset, words, people):
    row = people(mindset, "self", 1, 1, spread=0)
    picture = shown("balance_map", Tally.of(row * 40, mindset, "self").published(5, 40), words)
    assert "shades" not in picture["sub"] and "areas" not in picture["note"]


def test_from_twenty_people_on_the_month_counts_what_to_work_on_and_names_three(tally_of, words):
    picture = shown("our_month", tally_of("our_month", 40), words)
    drawn = [a["text"] for a in picture["figure"]["layout"]["annotations"]]
    assert max(re.sub("<br>", " ", text).count("(") for text in drawn) <= 3
    assert picture["table"]["rows"][-1][2].count("(") >= 3


def test_each_lens_has_its_own_balance(tally_of, words):
    tally = tally_of(
        "self", 14, means={f"{f}.energy": 95 for f in ("vision", "values", "empowerment", "connection", "example")}
    )
    assert shown("balance_map", tally, words)["finding"] == "We lean to more direction."
    assert shown("balance_map.ability", tally, words)["finding"] != "We lean to more direction."


def test_the_month_names_what_is_clear_and_says_the_signs_in_words(tally_of, words):
    picture = shown("our_month", tally_of("our_month", 14, means=STRONG_MONTH, base=50, spread=15), words)
    assert picture["finding"].startswith("Too little: Vision and purpose")
    assert "Numbers and progress" in picture["finding"].partition("Too much: ")[2]
    said = {row[0]: row[2] for row in picture["table"]["rows"]}
    assert said["We followed the plan without asking why."] == "on average often"
    assert said["In a busy week, we still did what we say is important."] == "on average seldom"
    level = shown("our_month", tally_of("our_month", 7, base=50, spread=35), words)["table"]["rows"]
    assert "cannot be said" in {row[2] for row in level if row[0].endswith(".")}, "which is no claim that we differ"


def test_a_split_is_named_and_statements_run_from_the_first_bin_to_the_last(mindset, words):
    rows = [{item.id: item.bin for item in mindset.activity("sorting").blocks[0].items} for _ in range(14)]
    for i, row in enumerate(rows):
        row["rule"] = ("leadership", "both", "management")[i % 3]
    picture = shown("sorting", Tally.of(rows, mindset, "sorting").published(5, 18), words)
    assert picture["finding"] == "We split on “Changes a rule that has stopped helping”."
    first_to_last = [row[1] - row[3] for row in picture["table"]["rows"]]
    assert first_to_last == sorted(first_to_last, reverse=True)


def test_everybody_alike_is_said_too(mindset, words):
    rows = [{item.id: item.bin for item in mindset.activity("sorting").blocks[0].items} for _ in range(9)]
    assert (
        shown("sorting", Tally.of(rows, mindset, "sorting").published(5, 9), words)["finding"] == "We sort these alike."
    )


def test_no_counts_of_choices_about_oneself_in_a_small_group(tally_of, words):
    for activity in ("role", "situations"):
        picture = shown(activity, tally_of(activity, 14), words)
        assert not any(re.search(r"\d", str(cell)) for row in picture["table"]["rows"] for cell in row[1:3])


def test_a_part_that_was_left_out_by_too_many_is_said_to_be_missing(mindset, words, people):
    rows = people(mindset, "self", 14, 1)
    for row in rows[3:]:
        row |= {key: None for key in row if key.startswith("vision")}
    picture = shown("energy_and_ability", Tally.of(rows, mindset, "self").published(5, 14), words)
    assert "One is not shown" in picture["sub"]
    assert "Vision" not in json.dumps(picture["figure"])


def test_too_few_answers_for_anything_is_no_crash(mindset, words):
    rows = [{"vision_1.energy": 3} for _ in range(6)]
    tally = Tally.of(rows, mindset, "self").published(5, 6)
    for view in ("energy_and_ability", "balance_map", "self"):
        assert shown(view, tally, words)["finding"]


@pytest.mark.parametrize("name", ["check-in", "closing", "leadership-climate"])
@pytest.mark.parametrize("n", [6, 14])
def test_every_activity_of_any_instrument_can_be_shown(name, n, tally_of):
    instrument = load_instrument(name)
    for activity in instrument.activities:
        tally = tally_of(activity.id, n, instrument=instrument)
        assert shown(activity.id, tally, document(instrument))["finding"]


def test_exact_tallies_are_drawn_too(mindset, people):
    for view, activity in NAMED.items():
        tally = Tally.of(people(mindset, activity, 30, 1), mindset, activity)
        assert getattr(wk.figures, view)(tally).layout.title.text


def test_figures_of_the_kit_bear_their_finding_as_title(tally_of):
    tally = tally_of("self", 14, means=STRONG)
    figure = wk.figures.balance_map(tally)
    assert figure.layout.title.text == "We lean to more direction."
    assert any("14 of 14 people" in annotation.text for annotation in figure.layout.annotations)
    assert wk.figures.balance_map(tally, lens="ability").layout.title.text
    assert wk.figures.plain(tally).layout.title.text


def test_views_offered_are_those_that_the_room_can_draw(words):
    offered = registry.offered(words)
    assert offered[:4] == ["energy_and_ability", "balance_map", "our_month", "sorting"] and "role" in offered
    assert {"facet_profile", "bring_and_need", "tell_and_show", "agreement", "guess", "wall", "circle"} < set(offered)
    assert "change" not in offered
    with pytest.raises(registry.NoSuchView, match="nonsense"):
        registry.find("nonsense", words)
    with pytest.raises(registry.NoSuchView):
        registry.find("balance_map.luck", words)
    assert registry.needs("balance_map.ability", words) == ("self",)


def test_no_sentence_of_a_view_stands_in_code_and_none_is_unused():
    """Every key that the views ask for exists; every one that exists is asked for."""
    code = "".join(path.read_text("utf-8") for path in Path(registry.__file__).parent.rglob("*.py"))
    built = ("find_balance_", "sub_balance_", "zone_", "shelf_", "find_month_", "sub_month_", "find_rating_")
    built += ("spoken_month_", "month_", "find_gap_", "find_tell_", "find_guess_", "place_", "find_agree_", "agree_")
    built += ("whole_", "spread_", "change_")
    for key in messages_in("en")["views"]:
        base = re.sub(r"_(one|other)$", "", key)
        assert f'"{base}"' in code or f'"{key}"' in code or key.startswith(built), f"{key} is never said"
