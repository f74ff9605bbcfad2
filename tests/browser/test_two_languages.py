"""A room of two languages in real browsers: one phone reads Arabic from right to left, one English, and one of them
changes in the middle of its answers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from running import Live

from workshop_kit import load_instrument
from workshop_kit.instrument.messages import voice

NARROW = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
ARABIC, ENGLISH = voice("ar", "phone"), voice("en", "phone")
ARABIC_SCREEN = voice("ar", "screen")


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    home = tmp_path_factory.mktemp("facilitator")
    asked = ("--port", "0", "--host", "127.0.0.1", "--seats", "9", "--languages", "ar,en")
    with Live(home, *asked) as live:
        live.answering()
        yield live


def address(live) -> str:
    return f"http://room.test:{live.port}/{live.code}"


def phone(browser, live, locale: str) -> Page:
    page = browser.new_context(**NARROW, locale=locale).new_page()
    page.goto(address(live))
    page.wait_for_selector("#room[data-screen=lobby]")
    return page


def looks_right(page: Page, spoken, direction: str) -> None:
    """In its language and direction, nothing off the side, and nothing that axe-core finds."""
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator("html")).to_have_attribute("lang", spoken.language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_two_phones_in_two_languages_one_of_them_changes_and_loses_nothing(browser, live):
    room = live.room()
    screen = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce", locale="en")
    screen.goto(f"{address(live)}/screen")
    expect(screen.locator("#lobby h1")).to_have_text(ARABIC_SCREEN.say("lobby_title"))
    looks_right(screen, ARABIC, "rtl")

    first, second = phone(browser, live, "fr"), phone(browser, live, "en-GB")
    looks_right(first, ARABIC, "rtl")
    looks_right(second, ENGLISH, "ltr")

    for _ in range(4):
        room.post("/next").raise_for_status()
    for page in (first, second):
        page.locator("label:has(input[type=radio])").first.click()
    looks_right(first, ARABIC, "rtl")
    press(first, ARABIC.say("share"))
    press(second, ENGLISH.say("share"))
    for page in (first, second):
        for number in range(3):
            expect(page.locator(".wq-progress")).to_contain_text(f"{number + 1} ")
            page.locator("label:has(input[type=radio])").nth(number).click()
    changes_in_the_middle(second, live)
    expect(first.locator(".wq-progress")).to_contain_text(ARABIC.say("progress", n=4, total=40))
    looks_right(first, ARABIC, "rtl")

    room.post("/next").raise_for_status()
    room.share("sorting", 7)
    expect(screen.locator("#answer [data-count]")).to_have_text(ARABIC_SCREEN.plural("answer_finished", 7, total=9))
    room.post("/next").raise_for_status()
    expect(screen.locator("#plot svg").first).to_be_visible()
    expect(screen.locator("#finding")).not_to_have_text("")
    figure_keeps_its_sides(screen)
    looks_right(screen, ARABIC, "rtl")


def changes_in_the_middle(page: Page, live) -> None:
    """Into Arabic at the fourth question, by the choice in the corner; a reload keeps it, and the answers."""
    expect(page.locator(".wq-progress")).to_contain_text(ENGLISH.say("progress", n=4, total=40))
    statement = page.locator("[data-heading]").inner_text()
    page.get_by_label(ENGLISH.say("language")).select_option("ar")
    expect(page.locator(".wq-progress")).to_contain_text(ARABIC.say("progress", n=4, total=40))
    item = next(i for i in _items("en") if i.text == statement)
    expect(page.locator("[data-heading]")).to_have_text(next(i.text for i in _items("ar") if i.id == item.id))
    looks_right(page, ARABIC, "rtl")
    page.reload()
    expect(page.locator(".wq-progress")).to_contain_text(ARABIC.say("progress", n=4, total=40))
    press(page, ARABIC.say("back"))
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    assert live.room().activity("role")["finished"] == 2


def _items(language: str):
    return load_instrument("mindset", language, "short").activity("self").blocks[0].items


def figure_keeps_its_sides(screen: Page) -> None:
    """The first bin's name stands at the left end of the bars, as in every language."""
    first, *_, last = next(b.bins for b in load_instrument("mindset", "ar").activity("sorting").blocks)
    boxes = [screen.locator("#plot text", has_text=bin.name).first.bounding_box() for bin in (first, last)]
    assert boxes[0]["x"] < boxes[1]["x"]
    card = screen.locator("#card").bounding_box()
    for text in screen.locator("#plot .annotation-text").all():
        box = text.bounding_box()
        assert card["x"] <= box["x"] and box["x"] + box["width"] <= card["x"] + card["width"], text.inner_text()


def test_the_page_where_a_code_is_entered_speaks_as_the_room_does(browser, live):
    for locale, spoken, direction in (("de", ARABIC, "rtl"), ("en-US", ENGLISH, "ltr")):
        page = browser.new_context(**NARROW, locale=locale).new_page()
        page.goto(f"http://room.test:{live.port}/")
        expect(page.locator("h1")).to_have_text(spoken.say("enter_title"))
        looks_right(page, spoken, direction)
