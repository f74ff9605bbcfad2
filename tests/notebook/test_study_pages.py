"""What the study pages say about a person: kept as typed, in their language, and never a sentence of noise."""

import random
from datetime import date
from itertools import pairwise
from statistics import fmean

import pytest

from workshop_kit import load_instrument
from workshop_kit.instrument.messages import messages_in, spoken_languages
from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal
from workshop_kit.notebook.study import changes, explorer, last_month, planning, showing
from workshop_kit.notebook.study.following import changed

FALSE_CALLS = 0.1  # what the design allows noise to write
RUNS = 400
SLACK = 0.04  # what 400 runs can be off by, at the 99 % point


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def mindset():
    return load_instrument("mindset")


def written(widget, field, text):
    widget._heard({"what": "save", "field": field, "text": text})


def assessed(mindset, rate):
    items = mindset.activity("self").blocks[0].items
    return {f"{item.id}.{lens.id}": rate(item, lens.id) for item in items for lens in mindset.lenses}


# — what is kept —


def test_a_text_is_kept_while_it_is_typed_and_shown_again():
    field, again = study.definition(), study.definition_again()
    assert "not written" in again.value
    written(field, "definition", "To lead is <b>to begin</b>.")
    assert Journal().notes["definition"] == "To lead is <b>to begin</b>."
    assert "To lead is &lt;b&gt;to begin&lt;/b&gt;." in again.value
    assert study.definition().texts == {"definition": "To lead is <b>to begin</b>."}
    written(field, "definition", "  ")
    assert "definition" not in Journal().notes


def test_the_plan_is_one_note_with_a_text_for_each_field():
    assert planning.FIELDS == (
        "purpose_do", "purpose_so_that", "purpose_can", "step_1", "step_2", "step_3", "keep", "grow", "hand_over",
        "obstacle", "when", "will", "seen", "helper", "notice",
    )  # fmt: skip
    plan = study.plan()
    for field in planning.FIELDS:
        written(plan, field, f"my {field}")
    written(plan, "strange", "nothing that the plan asks")
    assert Journal().notes["plan"] == {field: f"my {field}" for field in planning.FIELDS}
    written(plan, "grow", "")
    assert "grow" not in study.plan().texts


def test_two_pages_that_keep_the_same_note_lose_nothing_of_each_other():
    one, other = study.plan(), study.plan()
    written(one, "keep", "talks")
    written(other, "grow", "numbers")
    assert Journal().notes["plan"] == {"keep": "talks", "grow": "numbers"}


def test_a_full_disk_is_a_sentence_on_the_page(monkeypatch):
    def full(*_):
        raise OSError("no space left")

    field = study.try_one()
    monkeypatch.setattr(Journal, "note", full)
    written(field, "try", "I go first.")
    assert field.said == "This could not be kept. Is the disk full?" and field.texts == {"try": "I go first."}


def test_the_second_look_stands_beside_the_first(mindset):
    Journal().keep("self", assessed(mindset, lambda item, lens: 2))
    again = study.again()
    assert again.answers == {}
    again._heard({"what": "save", "changes": [[["answers", "self", "vision_1.energy"], 5]]})
    kept = Journal().answers
    assert kept["self@2"] == {"vision_1.energy": 5} and kept["self"]["vision_1.energy"] == 2


def test_before_the_second_look_it_is_said_from_when_the_first_is(mindset, monkeypatch):
    first = study.first_time()
    assert "no first time yet" in first.value
    Journal().keep("self", assessed(mindset, lambda item, lens: 2))
    changed()
    assert f"are from {date.today():%B} {date.today().day}, {date.today().year}." in first.value
    monkeypatch.setattr(Journal, "changed", lambda *_: None)
    changed()
    assert "Your first answers are here." in first.value


def test_a_line_of_the_plan_that_is_there_is_asked_about_and_no_other():
    review = study.plan_review()
    assert review.sections == [] and "My plan" in review.words["empty"]
    Journal().note("plan", {"step_1": "Ask Ana", "when": "I hand over", "will": "say why"})
    changed()
    fields = review.sections[0]["fields"]
    assert [field["id"] for field in fields] == ["promise", "step_1", "learned"]
    assert fields[0]["recalls"] == "When I hand over, I will say why, so that others can see …."
    written(review, "promise", "partly")
    assert Journal().notes["plan_review"] == {"promise": "partly"}


# — what is said —


def test_where_learner_and_kit_sort_in_different_ways_each_reason_is_given_and_nothing_is_counted(mindset):
    shown = study.where_we_differ()
    items = mindset.activity("sorting").blocks[0].items
    assert "sorted all twelve" in shown.value
    Journal().keep("sorting", {item.id: item.bin for item in items})
    changed()
    assert "in the same places" in shown.value
    Journal().keep("sorting", {item.id: item.bin for item in items} | {"trains": "both"})
    changed()
    assert "You: both. We: management." in shown.value and shown.value.count("<li>") == 1
    assert items[0].why in shown.value


