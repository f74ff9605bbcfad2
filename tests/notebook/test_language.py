"""A person's notebooks speak the person's language: chosen for this machine, or the machine's own."""

import pytest

from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal
from workshop_kit.notebook.language import messages, own
from workshop_kit.notebook.widgets import Questionnaire


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    monkeypatch.delenv("WORKSHOP_LANGUAGE")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_it_is_what_was_asked_for_then_what_was_chosen_then_the_machines(monkeypatch):
    assert own() == "en"
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    assert own() == "fr"
    Journal().note("language", "ar")
    assert own() == "ar"
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "de")
    assert own() == "de"
    monkeypatch.setenv("WORKSHOP_LANGUAGE", "tlh")
    assert own() == "ar"


def test_a_language_chosen_on_the_page_changes_words_keeps_answers_and_is_remembered():
    asked = study.self_assessment()
    assert (asked.document["language"], asked.options["languages"][:2]) == ("en", ["en", "es"])
    key = next(iter(asked.instrument.keys["self"]))
    asked._on_save([[["answers", "self", key], 4]])
    asked._on_language("ar")
    assert asked.document["language"] == asked.words["language"] == "ar"
    assert asked.document["direction"] == asked.words["direction"] == "rtl"
    assert asked.answers == {"self": {key: 4}}
    assert Questionnaire("mindset", ["role"]).document["language"] == "ar"
    assert "dir='rtl'" in study.profile().value


def test_words_of_a_language_that_the_kit_does_not_speak_are_english():
    assert messages("seat", "tlh")["enter"] == messages("seat", "en")["enter"]


def test_the_spoken_profile_names_the_dimension_and_no_id():
    asked = study.self_assessment()
    side = {facet: dimension.id for dimension in asked.instrument.dimensions for facet in dimension.facets}
    for item in asked.instrument.activity("self").blocks[0].items:
        for lens in ("energy", "ability"):
            value = 5 if side[item.facet] == "leadership" else 1
            asked._on_save([[["answers", "self", f"{item.id}.{lens}"], value]])
    for language, said in (("en", "more leadership"), ("de", "mehr Leadership"), ("fr", "plutôt leadership")):
        asked._on_language(language)
        spoken = study.picture.figures(asked.profile, asked.instrument, "short")
        assert said in spoken, spoken
