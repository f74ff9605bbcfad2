"""The English words, held against the rules for them: short, plain, one thought a sentence.

The reading grade is Flesch and Kincaid's (Kincaid et al., 1975, Navy Research Branch Report 8-75), as textstat measures
it. Under seven words a grade measures nothing, except for the behaviours, where each one is held to it.
"""

import re
from itertools import combinations

import pytest
import textstat
import yaml

from workshop_kit import home, load_instrument

LONGEST_ITEM, HIGHEST_GRADE, FEWEST_WORDS = 15, 8, 7
FILES = sorted((home.data() / "instruments").glob("*/en.yaml"))
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
grade = textstat.flesch_kincaid_grade

# Sayings, and words of meeting rooms: a second-language reader, or a reader with another job, stumbles over them.
IDIOMS = (
    "big picture|same page|out of the box|outside the box|touch base|roll out|deep dive|end of the day|buy-in|walk the"
    "|hands-on|step up|to the table|low-hanging|move the needle|get by|speak up|stuck|hard word|more hands|keep an eye"
    "|on track|in the loop|raise the bar|the ball|on board|pull together|cut corners|heads up|give you away|wear"
)
JARGON = (
    "stakeholder|leverage|synerg|align|proactive|empower|kpi|deliverable|agile|best practice|optimi|facilitat|strateg"
    "|mindset|bandwidth|impactful|resource|transform|framework|paradigm|scalab|holistic|driven|ownership of"
)


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


def test_the_grade_is_the_known_one_and_needs_no_net():
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


def test_every_behaviour_can_be_read_at_grade_eight():
    behaviours = load_instrument("mindset").activity("self").blocks[0].items
    assert {item.text for item in behaviours if grade(item.text) > HIGHEST_GRADE} == set()


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
        assert not re.search(r"\b(not|never|no|don't|avoid|stop|less)\b", item.text), item.text
        assert not re.search(
            r"\b(will|would|can|should|must|try|always|often|usually)\b(?! repeat| find| decide)", item.text
        )


@pytest.mark.parametrize("name", [file.parent.name for file in FILES])
def test_what_people_rate_asks_one_thing(name):
    for id, text in _items(name).items():
        if "cost" in text and "help" in text:
            continue  # a statement to be sorted: what it costs and whom it helps are one description of a step
        assert not re.search(r"\b(and|or|as well as|both|also)\b|[;/]", text), (id, text)


def test_no_two_behaviours_are_worded_alike():
    items = load_instrument("mindset").activity("self").blocks[0].items
    words = {item.id: {word.lower() for word in WORD.findall(item.text)} for item in items}
    for one, other in combinations(words, 2):
        shared = len(words[one] & words[other]) / len(words[one] | words[other])
        assert shared <= 0.45, (one, other, shared)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_text_has_a_saying_or_the_words_of_meeting_rooms(file):
    for path, text in _words_of(file).items():
        assert not re.search(rf"\b({IDIOMS})\b|\b({JARGON})", text.lower()), (path, text)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def test_a_statement_gives_its_reason_in_two_sentences_and_the_mistake_in_one():
    """Short, since they stand on a phone under the statement and its bins."""
    (block,) = load_instrument("mindset").activity("sorting").blocks
    for item in block.items:
        assert len(_sentences(item.why)) == 2 and len(_sentences(item.confused)) == 1, item.id
        assert all(len(sentence.split()) <= 16 for sentence in [*_sentences(item.why), item.confused]), item.id
        assert item.text.endswith(".") and item.why.endswith(".") and item.confused.endswith(".")


def test_a_mistake_names_the_other_side_and_of_a_statement_that_is_both_it_names_the_half():
    (block,) = load_instrument("mindset").activity("sorting").blocks
    other = {"leadership": "management", "management": "leadership"}
    for item in block.items:
        if item.bin == "both":
            assert re.search(r"see(s)? only", item.confused), item.confused
        else:
            assert item.confused.endswith(f"{other[item.bin]}."), item.confused
    bins = [item.bin for item in block.items]
    assert {bin: bins.count(bin) for bin in bins} == {"leadership": 4, "management": 4, "both": 4}


def test_no_option_of_a_scene_is_the_long_one_or_the_free_one():
    """Each gains and each costs, in about as many words; no place comes more often than another, or always first."""
    (block,) = load_instrument("mindset").activity("situations").blocks
    for scene in block.items:
        lengths = [len(option.text.split()) for option in scene.options]
        assert max(lengths) <= 2 * min(lengths), (scene.id, lengths)
        for option in scene.options:
            assert option.text.startswith("I ") and 4 <= len(option.gains.split()) <= 12, (scene.id, option.id)
            assert 4 <= len(option.costs.split()) <= 12, (scene.id, option.id)
    places = [option.place for scene in block.items for option in scene.options]
    assert all(6 <= places.count(place) <= 7 for place in (0, 25, 50, 75, 100)), places
    assert len({scene.options[0].place for scene in block.items}) >= 4


def test_every_facet_says_what_it_is_at_its_best_overdone_and_missing_each_in_a_sentence():
    for facet in load_instrument("mindset").facets:
        texts = (facet.definition, facet.best, facet.overdone, facet.missing)
        assert all(len(_sentences(text)) == 1 and len(text.split()) <= 20 for text in texts), facet.id
        assert len(set(texts)) == 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_text_has_a_stray_space_or_a_typewriters_quote(file):
    for path, text in _words_of(file).items():
        assert text == text.strip() and "  " not in text and "\n" not in text, path
        assert '"' not in text and " ," not in text and " ." not in text, path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_no_text_judges_a_person(file):
    text = " ".join(_words_of(file).values()).lower()
    assert not re.search(r"\b(scores?|type of person|personality|born leader|weak(ness|nesses)?)\b", text)
