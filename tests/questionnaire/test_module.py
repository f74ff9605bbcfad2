"""The questionnaire module on its own: every kind asks, keeps and restores; hands, keys and ears can use it."""

import re

import pytest
from alone import mount, open_module
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument

HEADING = "[data-heading]"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    page = open_module(browser, viewport={"width": 390, "height": 844})
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def short():
    return questionnaire.document(load_instrument("mindset", form="short"))


@pytest.fixture(scope="module")
def full():
    return questionnaire.document(load_instrument("mindset", form="full"))


def alone(page, document, *ids, state=None):
    mount(page, document, {"mode": "alone", "activities": list(ids)}, state)


def questions(document, id):
    activity = next(one for one in document["activities"] if one["id"] == id)
    return list(activity["keys"])


def answers(page, id):
    return page.evaluate("id => (window.state?.answers ?? {})[id] ?? {}", id)


def place(page) -> str:
    return page.locator(".wq-progress .wq-small span").first.inner_text()


def test_one_tap_answers_and_moves_on(page, short):
    alone(page, short, "self")
    assert place(page) == "1 of 40"
    page.get_by_role("radio").nth(4).click()
    page.wait_for_function("window.state?.place.self === 1")
    page.get_by_text("2 of 40").first.wait_for()
    assert answers(page, "self") == {"vision_1.energy": 5}
    assert page.evaluate("window.answers.self['vision_1.energy']") == 5
    assert page.evaluate("document.activeElement.matches('[data-heading]')")
    assert page.locator("[aria-live=polite]").inner_text() == "2 of 40"


def test_not_part_of_my_work_is_null(page, short):
    alone(page, short, "self")
    page.get_by_text(short["words"]["mindset"]["not_applicable"]).click()
    page.wait_for_function("window.state?.place.self === 1")
    assert answers(page, "self") == {"vision_1.energy": None}


def test_keys_answer_move_and_only_enter_ends_a_choice_by_arrows(page, short):
    alone(page, short, "self")
    page.locator(HEADING).focus()
    page.keyboard.press("4")
    page.wait_for_function("window.state.place.self === 1")
    page.wait_for_timeout(250)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_function("window.state.place.self === 2")
    page.wait_for_timeout(250)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert page.evaluate("window.state.place.self") == 2, "arrows choose, they do not leave"
    page.keyboard.press("Enter")
    page.wait_for_function("window.state.place.self === 3")
    assert list(answers(page, "self").values()) == [4, 1, 3]
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("window.state.place.self === 2")
    assert page.get_by_role("radio").nth(2).is_checked()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.state.place.self === 3")


VALUES = {"rating": 2, "sort": "both", "situation": "b", "text": "Three signatures for one chair"}


@pytest.mark.parametrize(
    ("activity", "key", "value"),
    [
        ("self", "vision_1.energy", 2),
        ("self", "vision_1.energy", None),
        ("sorting", "trains", "both"),
        ("situations", "deadline", "b"),
        ("role", "role", ["delivery"]),
        ("commitment", "keep", "Ask before I tell"),
    ],
)
def test_every_kind_restores_what_it_kept(page, short, activity, key, value):
    alone(page, short, activity, state={"answers": {activity: {key: value}}, "place": {activity: 0}})
    if isinstance(value, str) and activity == "commitment":
        assert page.locator("textarea").input_value() == value
        return
    checked = page.locator("input:checked")
    assert checked.count() == 1
    block = next(one for one in short["activities"] if one["id"] == activity)["blocks"][0]
    label = checked.locator("xpath=..").locator(".wq-label").inner_text()
    assert label == _label(short, block, key.split(".")[0], value)


def _label(document, block, item, value):
    if block["kind"] == "rating":
        labels = block["lenses"][0]["labels"]
        return document["words"]["mindset"]["not_applicable"] if value is None else labels[value - 1]
    if block["kind"] == "sort":
        return next(one["name"] for one in block["bins"] if one["id"] == value)
    options = next(one for one in block["items"] if one["id"] == item)["options"]
    return next(one["text"] for one in options if one["id"] in value)


