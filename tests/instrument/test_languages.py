"""All languages of the kit's own instruments: the same structure, whole, readable in their own letters."""

import re

import pytest
import yaml

from workshop_kit import home, load_instrument
from workshop_kit.instrument.comparing import placeholders
from workshop_kit.instrument.languages import languages_of
from workshop_kit.instrument.messages import messages_in

LANGUAGES = ("en", "es", "de", "fr", "ar")
RIGHT_TO_LEFT = {"ar"}
LONGEST_ITEM = 20  # words; English keeps to 15, and other languages need a few more
NAMES = sorted(path.name for path in (home.data() / "instruments").iterdir())
ALL = [(name, language) for name in NAMES for language in LANGUAGES]
ARABIC, LATIN = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[A-Za-zÀ-ÿ]")
END = re.compile(r"[.!?؟](?:\s|$)")


def _texts(content, path=()):
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, dict | list):
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            yield from _texts(part, (*path, key))


def _words(name: str, language: str) -> dict:
    return yaml.safe_load((home.data() / "instruments" / name / f"{language}.yaml").read_text("utf-8"))


def _spoken(name: str, language: str) -> dict[tuple, str]:
    head = ("language", "direction", "status")
    return {path: text for path, text in _texts(_words(name, language)) if path[0] not in head}


def _blocks(name: str, language: str):
    return [block for activity in load_instrument(name, language).activities for block in activity.blocks]


@pytest.mark.parametrize("name", NAMES)
def test_every_instrument_speaks_all_five_and_nothing_is_wrong_or_waiting(name):
    found = languages_of(name)
    assert tuple(found.statuses) == LANGUAGES
    assert (found.problems, found.waiting) == ([], {})
    assert set(found.statuses.values()) <= {"draft", "reviewed"}


@pytest.mark.parametrize("name, language", ALL)
def test_a_file_says_its_language_its_direction_and_its_status(name, language):
    words = _words(name, language)
    assert words["language"] == language
    assert words["direction"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr")
    assert words["status"] in ("draft", "reviewed")


@pytest.mark.parametrize("name, language", ALL)
def test_no_text_is_empty_or_has_a_stray_space(name, language):
    for path, text in _spoken(name, language).items():
        assert text.strip() == text and text and "  " not in text and "\n" not in text, path
        assert '"' not in text and "�" not in text, path


@pytest.mark.parametrize("name, language", ALL)
def test_every_text_is_written_in_the_letters_of_its_language(name, language):
    for path, text in _spoken(name, language).items():
        here, there = (ARABIC, LATIN) if language in RIGHT_TO_LEFT else (LATIN, ARABIC)
        assert here.search(text) and not there.search(text), (path, text)


@pytest.mark.parametrize("name, language", [one for one in ALL if one[1] != "en"])
def test_what_is_asked_is_not_left_in_english(name, language):
    english = {item.id: item.text for block in _blocks(name, "en") for item in block.items}
    for block in _blocks(name, language):
        assert not [item.text for item in block.items if item.text == english[item.id]]


@pytest.mark.parametrize("name, language", ALL)
def test_what_people_rate_or_sort_stays_short(name, language):
    for block in _blocks(name, language):
        if block.kind in ("rating", "sort"):
            assert not [item.text for item in block.items if len(item.text.split()) > LONGEST_ITEM]


@pytest.mark.parametrize("name, language", ALL)
def test_choices_of_one_question_differ_and_are_as_many_as_in_english(name, language):
    for block, english in zip(_blocks(name, language), _blocks(name, "en"), strict=True):
        for labels in [block.scale.labels if block.scale else (), *(lens.labels for lens in block.lenses)]:
            assert len(set(labels)) == len(labels)
        for item, other in zip(block.items, english.items, strict=True):
            assert [option.id for option in item.options] == [option.id for option in other.options]
            assert len({option.text for option in item.options}) == len(item.options), item.id
            assert [bool(option.gains and option.costs) for option in item.options] == [
                bool(option.gains and option.costs) for option in other.options
            ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_of_an_activity_say_the_same(language):
    for activity in load_instrument("mindset", language).activities:
        texts = [item.text for block in activity.blocks for item in block.items]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_has_its_reason_in_two_sentences_and_the_mistake_in_one_in_every_language(language):
    (block,) = load_instrument("mindset", language).activity("sorting").blocks
    for item in block.items:
        assert len(END.findall(item.why)) == 2, (item.id, item.why)
        assert len(END.findall(item.confused)) == 1, (item.id, item.confused)
        assert len(item.confused.split()) <= 20 and len(item.why.split()) <= 35, item.id


@pytest.mark.parametrize("name, language", ALL)
def test_every_language_has_the_placeholders_of_english(name, language):
    english = _spoken(name, "en")
    for path, text in _spoken(name, language).items():
        assert placeholders(text) == placeholders(english.get(path, text)), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_have_the_sections_of_english_and_are_in_their_own_letters(language):
    spoken, english = messages_in(language), messages_in("en")
    sections = {section for section, texts in english.items() if isinstance(texts, dict)}
    assert sections == {section for section, texts in spoken.items() if isinstance(texts, dict)}
    if language not in RIGHT_TO_LEFT:
        return
    for section in sections:
        for key, text in spoken[section].items():
            names = text == english[section].get(key)  # what is typed, or a name of a product
            latin = LATIN.search(re.sub(r"\{\w*\}", "", text))
            assert ARABIC.search(text) or not latin or names or section == "common", (section, key, text)