def test_choices_without_a_thought_are_too_close_to_call(mindset):
    scenes, chance = mindset.activity("situations").blocks[0].items, random.Random(7)
    calls = [
        showing.place_of({scene.id: chance.choice(scene.options).id for scene in scenes}, scenes, 7).call
        for _ in range(RUNS)
    ]
    assert fmean(call != "close" for call in calls) <= FALSE_CALLS + SLACK


def test_choices_all_at_one_end_are_called(mindset):
    scenes = mindset.activity("situations").blocks[0].items
    for call, best in (("show", max), ("tell", min)):
        chosen = {scene.id: best(scene.options, key=lambda option: option.place).id for scene in scenes}
        assert showing.place_of(chosen, scenes, 7).call == call
    assert showing.place_of({scene.id: "a" for scene in scenes[:3]}, scenes, 7) is None


def test_a_month_rated_by_dice_is_too_close_to_call(mindset):
    chance = random.Random(8)
    named = 0
    for _ in range(RUNS):
        rated = {facet.id: chance.choice((-2, -1, 0, 1, 2)) for facet in mindset.facets}
        sides = [last_month.side_of(dimension, rated, 7) for dimension in mindset.dimensions]
        named += any(side.call != "close" for side in sides)
    assert named / RUNS <= FALSE_CALLS + SLACK


def test_a_month_in_which_all_of_one_side_was_missing_is_called_and_held_beside_what_pulls(mindset):
    side = {facet: dimension.id for dimension in mindset.dimensions for facet in dimension.facets}
    month = study.month()
    assert "when you have answered" in month.value
    Journal().keep("our_month", {facet: 2 if side[facet] == "leadership" else 3 for facet in side} | {"chaos": 4})
    changed()
    assert "<li>Good ideas got lost before anyone carried them out: often</li>" in month.value
    assert "too little <b class=leadership>leadership</b>" in month.value and "too much" not in month.value
    assert "When you have answered “My mindset”" in month.value
    lover = {"leadership": 5, "management": 2}
    Journal().keep("self", assessed(mindset, lambda item, lens: lover[side[item.facet]]))
    changed()
    assert "Your energy goes to leadership, and there was too little of it." in month.value


