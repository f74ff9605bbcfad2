"""Looking again, and again: each look has answers of its own, begins on purpose, and tells no change that is none."""

import json
import random
from datetime import date, timedelta

import pytest
from days import days_pass

from workshop_kit import load_instrument
from workshop_kit.instrument.messages import messages_in, spoken_languages
from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal
from workshop_kit.notebook.study import changes
from workshop_kit.notebook.study.following import changed

FALSE_CALLS, RUNS, SLACK = 0.1, 100, 0.08  # what the design allows; what 100 runs can be off by, at the 99 % point
SHORT = load_instrument("mindset", form="short")
KEYS = list(SHORT.keys["self"])
PLAN = {"step_1": "Ask Ana", "grow": "numbers"}


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    Journal().keep("self", dict.fromkeys(KEYS, 3))
    Journal().note("plan", PLAN)
    later(42)


def later(days: int) -> None:
    days_pass(days)
    changed()


class Page:
    """*Looking again*, as it is open in one notebook."""

    def __init__(self):
        self.top, self.review, self.asked = study.another_look(), study.plan_review(), study.again()
        self.recalled, self.change, self.next = study.looking_back(), study.change(), study.what_next()
        self.first = study.first_time()

    def press(self, what: str) -> None:
        self.top._heard({"what": what})

    def answer(self, values: dict) -> None:
        self.asked._on_save([[["answers", "self", key], value] for key, value in values.items()])

    def whole(self, value: int) -> None:
        """All that a look asks for."""
        self.answer(dict.fromkeys(KEYS, value))
        self.recalled._on_save([[["answers", "looking_back", "leadership"], ["rose" if value > 3 else "fell"]]])
        self.review.keep("step_1", "partly" if value > 3 else "done")
        self.next.keep("next", f"on with {value}")

    @property
    def offers(self) -> str:
        return self.top.words["press"]


def test_for_a_second_look_the_page_offers_nothing_to_choose():
    page = Page()
    assert page.offers == page.top.words["text"] == ""
    page.whole(4)
    assert page.offers == "", "still the same day"
    assert set(Journal().answers) == {"self", "self@2", "looking_back"}
    assert set(Journal().notes) == {"plan", "plan_review", "next"}
    assert "Since the" not in page.change.value and messages_in("en")["study"]["figure_change"] in page.change.value


def test_a_third_look_leaves_everything_of_the_second_as_it_was():
    page = Page()
    page.whole(4)
    later(42)
    before = Journal()
    answers, notes = before.answers, before.notes
    assert page.offers == "begin" and "Your last look is from" in page.top.words["text"]
    assert "button at the top of this page" in page.first.value, "said where one would else answer over the old ones"
    page.press("begin")
    assert "button" not in page.first.value
    assert page.asked.answers == page.recalled.answers == page.review.texts == page.next.texts == {}
    page.whole(2)
    now = Journal()
    assert {name: now.answers[name] for name in answers} == answers and {
        name: now.notes[name] for name in notes
    } == notes
    assert now.answers["self@3"] == dict.fromkeys(KEYS, 2) and now.answers["looking_back@3"] == {"leadership": ["fell"]}
    assert now.notes["plan_review@3"] == {"step_1": "done"} and now.notes["next@3"] == "on with 2"
    assert "Leadership: less than then" in page.change.value and "more than then" not in page.change.value


def test_what_is_drawn_anew_shows_the_look_at_hand():
    page = Page()
    page.whole(4)
    later(42)
    page.press("begin")
    page.whole(2)
    again = Page()
    assert again.asked.answers == {"self": dict.fromkeys(KEYS, 2)} and again.next.texts == {"next": "on with 2"}
    assert again.review.texts == {"step_1": "done"}
    button, said, _ = study.under_the_hood("self", again=True).children
    button.click()
    assert 'study.answers("self@3")' in said.value.replace("&quot;", '"')
    assert study.answers("self@3")["answer"].tolist() == [2] * len(KEYS)


def test_nobody_begins_another_look_by_mistake():
    page = Page()
    later(42)
    assert page.offers == "", "there is no look yet that could be over"
    page.answer(dict.fromkeys(KEYS[:-1], 4))
    later(1)
    assert page.offers == "", "whoever was interrupted goes on the next day"
    later(13)
    assert page.offers == "begin" and "not finished" in page.top.words["text"], "going on would mix two times"
    page.answer({KEYS[-1]: None})
    assert page.offers == "", "whoever corrects something today is still at it"
    page.press("begin")
    assert "look" not in Journal().notes
    later(1)
    assert page.offers == "begin" and "still correct it" in page.top.words["text"]
    page.press("begin")
    page.press("begin")
    assert Journal().notes["look"] == 3, "pressed twice it is one look"


def test_whoever_began_one_too_early_goes_back_and_on_again_and_loses_nothing():
    page = Page()
    page.whole(4)
    later(1)
    page.press("begin")
    page.answer({KEYS[0]: 1})
    assert page.offers == "back"
    page.press("back")
    assert page.asked.answers == {"self": dict.fromkeys(KEYS, 4)} and page.review.texts == {"step_1": "partly"}
    page.answer({KEYS[1]: 5})
    assert Journal().answers["self@2"][KEYS[1]] == 5 and Journal().answers["self@3"] == {KEYS[0]: 1}
    assert page.offers == "begin" and page.top.words["button"] == "Go on with the newer one"
    page.press("begin")
    assert page.asked.answers == {"self": {KEYS[0]: 1}}
    page.answer(dict.fromkeys(KEYS, 2))
    assert page.offers == ""
    page.press("back")
    assert Journal().notes["look"] == 3, "a look that is whole stays"


