"""One language held against the first: each kind of fault is said, with file, line and cure."""

import re
import shutil

import pytest
import yaml

from workshop_kit import Refused, home
from workshop_kit.checking import check
from workshop_kit.instrument.comparing import placeholders, plural_categories
from workshop_kit.instrument.languages import languages_of

KIT = home.data()


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """A copy of the kit's data, to break: `change(file, old, new)` replaces one text of one file."""
    shutil.copytree(KIT, tmp_path / "data")
    monkeypatch.setattr(home, "data", lambda: tmp_path / "data")

    def change(file: str, old: str, new: str):
        path = tmp_path / "data" / file
        text = path.read_text("utf-8")
        found = re.search(old, text, re.M)
        assert found, f"`{old}` is not in {file}: this test would prove nothing"
        path.write_text(text[: found.start()] + new + text[found.end() :], "utf-8")
        return text[: found.start()].count("\n") + 1

    return change


MINDSET = "instruments/mindset/de.yaml"
CLIMATE = "instruments/leadership-climate/de.yaml"
TEXT = r"(?:>-\n(?: {10}\S.*\n)+|[^>\n].*\n)"  # on one line, or folded

# what is wrong: (instrument, file, what is replaced, by what, what is said)
FAULTS = {
    "a reason is missing": ("mindset", MINDSET, rf"^        why: {TEXT}", "", ["`why` of `trains` is missing"]),
    "why people confuse it": (
        "mindset",
        MINDSET,
        rf"^        confused: {TEXT}",
        "",
        ["`confused` of `trains` is missing"],
    ),
    "a hint is missing": ("mindset", MINDSET, rf"^        hint: {TEXT}", "", ["`hint` of `obstacle` is missing"]),
    "what is gained": ("mindset", MINDSET, r"^            gains: .*\n", "", ["`gains` of `a` is missing"]),
    "what it costs": ("mindset", MINDSET, r"^            costs: .*\n", "", ["`costs` of `a` is missing"]),
    "a facet's text": ("mindset", MINDSET, r"^    overdone: .*\n", "", ["`overdone` of `vision` is missing"]),
    "an intro": ("mindset", MINDSET, r"^    intro: .*\n", "", ["`intro` of `role` is missing"]),
    "a question": ("mindset", MINDSET, r"^    question: Lead.*\n", "", ["`question` of `sorting` is missing"]),
    "a question of a block": ("mindset", MINDSET, r"^      1: .*\n", "", ["`1` of `questions` is missing"]),
    "not applicable": ("mindset", MINDSET, r"^not_applicable: .*\n", "", ["`not_applicable` is missing"]),
    "not applicable, here": (
        "mindset",
        MINDSET,
        r"^    not_applicable: .*\n",
        "",
        ["`not_applicable` of `our_month` is missing"],
    ),
    "facets without dimensions": (
        "leadership-climate",
        CLIMATE,
        r"^facets:\n(  .*\n)+",
        "",
        ["`facets` is missing; it stands in en.yaml"],
    ),
    "a hint too much": (
        "mindset",
        MINDSET,
        r"^        text: (Wenn du morgen.*)\n",
        "        text: Etwas\n        hint: Noch etwas\n",
        ["`hint` of `role` is not in en.yaml", "remove it here"],
    ),
    "an item without words": ("mindset", MINDSET, r"^      vision_1: .*\n", "", ["item `vision_1` has no words"]),
    "an item too much": (
        "mindset",
        MINDSET,
        r"^      vision_1: ",
        "      vision_9: Etwas.\n      vision_1: ",
        ["item `vision_9` is not in instrument.yaml"],
    ),
    "an empty text": ("mindset", MINDSET, r"^      vision_1: .*\n", '      vision_1: " "\n', ["`vision_1` is empty"]),
    "a label too few": (
        "mindset",
        MINDSET,
        r"labels: \[nie, ",
        "labels: [",
        ["scale `often`: 5 points, 4 labels"],
    ),
    "an unknown placeholder": (
        "mindset",
        MINDSET,
        r"^      vision_1: .*\n",
        '      vision_1: "Ich sage {n}."\n',
        ["`vision_1` has {n}, which is unknown here"],
    ),
    "another language": ("mindset", MINDSET, r"^language: de", "language: nl", ["says that it is `nl`"]),
    "no status": ("mindset", MINDSET, r"^status: .*\n", "", ["does not say its `status`"]),
    "a message too few": (
        "mindset",
        "messages/de.yaml",
        r"^  lobby_title: .*\n",
        "",
        ["messages/de.yaml", "`lobby_title` of `phone` is missing", "en.yaml, line"],
    ),
    "a message too much": (
        "mindset",
        "messages/de.yaml",
        r"^  lobby_title: ",
        "  lobby_titel: Etwas\n  lobby_title: ",
        ["`lobby_titel` of `phone` is not in en.yaml"],
    ),
    "a section too few": ("mindset", "messages/de.yaml", r"^seat:\n(  .*\n)+", "", ["`seat` is missing"]),
    "a placeholder that got lost": (
        "mindset",
        "messages/de.yaml",
        r"^  progress: .*\n",
        '  progress: "{n} von allen"\n',
        ["`progress` lacks {total}"],
    ),
    "a placeholder that was translated": (
        "mindset",
        "messages/de.yaml",
        r"^  progress: .*\n",
        '  progress: "{n} von {gesamt}"\n',
        ["`progress` lacks {total} and has {gesamt}"],
    ),
    "an open brace": (
        "mindset",
        "messages/de.yaml",
        r"^  progress: .*\n",
        '  progress: "{n} von {total"\n',
        ["brace that is not closed"],
    ),
    "an empty message": ("mindset", "messages/de.yaml", r"^  lobby_title: .*\n", '  lobby_title: ""\n', ["is empty"]),
    "a message that is no text": (
        "mindset",
        "messages/de.yaml",
        r"^  lobby_title: .*\n",
        "  lobby_title: yes\n",
        ["`lobby_title` is no text"],
    ),
    "a plural that the language has not": (
        "mindset",
        "messages/de.yaml",
        r"^  people_other: ",
        '  people_few: "{n} Leute"\n  people_other: ',
        ["`people_few`: this language does not count by `few`, only by `one`, `other`"],
    ),
    "a plural without its main form": (
        "mindset",
        "messages/de.yaml",
        r"^  people_other: .*\n",
        "",
        ["`people_other` of `common` is missing"],
    ),
    "a plural without its number": (
        "mindset",
        "messages/de.yaml",
        r"^  people_other: .*\n",
        "  people_other: Leute\n",
        ["`people_other` lacks {n}"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_once_with_its_line_and_stops_the_check(kit, name):
    instrument, file, old, new, named = FAULTS[name]
    assert languages_of(instrument).problems == []
    kit(file, old, new)
    with pytest.raises(Refused) as refused:
        list(check(instrument))
    said = str(refused.value)
    assert [word for word in named if word not in said] == [], said
    (line,) = said.splitlines()
    assert re.match(rf"{'/'.join(file.split('/')[-2:])}, line \d+: ", line), line
    assert re.search(r"\. [A-Z][^.]+[.`}]", line), "what is wrong, and what to do"


def test_the_lines_are_those_of_both_files(kit):
    changed = kit(MINDSET, r"^      vision_1: .*\n", '      vision_1: "Ich sage {n}."\n')
    english = (KIT / "instruments/mindset/en.yaml").read_text("utf-8").splitlines()
    there = next(number for number, line in enumerate(english, 1) if line.startswith("      vision_1: "))
    (problem,) = languages_of("mindset").problems
    assert problem.startswith(f"mindset/de.yaml, line {changed}: ")
    assert problem.endswith(f"en.yaml, line {there}.")


def test_a_fault_of_the_first_language_is_not_told_once_more_for_each_other(kit):
    kit("instruments/mindset/en.yaml", r"^      vision_1: .*\n", "")
    (problem,) = languages_of("mindset").problems
    assert problem.startswith("mindset/en.yaml")


def test_everything_that_is_wrong_is_said_at_once(kit):
    kit(MINDSET, r"^    overdone: .*\n", "")
    kit(MINDSET, r"^      vision_1: .*\n", "")
    kit("instruments/mindset/fr.yaml", r"^    intro: .*\n", "")
    kit("messages/ar.yaml", r"^  lobby_title: .*\n", "")
    said = languages_of("mindset").problems
    assert len(said) == 4
    assert {line.partition(",")[0] for line in said} == {"mindset/de.yaml", "mindset/fr.yaml", "messages/ar.yaml"}


def test_a_language_that_is_listed_without_messages_is_said_with_what_to_do(kit):
    for name in ("instrument", "de"):
        file = home.data() / "instruments" / "check-in" / f"{name}.yaml"
        text = file.read_text("utf-8").replace("language: de", "language: nl").replace("[en,", "[en, nl,")
        file.with_name("nl.yaml" if name == "de" else file.name).write_text(text, "utf-8")
    (problem,) = languages_of("check-in").problems
    assert re.match(r"check-in/instrument\.yaml, line \d+: there are no messages in `nl`", problem)
    assert "Translate en.yaml as nl.yaml, or take `nl` out." in problem or "en.yaml as nl.yaml" in problem


def test_a_file_that_is_not_listed_yet_is_looked_at_and_stops_nothing(kit):
    kit("instruments/mindset/instrument.yaml", r"\[en, es, de, fr, ar\]", "[en]")
    said = list(check("mindset"))
    assert said[0].endswith("fine in en.")
    assert "note: de.yaml is whole; it can be listed." in said
    kit(MINDSET, r"^    intro: .*\n", "")
    said = list(check("mindset"))
    assert any(line.startswith("note: mindset/de.yaml, line ") and "`intro`" in line for line in said)


def test_the_check_says_the_status_of_every_language(kit):
    assert list(check("check-in"))[2] == "Status: en draft, es draft, de draft, fr draft, ar draft."
    kit("instruments/check-in/fr.yaml", r"^status: draft", "status: reviewed")
    assert "fr reviewed" in list(check("check-in"))[2]
    kit("instruments/check-in/fr.yaml", r"^status: reviewed", "status: perfect")
    with pytest.raises(Refused, match=r"check-in/fr\.yaml, line \d+: .*perfect"):
        list(check("check-in"))


def test_languages_count_as_cldr_says_and_always_have_the_other():
    assert plural_categories("de") == {"one", "other"}
    assert plural_categories("fr") == plural_categories("es") == {"one", "many", "other"}
    assert plural_categories("ar") == {"zero", "one", "two", "few", "many", "other"}
    assert plural_categories("ja") == {"other"} and plural_categories("pt-BR") >= {"one", "other"}
    with pytest.raises(Refused, match="`klingon`"):
        plural_categories("klingon")


def test_a_form_for_none_one_or_two_may_say_the_number_in_a_word(kit):
    file = home.data() / "messages" / "ar.yaml"
    spoken = yaml.safe_load(file.read_text("utf-8"))
    spoken["common"] |= {
        "people_zero": "لا أحد",
        "people_one": "شخص واحد",
        "people_two": "شخصان",
        "people_few": "{n} أشخاص",
    }
    file.write_text(yaml.safe_dump(spoken, allow_unicode=True), "utf-8")
    assert languages_of("mindset").problems == []
    spoken["common"]["people_few"] = "أشخاص"
    file.write_text(yaml.safe_dump(spoken, allow_unicode=True), "utf-8")
    (problem,) = languages_of("mindset").problems
    assert "`people_few` lacks {n}" in problem


def test_placeholders_are_the_names_in_braces():
    assert placeholders("{n} of {total}, {n} again") == {"n", "total"}
    assert placeholders("none") == set()
    with pytest.raises(ValueError):
        placeholders("{n")
