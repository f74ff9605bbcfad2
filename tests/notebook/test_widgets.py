"""The widgets' side of the kernel: answers are Python from the first tap, and kept."""

import pytest

import workshop_kit as wk
from workshop_kit.notebook import people, study
from workshop_kit.notebook.journal import Journal


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))


def tap(widget, activity, key, value):
    widget._heard({"what": "save", "changes": [[["answers", activity, key], value]]})


def test_answers_are_a_dict_from_the_first_tap_and_come_back():
    widget = wk.Questionnaire("mindset", ["self"])
    widget._heard({"what": "save", "changes": [[["answers", "self"], {"vision_1.energy": 4}]]})
    assert widget.answers == {"self": {"vision_1.energy": 4}} and widget.profile is None
    tap(widget, "self", "vision_1.energy", None)
    assert wk.Questionnaire("mindset", ["self"]).answers == {"self": {"vision_1.energy": None}}


def test_the_profile_appears_when_there_is_enough():
    widget = study.self_assessment("short")
    for key in widget.instrument.keys["self"]:
        tap(widget, "self", key, 4 if "vision" in key or "values" in key else 3)
    assert set(widget.profile.leans) == {"energy", "ability"}
    assert Journal().answers["self"] == widget.answers["self"]


def test_full_answers_outlive_a_look_at_the_short_form():
    widget = study.self_assessment("full")
    for key in widget.instrument.keys["self"]:
        tap(widget, "self", key, 3)
    widget._heard({"what": "choose", "choice": "short"})
    assert len(widget.answers["self"]) == 40
    tap(widget, "self", "vision_1.energy", 5)
    assert len(Journal().answers["self"]) == 80 and Journal().answers["self"]["vision_1.energy"] == 5


def test_forgetting_removes_the_answers():
    widget = wk.Questionnaire("mindset", ["self"])
    tap(widget, "self", "vision_1.energy", 2)
    widget.forget()
    assert widget.answers == {} and Journal().answers == {"self": {}}


def test_without_a_room_console_and_seat_show_a_field():
    assert wk.Console().panel.room == {} and wk.Seat().document == {}


def test_a_live_room_that_sleeps_is_an_invitation(tmp_path):
    (tmp_path / "live.json").write_text('{"room": "http://127.0.0.1:9/ABC", "code": "ABC", "key": "k"}')
    assert "workshop live" in wk.Console().panel.entry["said"]


def test_what_the_disk_does_not_take_is_said_until_it_does(monkeypatch):
    widget = wk.Questionnaire("mindset", ["self"])

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("workshop_kit.notebook.journal.home.write_atomically", full)
        tap(widget, "self", "vision_1.energy", 4)
    assert widget.unkept == "This could not be kept. Is the disk full?"
    assert widget.answers == {"self": {"vision_1.energy": 4}}, "the page still has it"
    tap(widget, "self", "vision_2.energy", 3)
    assert widget.unkept == "" and len(Journal().answers["self"]) == 2


def test_two_pages_with_the_same_questions_keep_each_others_answers_and_nothing_that_was_forgotten():
    here, there = study.self_assessment("full"), study.SelfAssessment("full")
    tap(here, "self", "vision_1.energy", 4)
    tap(there, "self", "vision_2.energy", 3)
    tap(here, "self", "vision_3.energy", 2)
    assert Journal().answers["self"] == {"vision_1.energy": 4, "vision_2.energy": 3, "vision_3.energy": 2}
    people.forget()
    tap(here, "self", "vision_4.energy", 1)
    assert Journal().answers["self"] == {"vision_4.energy": 1}
