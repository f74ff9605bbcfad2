"""The one document, and the promise that no sentence of a participant's surface stands in code."""

import json
import re

import pytest

from workshop_kit import home, questionnaire
from workshop_kit.instrument import Refused, load_instrument

PAGES = home.Path(questionnaire.__file__).parent.parent / "room" / "pages"
CODE = "\n".join(part() for part in (questionnaire.module, questionnaire.between, questionnaire.second_look))
NAMES = ("mindset", "check-in", "closing", "leadership-climate")


@pytest.fixture(scope="module")
def document():
    return questionnaire.document([load_instrument(name, form="short") for name in NAMES])


def test_it_is_plain_json_with_the_five_parts(document):
    assert json.loads(json.dumps(document)) == document
    assert set(document) == {"language", "direction", "messages", "words", "activities"}


def test_its_keys_are_the_instruments_own(document):
    for activity in document["activities"]:
        instrument = load_instrument(activity["instrument"], form="short")
        assert activity["keys"] == json.loads(json.dumps(instrument.activity(activity["id"]).keys))


def test_every_order_shows_every_item_once(document):
    for activity in document["activities"]:
        for block in activity["blocks"]:
            ids = sorted(item["id"] for item in block["items"])
            assert set(block["orders"]) == ({lens["id"] for lens in block["lenses"]} or {""})
            assert all(sorted(order) == ids for order in block["orders"].values())


def test_every_activity_finds_its_words(document):
    assert {activity["instrument"] for activity in document["activities"]} <= set(document["words"])


def test_one_instrument_needs_no_list():
    climate = load_instrument("leadership-climate")
    assert questionnaire.document(climate) == questionnaire.document([climate])


def test_a_language_without_messages_is_refused():
    with pytest.raises(Refused, match="xx"):
        questionnaire.document([], language="xx")


def test_every_renderer_stands_in_the_module(document):
    registry = questionnaire.module().split("const RENDERERS = {")[1].split("\n};")[0]
    named = {block["renderer"] for activity in document["activities"] for block in activity["blocks"]}
    assert named == set(re.findall(r"^  (\w+): \{", registry, re.M))


def test_every_sentence_that_the_module_asks_for_is_there(document):
    asked = set(re.findall(r'"((?:common|phone|profile)\.[a-z_]+)"', CODE))
    assert len(asked) > 40
    missing = {key for key in asked if not _known(document["messages"], key)}
    assert not missing


def test_no_sentence_is_left_that_nobody_says(document):
    """Some keys are put together in the module; their beginnings stand there."""
    pages = [path.read_text("utf-8") for path in PAGES.glob("*.html")]
    said = set(re.findall(r"(?:phone|profile)\.[a-z_]+", "".join([CODE, *pages])))
    made = re.findall(r"`(?:phone\.|profile\.)?([a-z]+_)\$", CODE)
    stems = (*made, "lean_", "close_")
    for section in ("phone", "profile"):
        for key in document["messages"][section]:
            plain = re.sub(r"_(one|other)$", "", key)
            assert f"{section}.{plain}" in said or key.startswith(stems), f"{section}.{key}"


def test_every_slot_of_the_pages_is_filled():
    for path in PAGES.glob("*.html"):
        text = path.read_text("utf-8")
        if path.name in ("phone.html", "enter.html"):
            assert "{{" not in questionnaire.page(text)


def test_no_sentence_stands_in_the_module():
    """A capital and two words of plain text between quotes are a sentence; class lists and selectors are not."""
    code = re.sub(r"//.*|/\*.*?\*/", "", CODE)
    literals = re.findall(r'"([^"\n]*)"', code)
    sentences = [one for one in literals if re.fullmatch(r"[A-Z][a-z]+( [a-z]+)+[.…?!]?", one)]
    assert not sentences


def test_module_and_style_stay_small():
    """The notebook sends both with every widget that opens; a phone fetches them over a crowded network."""
    assert len(questionnaire.module().encode()) + len(questionnaire.style().encode()) < 96_000


def _known(messages: dict, key: str) -> bool:
    section, name = key.split(".")
    plural = name + "_other" in messages[section]
    stem = name.endswith("_") and any(known.startswith(name) for known in messages[section])
    return name in messages[section] or plural or stem