def test_whom_nothing_has_changed_reads_of_a_change_once_in_ten_times_at_most(mindset):
    chance = random.Random(9)
    items = mindset.activity("self").blocks[0].items
    named = 0
    for _ in range(RUNS // 4):
        true = {f"{item.id}.{lens.id}": chance.gauss(3, 0.7) for item in items for lens in mindset.lenses}
        before, after = ({key: _rated(value, chance) for key, value in true.items()} for _ in range(2))
        named += any(one.call != "close" for one in changes.compared(before, after, mindset))
    assert named / (RUNS // 4) <= FALSE_CALLS + 2 * SLACK


def _rated(true: float, chance: random.Random) -> int:
    return min(5, max(1, round(true + chance.gauss(0, 0.7))))


def test_a_change_that_is_larger_than_the_noise_is_named_for_its_dimension_alone(mindset):
    side = {facet: dimension.id for dimension in mindset.dimensions for facet in dimension.facets}
    before = assessed(mindset, lambda item, lens: 2 + len(item.id) % 2)
    after = {key: value + (2 if side[key.split("_")[0]] == "management" and ".ability" in key else 0)
             for key, value in before.items()}  # fmt: skip
    calls = {(one.dimension, one.lens): one.call for one in changes.compared(before, after, mindset)}
    assert calls.pop(("management", "ability")) == "up" and set(calls.values()) == {"close"}
    shown = study.change()
    assert "no first time" in shown.value
    Journal().keep("self", before)
    changed()
    assert "a second time" in shown.value
    Journal().keep("self@2", after)
    Journal().keep("looking_back", {"leadership": ["rose"]})
    changed()
    words = shown.value
    assert "Ability for <b class=management>management</b>: higher than the first time" in words
    assert "Leadership: more than then" in words and "grade themselves harder" in words
    assert words.count("wk-rail-ring") == words.count("wk-rail-dot") == 4


def test_only_what_was_answered_both_times_is_compared(mindset):
    before = assessed(mindset, lambda item, lens: 3)
    after = {key: 3 for key in load_instrument("mindset", form="short").keys["self"]} | {"vision_3.energy": None}
    forms = (mindset, load_instrument("mindset", form="short"))
    ((known, found),) = changes.beside([before], after, forms)
    assert known.form == "short" and len(found) == 4
    assert {one.change.points for one in found} == {0}


# — the explorable week —


def test_the_week_has_a_text_for_every_amount_in_every_language():
    model = explorer.model()
    for language in spoken_languages():
        story = explorer.story(language)
        assert story.language == language and len(story.amounts) == 5
        assert story.scenes.keys() == model.scenes.keys() and story.presets.keys() == model.presets.keys()
        for id, turns in model.scenes.items():
            rows = story.scenes[id].texts
            sides = [len(turns[side]) + 1 for side in ("leadership", "management") if side in turns]
            assert len(rows) == sides[0], (language, id)
            assert len(sides) == 1 or all(len(row) == sides[1] for row in rows), (language, id)
            texts = [text for row in rows for text in (row if isinstance(row, list) else [row])]
            assert len(set(texts)) == len(texts) and all(text.strip() for text in texts), (language, id)


def test_the_week_changes_a_sentence_at_a_time():
    """No corner that one could name: along each slider, no step turns over more than one scene."""
    for fixed in range(0, 101, 5):
        for side in ("leadership", "management"):
            weeks = [explorer.week(*((at, fixed) if side == "leadership" else (fixed, at))) for at in range(0, 101, 2)]
            for one, other in pairwise(weeks):
                assert sum(one[id] != other[id] for id in one) <= 1, (side, fixed)


def test_the_week_tells_of_chaos_and_of_going_through_the_motions_where_they_belong():
    assert "chaos" in explorer.week(95, 5)["friday"] and "motions" in explorer.week(5, 95)["friday"]
    assert "chaos" not in " ".join(explorer.week(80, 80).values())


# — in the learner's language —


@pytest.mark.parametrize("language", spoken_languages())
def test_every_piece_of_a_page_speaks_the_learners_language(language, monkeypatch, mindset):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", language)
    side = {facet: dimension.id for dimension in mindset.dimensions for facet in dimension.facets}
    first = assessed(mindset, lambda item, lens: 4 if side[item.facet] == "leadership" else 2)
    Journal().keep("self", first)
    Journal().keep("self@2", {key: 6 - value for key, value in first.items()})
    Journal().keep("looking_back", {"management": ["fell"]})
    Journal().keep("our_month", {facet: 2 if side[facet] == "leadership" else 4 for facet in side})
    scenes = mindset.activity("situations").blocks[0].items
    Journal().keep("situations", {scene.id: "a" for scene in scenes})
    Journal().note("plan", {"when": "x", "step_1": "y"})
    words = messages_in(language)["study"]
    shown = {"telling": study.telling().value, "month": study.month().value, "change": study.change().value,
             "so far": study.so_far().value}  # fmt: skip
    for name, html in shown.items():
        assert f"lang='{language}'" in html and "{" not in html, name
        assert ("dir='rtl'" in html) == (language == "ar"), name
    assert words["month_one"] in shown["month"] and words["tell_choices"] in shown["telling"]
    assert study.plan().sections[0]["title"] == words["plan_purpose_title"]
    assert study.plan_review().sections[0]["fields"][0]["label"] == words["review_promise"]
    assert study.balance().story["language"] == language and study.overdone().words["much"] == words["amount_much"]
    assert study.definition().words["direction"] == ("rtl" if language == "ar" else "ltr")


def test_another_language_chosen_on_the_page_reaches_what_is_already_shown(monkeypatch):
    monkeypatch.delenv("WORKSHOP_LANGUAGE")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    asked, field = study.situations(), study.try_one()
    assert field.words["language"] == "en"
    asked._on_language("de")
    assert field.words["language"] == "de" and field.sections[0]["fields"][0]["label"].startswith("Eine Sache")


# — under the hood —


def test_answers_are_a_table_beside_what_the_kit_says_of_them(mindset):
    Journal().keep("sorting", {"trains": "both"})
    Journal().keep("situations", {"deadline": "d"})
    assert study.answers("sorting").to_dict("records") == [
        {"item": "trains", "lens": "", "facet": None, "answer": "both", "bin": "management"}
    ]
    assert study.answers("situations")["place"].tolist() == [100]
    Journal().keep("self@2", {"vision_1.energy": 5})
    assert study.answers("self@2")["facet"].tolist() == ["vision"]


@pytest.mark.parametrize("activity", ["self", "self@2", "sorting", "situations", "our_month"])
def test_the_hood_opens_on_a_press_and_shows_a_table_and_a_figure_of_all_answers(activity, mindset):
    button, said, shown = study.under_the_hood(activity).children
    button.click()
    assert "no answers" in said.value and not shown.outputs
    id = activity.removesuffix("@2")
    choices = {key: admits["values"][0] for key, admits in mindset.keys[id].items() if admits["kind"] != "pick"}
    Journal().keep(activity, choices | ({"work_on": ["vision"]} if id == "our_month" else {}))
    button.click()
    table, figure = (output["data"] for output in shown.outputs)
    assert table["text/html"].count("<tr") >= len(choices)
    drawn = figure["application/vnd.plotly.v1+json"]["data"]
    assert sum(len(trace["y"]) for trace in drawn) == len(choices)
    assert [len(trace.y) for trace in study.figure(activity).data] == [len(trace["y"]) for trace in drawn]
    assert f'study.answers("{activity}")' in said.value.replace("&quot;", '"')