def test_a_tap_on_a_page_that_shows_an_earlier_look_belongs_to_that_look():
    page = Page()
    page.whole(4)
    later(1)
    Journal().note("look", 3)  # begun on the same page in another window, with a kernel of its own
    page.answer({KEYS[0]: 5})
    assert Journal().answers["self@2"][KEYS[0]] == 5 and "self@3" not in Journal().answers
    assert page.asked.answers == {}, "and then the page shows the new one"


def test_what_became_of_the_plan_is_said_of_last_time_but_not_of_what_was_written_anew():
    page = Page()
    page.whole(4)
    page.review.keep("learned", "Ana had time")
    later(42)
    page.press("begin")
    lines = {field["id"]: field for field in page.review.sections[0]["fields"]}
    assert list(lines) == ["step_1", "grow", "next", "learned"]
    assert "partly" in lines["step_1"]["hint"] and "Ana had time" in lines["learned"]["hint"]
    assert lines["next"]["recalls"] == "on with 4" and lines["grow"]["hint"] == lines["next"]["hint"] == ""
    Journal().note("plan", PLAN | {"step_1": "Ask Ben"})
    changed()
    lines = {field["id"]: field for field in page.review.sections[0]["fields"]}
    assert lines["step_1"]["recalls"] == "Ask Ben" and lines["step_1"]["hint"] == ""


def test_it_is_compared_with_the_first_time_and_with_the_last():
    page = Page()
    page.whole(4)
    later(42)
    page.press("begin")
    assert "when you have answered this time" in page.change.value
    page.whole(2)
    first, last = page.change.value.split("Since the last time")
    assert first.count("lower than the first time") == 4 == last.count("lower than the last time")
    assert f"{date.today() - timedelta(84):%Y}" in first and page.first.value.count(" from ") == 2
    later(42)
    page.press("begin")
    page.whole(2)
    first, last = page.change.value.split("Since the last time")
    assert first.count("lower than the first time") == 4 and "Nothing moved" in last


def test_a_look_of_too_few_answers_is_passed_over():
    page = Page()
    page.whole(4)
    later(42)
    page.press("begin")
    page.answer({KEYS[0]: 1})
    later(42)
    page.press("begin")
    page.whole(2)
    _, last = page.change.value.split("Since the last time")
    assert last.count("then 75") == 4, "the second look, not the two taps of the third"


def test_whom_nothing_has_changed_reads_of_a_change_once_in_ten_times_though_two_times_are_compared():
    chance, mindset = random.Random(11), load_instrument("mindset")
    items = mindset.activity("self").blocks[0].items
    named = 0
    for _ in range(RUNS):
        true = {f"{item.id}.{lens.id}": chance.gauss(3, 0.7) for item in items for lens in mindset.lenses}
        first, last, now = (
            {key: min(5, max(1, round(value + chance.gauss(0, 0.7)))) for key, value in true.items()} for _ in range(3)
        )
        sides = changes.beside([first, last], now, (mindset,))
        assert [len(found) for _, found in sides] == [4, 4]
        assert all(one.sure == changes.bound(8) for _, found in sides for one in found)
        named += any(one.call != "close" for _, found in sides for one in found)
    assert named / RUNS <= FALSE_CALLS + SLACK


def test_a_journal_of_an_earlier_kit_keeps_its_second_look_and_may_have_a_third():
    Journal().keep("self@2", dict.fromkeys(KEYS, 4))
    Journal().keep("looking_back", {"leadership": ["rose"]})
    Journal().note("plan_review", {"step_1": "done"})
    kept = json.loads(Journal().path.read_text("utf-8"))
    Journal().path.write_text(json.dumps({**kept, "changed": {"answers": {}, "notes": {}}}), "utf-8")
    page = Page()
    assert "Leadership: more than then" in page.change.value and page.review.texts == {"step_1": "done"}
    assert page.offers == "begin" and page.top.words["text"].startswith("Your last look is here.")
    page.press("begin")
    assert page.asked.answers == {} and page.offers == "back"
    assert Journal().answers["self@2"] == dict.fromkeys(KEYS, 4)


def test_a_disk_that_takes_nothing_leaves_the_look_as_it_is_and_says_so(monkeypatch):
    def full(*_):
        raise OSError("no space left")

    page = Page()
    page.whole(4)
    later(1)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "note", full)
        page.press("begin")
    assert page.top.said == "This could not be kept. Is the disk full?" and page.offers == "begin"
    assert page.asked.answers == {"self": dict.fromkeys(KEYS, 4)}
    page.press("begin")
    assert page.top.said == "" and page.offers == "back"


@pytest.mark.parametrize("language", spoken_languages())
def test_a_third_look_speaks_the_learners_language(language, monkeypatch):
    monkeypatch.setenv("WORKSHOP_LANGUAGE", language)
    words = messages_in(language)["study"]
    page = Page()
    page.whole(4)
    later(42)
    assert page.top.words["button"] == words["another_begin"] and words["another_offer"] in page.top.words["text"]
    page.press("begin")
    assert page.top.words["button"] == words["another_back"]
    page.whole(2)
    assert words["since_first"] in page.change.value and words["since_last"] in page.change.value
    assert "{" not in page.change.value + page.first.value + page.top.words["text"]
