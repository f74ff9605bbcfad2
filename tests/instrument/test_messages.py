"""The messages as each language says them: plurals, numbers, lists, names in a sentence; and which is taken."""

import re

import pytest

from workshop_kit.instrument.messages import direction_of, messages_in, preferred, spoken_languages, voice

LANGUAGES = ("en", "ar", "de", "es", "fr")


def test_the_kit_speaks_five_languages_english_first():
    assert spoken_languages() == LANGUAGES
    assert [language for language in LANGUAGES if direction_of(language) == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    "language, n, form",
    [("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"), ("fr", 0, "one"), ("fr", 1, "one"), ("fr", 2, "other"),
     ("ar", 0, "other"), ("ar", 1, "one"), ("ar", 2, "two"), ("ar", 5, "few"), ("ar", 11, "many"),
     ("ar", 100, "other")],
)  # fmt: skip
def test_a_plural_takes_the_form_by_which_the_language_counts(language, n, form):
    spoken = voice(language, "profile")
    assert spoken.plural("mirror_help", n) == spoken.say(f"mirror_help_{form}", n=n)


def test_a_language_without_a_form_of_its_own_takes_the_general_one():
    spoken = voice("de", "views")
    assert "points_of_one" not in spoken.texts
    assert spoken.plural("points_of", 1, more="mehr") == spoken.say("points_of_other", n=1, more="mehr")


def test_one_is_said_as_one():
    assert voice("en", "views").plural("points_of", 1, more="more delivery") == "1 point of more delivery"
    assert voice("en", "report").plural("in_groups", 1) == "in 1 group"
    assert voice("en", "phone").plural("finished", 1, total=9) == "1 of 9 has finished"
    assert voice("en", "study").plural("share_done", 1, title="x").startswith("Shared: 1 answer to")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_speaks_of_every_number_in_every_language(language):
    fill = {"total": 9, "k": 5, "more": "x", "title": "x", "names": "x"}
    for section, reference in messages_in("en").items():
        spoken = voice(language, section)
        for family in (
            key.removesuffix("_one") for key in reference if f"{key.removesuffix('_one')}_other" in reference
        ):
            for n in (*range(13), 21, 99, 100, 102):
                assert "{" not in spoken.plural(family, n, **fill)


@pytest.mark.parametrize(
    "language, said", [("en", "−3.14"), ("ar", "−3.14"), ("de", "−3,14"), ("es", "−3,14"), ("fr", "−3,14")]
)
def test_numbers_have_the_decimal_sign_of_the_language(language, said):
    spoken = voice(language)
    assert re.sub("[\u200e\u200f]", "", spoken.number(-3.14159, 2)) == said
    assert spoken.number(2042) == "2042"
    assert spoken.number(-0.001, 1).startswith("0"), "nothing is less than nothing"


def test_names_stand_in_a_sentence_as_the_language_writes_them():
    assert voice("en").in_sentence("Leadership") == "leadership"
    assert voice("de").in_sentence("Leadership") == "Leadership"
    assert voice("ar").series(["أ", "ب"]) == "أ، ب"
    assert voice("fr").listed(["A", "B", "C"]) == "A, B et C"


def test_the_language_is_the_first_wanted_that_is_offered():
    assert preferred(("ar", "en"), ["es-MX", "en-GB", "ar"]) == "en"
    assert preferred(("ar", "en"), ["fr", "de_CH"]) == "ar"
    assert preferred(("en", "pt-BR"), ["pt"]) == "pt-BR"
    assert preferred(("de",), []) == "de"
