"""What whoever leads is told: when a reveal is offered, how the time stands, which sentences go on the wall."""

import pytest
from chromium import chromium

from workshop_kit import questionnaire

AGENDA = {
    "seconds": 0,
    "elapsed": 0,
    "steps": [
        {
            "id": "a",
            "title": "First",
            "minutes": {"answer": 2, "look": 1, "talk": 3},
            "moments": [
                {"index": 1, "do": "answer", "activities": ["one"], "view": None},
                {"index": 2, "do": "reveal", "activities": ["one"], "view": "one"},
            ],
        },
        {
            "id": "b",
            "title": "Second",
            "minutes": {"answer": 0, "look": 0, "talk": 4},
            "moments": [{"index": 3, "do": "talk", "activities": [], "view": None}],
        },
    ],
}
NAMES = "{standing, readiness, timing, clock, moderation}"


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content("<!doctype html><html lang=en><title>Leading</title><main id=root></main>")
        page.add_script_tag(type="module", content=f"{questionnaire.leading()}\nObject.assign(window, {NAMES});")
        page.wait_for_function("Boolean(window.standing)")
        yield page


def room(finished: int, seats: int = 20, state: str = "open", step: int = 1) -> dict:
    one = {"id": "one", "title": "One", "state": state, "finished": finished, "made": False}
    return {
        "step": step,
        "next": step + 1 if step < 3 else None,
        "stage": "answer",
        "activity": "one",
        "seats": seats,
        "threshold": 5,
        "activities": [one],
    }


READY = """([room, agenda, timeUp]) => { const at = standing(room, agenda);
    return readiness(at.reveal, room, at.states, timeUp); }"""


@pytest.mark.parametrize(
    ("finished", "time_up", "missing", "offered", "many"),
    [
        (4, True, 1, False, True),  # fewer than k: whatever the time
        (5, False, 0, False, True),
        (5, True, 0, True, True),  # at time
        (16, False, 0, False, False),
        (17, False, 0, True, False),  # 85 % of 20
        (20, False, 0, True, False),
    ],
)
def test_a_reveal_is_offered_when_most_have_finished_or_the_time_is_over(
    page, finished, time_up, missing, offered, many
):
    ready = page.evaluate(READY, [room(finished), AGENDA, time_up])
    assert (ready["missing"], ready["offered"], ready["many"]) == (missing, offered, many)


def test_a_question_on_the_spot_lets_the_agenda_wait(page):
    here = room(3)
    here["activities"].append({"id": "asked_1", "title": "Shall we?", "state": "open", "finished": 9, "made": True})
    here["activity"] = "asked_1"
    at = page.evaluate("([room, agenda]) => standing(room, agenda)", [here, AGENDA])
    assert at["aside"]["id"] == "asked_1" and at["reveal"]["activities"] == ["asked_1"] and at["step"]["id"] == "a"
    at = page.evaluate("([room, agenda]) => standing(room, agenda)", [here | {"activity": "one"}, AGENDA])
    assert at["aside"] is None and at["reveal"]["by"] == "next"


@pytest.mark.parametrize(
    ("seconds", "elapsed", "left", "in_all", "behind", "late", "time_up"),
    [
        (60, 60, 300, 540, 0, False, False),
        (120, 120, 240, 480, 0, False, True),  # two minutes for answering
        (60, 180, 300, 540, 120, True, False),  # it began late: said before the step is over
        (420, 420, -60, 240, 60, False, True),
    ],
)
def test_running_late_is_told_early(page, seconds, elapsed, left, in_all, behind, late, time_up):
    agenda = AGENDA | {"seconds": seconds, "elapsed": elapsed}
    time = page.evaluate("([room, agenda]) => timing(agenda, standing(room, agenda), 0)", [room(3), agenda])
    names = ("left", "inAll", "behind", "late", "timeUp")
    assert [time[name] for name in names] == [left, in_all, behind, late, time_up]


def test_sentences_are_let_through_and_merged_by_keyboard(page):
    page.evaluate(
        """() => { window.decided = null;
        const texts = ["a", "b", "c", "d"].map((id) => ({id, text: `sentence ${id}`}));
        const list = moderation({texts, say: (key) => key, decide: (all) => { window.decided = all; }});
        root.replaceChildren(...list.nodes); list.focus(); }"""
    )
    for key in (" ", "ArrowDown", "m", "ArrowDown", "m"):
        page.keyboard.press(key)
    page.keyboard.press("End")
    page.keyboard.press(" ")
    page.click(".wm-done")
    assert page.evaluate("decided") == {"let_through": ["a", "d"], "merged": {"b": "a", "c": "a"}}


def test_what_was_merged_into_a_sentence_that_is_not_let_through_stands_alone(page):
    page.evaluate(
        """() => { const texts = ["a", "b"].map((id) => ({id, text: id}));
        const list = moderation({texts, say: (key) => key, decide: (all) => { window.decided = all; }});
        root.replaceChildren(...list.nodes); list.focus(); }"""
    )
    for key in ("ArrowDown", "m", "ArrowUp", " "):
        page.keyboard.press(key)
    page.click(".wm-done")
    assert page.evaluate("decided") == {"let_through": [], "merged": {}}


def test_what_is_merged_into_a_sentence_follows_it(page):
    page.evaluate(
        """() => { const texts = ["a", "b", "c"].map((id) => ({id, text: id}));
        const list = moderation({texts, say: (key) => key, decide: (all) => { window.decided = all; }});
        root.replaceChildren(...list.nodes); list.focus(); }"""
    )
    for key in ("ArrowDown", "ArrowDown", "m", "ArrowUp", "m"):  # c into b, then b into a
        page.keyboard.press(key)
    page.click(".wm-done")
    assert page.evaluate("decided") == {"let_through": ["a"], "merged": {"c": "a", "b": "a"}}
