"""Files of one's own answers: what is read of them on the first day, on another, and of what is none of ours."""

import json
from pathlib import Path

import pytest
from chromium import chromium

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument
from workshop_kit.instrument.days import again

MINE = (Path(questionnaire.__file__).parent / "mine.js").read_text("utf-8")


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content("<!doctype html><html lang=en><title>Files</title>")
        page.add_script_tag(type="module", content=f"{MINE}\nObject.assign(window, {{answersIn, fileOf}});")
        page.wait_for_function("Boolean(window.answersIn)")
        yield page


def document_on(day: int) -> dict:
    """The document of a room on a day: the month of each day until then."""
    first = load_instrument("mindset", form="short").only({"self": None, "our_month": None})
    days = [again(first, number) if number > 1 else first for number in range(1, day + 1)]
    made = [questionnaire.document(each) for each in days]
    activities = [one | {"wave": number} for number, each in enumerate(made, 1) for one in each["activities"]]
    return made[0] | {"activities": activities, "wave": day}


def written(answers: dict, **more) -> dict:
    instruments = {"mindset": {"version": "1", "form": "short"}}
    return {"format": "workshop answers", "instruments": instruments, "language": "en", "answers": answers} | more


def read(page, file, day: int) -> dict:
    text = file if isinstance(file, str) else json.dumps(file)
    return page.evaluate("([text, document]) => answersIn(text, document)", [text, document_on(day)])


MONTH = {"our_month": {"vision": 1, "accuracy": None}}
LINES = ["I keep the walk", "When it slips, I will say so"]


def test_on_the_first_day_a_file_fills_what_is_asked(page):
    assert read(page, written(MONTH), 1) == {"answers": MONTH, "earlier": None}
    assert read(page, written(MONTH, wave=1, commitment=LINES), 1) == {"answers": MONTH, "earlier": None}


def test_on_another_day_the_first_ones_answers_are_kept_apart(page):
    found = read(page, written(MONTH, wave=1, commitment=LINES), 2)
    assert found == {"answers": {}, "earlier": {"answers": MONTH, "commitment": LINES}}
    assert read(page, written({}, commitment=LINES), 2)["earlier"]["commitment"] == LINES


def test_a_file_of_the_same_day_is_of_today_and_its_commitment_is_not_looked_back_on(page):
    both = MONTH | {"our_month@2": {"vision": 4}}
    found = read(page, written(both, wave=2, commitment=LINES), 2)
    assert found == {"answers": {"our_month@2": {"vision": 4}}, "earlier": {"answers": MONTH, "commitment": []}}
    assert read(page, written(both, wave=2, commitment=LINES), 3)["earlier"] == {"answers": both, "commitment": LINES}


def test_what_is_written_is_read_again(page):
    document = document_on(2)
    answers = {"our_month": {"vision": 2}, "our_month@2": {"vision": 3}, "gone": {"x": 1}}
    file = page.evaluate("([document, answers]) => fileOf(document, answers)", [document, answers])
    assert (file["wave"], set(file["answers"])) == (2, {"our_month", "our_month@2"})
    assert read(page, file, 2)["answers"] == {"our_month@2": {"vision": 3}}


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("", "not_ours"),
        ("{", "not_ours"),
        ("<html><p>a page without answers</p></html>", "not_ours"),
        ('<script type="application/json" id="answers-of-mine">no answers</script>', "not_ours"),
        (written(MONTH, format="another"), "not_ours"),
        (written([1]), "not_ours"),
        ("[]" + " " * 1_000_001, "not_ours"),
        (written({"our_month": {"vision": 9, "nothing": 1, "__proto__": {"x": 1}}}), "nothing"),
        (written({"our_month": [1], "self": "x"}, commitment={"keep": "x"}), "nothing"),
        (written({}, commitment=["", 3, None]), "nothing"),
        (written(MONTH) | {"instruments": {"mindset": {"version": "0"}}}, "other_version"),
    ],
)
@pytest.mark.parametrize("day", [1, 2])
def test_what_does_not_fit_is_named_and_nothing_of_it_is_taken(page, file, problem, day):
    assert read(page, file, day) == {"problem": problem}


def test_a_page_that_somebody_made_longer_brings_no_more_than_four_lines(page):
    page_text = '<!doctype html><script type="application/json" id="answers-of-mine">{}</script>'.replace(
        "{}", json.dumps(written({}, commitment=["w" * 5000] * 50)).replace("<", "\\u003c")
    )
    lines = read(page, page_text, 2)["earlier"]["commitment"]
    assert len(lines) == 4 and max(map(len, lines)) <= 640