def test_a_pick_of_several_keeps_a_list_and_no_more_than_its_number(page, short):
    count = len(questions(short, "our_month"))
    alone(page, short, "our_month", state={"place": {"our_month": count - 1}})
    for index in (0, 2, 4, 6):
        page.get_by_role("checkbox").nth(index).click()
    assert len(answers(page, "our_month")["work_on"]) == 3
    for index in (0, 2, 4):
        page.get_by_role("checkbox").nth(index).click()
    assert answers(page, "our_month") == {}, "an empty pick is no answer"


def test_the_second_tap_of_a_double_tap_answers_nothing(page, short):
    alone(page, short, "self")
    page.wait_for_timeout(300)
    box = page.locator(".wq-option").nth(1).bounding_box()
    page.mouse.dblclick(box["x"] + 100, box["y"] + 20)
    page.wait_for_timeout(600)
    assert answers(page, "self") == {"vision_1.energy": 2}


def test_alone_a_statement_gives_its_reason_after_the_answer(page, short):
    alone(page, short, "sorting")
    assert page.locator(".wq-why").count() == 0
    page.get_by_role("radio").nth(0).click()
    statement = short["activities"][2]["blocks"][0]["items"][0]
    said = page.locator(".wq-why").inner_text()
    assert statement["why"] in said and statement["confused"] in said
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("window.state.place.sorting === 1")


def test_alone_the_profile_comes_at_the_end_without_a_decision(page, full):
    everything = {key: 5 if key.startswith(("vision", "connection")) else 3 for key in questions(full, "self")}
    alone(page, full, "role", "self", state={"answers": {"self": everything, "role": {"role": ["direction"]}}})
    page.get_by_role("button", name=re.compile("What I bring")).click()
    assert "leadership" in page.locator(HEADING).inner_text()
    assert page.get_by_role("button", name=re.compile("Share|Keep")).count() == 0
    assert page.locator(".wq-facet").count() == 10, "facet figures in the full form"
    assert page.get_by_text("set the direction").count() == 1


def test_facet_figures_of_one_person_are_not_shown_in_the_short_form(page, short):
    everything = {key: 4 for key in questions(short, "self")}
    alone(page, short, "self", state={"answers": {"self": everything}})
    assert "too close to call" in page.locator(HEADING).inner_text()
    assert page.locator(".wq-facet").count() == 0


def test_a_profile_without_enough_answers_says_what_is_missing(page, short):
    alone(page, short, "self", state={"answers": {"self": {"vision_1.energy": 3}}, "place": {"self": 40}})
    assert "Not enough" in page.locator(HEADING).inner_text()
    page.get_by_role("button", name="Go on answering").click()
    assert place(page) == "2 of 40"


@pytest.mark.parametrize("width", [320, 390, 900])
def test_nothing_is_wider_than_its_place_and_axe_finds_nothing(browser, full, width):
    page = open_module(browser, viewport={"width": width, "height": 640})
    everything = {key: 5 if key.startswith("vision") else 3 for key in questions(full, "self")}
    state = {"answers": {"self": everything}}
    places = [(id, 0) for id in ("role", "self", "sorting", "situations", "obstacle")]
    for id, at in [*places, ("self", 80), ("our_month", 13)]:
        alone(page, full, id, state={**state, "place": {id: at}})
        page.wait_for_timeout(250)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, id
        found = Axe().run(page).response["violations"]
        assert not found, (id, [(one["id"], one["nodes"][0]["html"]) for one in found])
    page.context.close()


def test_it_turns_round_for_right_to_left(browser, short):
    page = open_module(browser, viewport={"width": 390, "height": 844})
    alone(page, short | {"direction": "rtl"}, "self")
    key, label = page.locator(".wq-key").first.bounding_box(), page.locator(".wq-label").first.bounding_box()
    assert key["x"] > label["x"]
    page.context.close()


def test_receipts_are_long_random_and_made_without_a_secure_context(page):
    made = page.evaluate("Array.from({length: 200}, () => receipt())")
    assert len(set(made)) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,128}", one) for one in made)
    assert not page.evaluate("isSecureContext") or "randomUUID(" not in questionnaire.module()
