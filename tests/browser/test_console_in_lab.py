"""A console in JupyterLab and a presenter's phone lead one room through three steps: a count-down, sentences that are
let through, a question made on the spot, the team's action. The projector's screen shows what the room should see."""

import re
import time
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from running import Live, until

from workshop_kit import lab

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
OPENING = 90_000  # ms: two cores, and other tests beside this one
SEATS, PEOPLE = 10, 9

STRUCTURE = """
id: three-steps
minutes: 20
languages: [en]
instruments: [mindset]
steps:
  - id: month
    minutes: {answer: 2, look: 2, talk: 4}
    moments:
      - {do: answer, activities: [{id: our_month}]}
      - {do: reveal, activities: [{id: our_month}], view: our_month}
      - {do: talk}
  - id: obstacle
    minutes: {answer: 2, look: 1, talk: 4}
    moments:
      - {do: answer, activities: [{id: obstacle}]}
      - {do: reveal, activities: [{id: obstacle}], view: wall}
      - {do: talk}
  - id: close
    minutes: {answer: 1, look: 1, talk: 3}
    moments:
      - {do: answer, activities: [{id: action}]}
      - {do: reveal, activities: [{id: action}], view: action}
"""
WORDS = """
language: en
status: draft
title: Three steps
steps:
  month: {title: Our last month, say: This is our month., ask: [What was missing?], drop: The last question.}
  obstacle: {title: In our way, say: One sentence each., ask: [What is the smallest move?]}
  close: {title: One action, say: Fist of five., ask: [One word aloud.]}
"""


@pytest.fixture(scope="module")
def agenda(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three-steps")
    (folder / "agenda.yaml").write_text(STRUCTURE, "utf-8")
    (folder / "en.yaml").write_text(WORDS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def live(tmp_path_factory, agenda):
    home = tmp_path_factory.mktemp("facilitator")
    with Live(home, "--port", "0", "--host", "127.0.0.1", "--agenda", str(agenda), "--title", "Our team") as running:
        running.answering()
        yield running


@pytest.fixture(scope="module")
def console(browser, live):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSHOP_HOME", str(live.home))
        lab.copies()
        running = lab.start("live/run_the_room.ipynb")
    assert running.ready(), running.log.read_text()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(running.url)
    expect(page.get_by_label("How many people are in the room?")).to_be_visible(timeout=OPENING)
    yield page
    running.stop()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def no_violations(page: Page, context: str | None = None) -> None:
    page.wait_for_timeout(300)
    found = Axe().run(page, context=context)
    assert found.violations_count == 0, found.generate_report()


def test_two_who_lead_take_one_room_through_three_steps(browser, live, console):
    room, address = live.room(), f"http://room.test:{live.port}/{live.code}"
    screen = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    screen.goto(f"{address}/screen")
    before_the_start(console, room)
    second = the_presenters_phone(browser, console, address, live)
    someone = browser.new_context(**PHONE).new_page()
    someone.goto(address)

    press(console, "^Next")
    until(lambda: room.activity("our_month")["state"] == "open")
    answered(room, "our_month", console, second)
    a_count_down_stopped_and_run(console, second, screen, room)
    expect(console.get_by_role("button", name="This team")).to_be_visible()
    press(second, "^Next: talk")
    expect(console.locator(".wc-insight").first).to_be_visible()
    assert "wc-insight" not in screen.content() and "Nothing stands out strongly" not in screen.content()
    a_note(console, room)

    a_question_on_the_spot(console, screen, someone, room)

    press(second, "^Next: open “In our way”")
    until(lambda: room.activity("obstacle")["state"] == "open")
    answered(room, "obstacle", console, second)
    sentences(console, second, screen, room)

    press(second, "^Next")
    press(console, "^Next: open “One action”")
    the_action(console, room)
    answered(room, "action", console, second)
    press(second, "^Reveal")
    until(lambda: room.activity("action")["state"] == "revealed")
    a_restart_loses_nothing(console, room)
    what_was_shown_is_saved(console)
    another_day(console, screen, room)


def answered(room, activity: str, console: Page, second: Page | None = None) -> None:
    """Whoever leads knows that they have finished: else they would be asked whether to wait for the rest."""
    room.share(activity, PEOPLE)
    expect(console.locator(".wc-big")).to_have_text(f"{PEOPLE} of {SEATS} have finished")
    if second:
        expect(second.locator("#count")).to_have_text(f"{PEOPLE} of {SEATS} have finished")


def before_the_start(console: Page, room) -> None:
    console.get_by_label("How many people are in the room?").fill(str(SEATS))
    press(console, "That is right")
    console.get_by_label("Yes", exact=True).check()
    until(lambda: room.state["threshold"] == 7 and not room.state["texts"])
    expect(console.locator(".wc-manages")).to_contain_text("laptop of somebody else")
    console.get_by_label("No", exact=True).check()
    until(lambda: room.state["threshold"] == 5 and room.state["texts"])
    console.get_by_text("Some will answer before the day").click()
    press(console, "Open it now")
    until(lambda: room.state["pace"] == "participants")
    invitation = console.get_by_label("An invitation to send")
    expect(invitation).to_have_value(re.compile(r"What nobody sees"))
    assert room.state["join"] in invitation.input_value()
    opened = [one["id"] for one in room.state["activities"] if one["state"] == "open"]
    press(console, "The day is here")
    until(lambda: room.state["pace"] == "presenter" and room.state["stage"] == "lobby")
    assert opened and [one["id"] for one in room.state["activities"] if one["state"] == "open"] == opened


def the_presenters_phone(browser, console: Page, address: str, live: Live) -> Page:
    page = browser.new_context(**PHONE).new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{address}/presenter")
    page.get_by_label("The facilitator’s key").fill("not-the-key")
    press(page, "Go in")
    expect(page.locator("#door-said")).to_contain_text("not the key")
    no_violations(page)
    press(console, "A phone to present with")
    link = console.locator(".wc-presenter a")
    expect(link).to_have_attribute("href", re.compile(r"/presenter#.{20,}"))
    no_violations(console, ".workshop-console")
    key = link.get_attribute("href").partition("#")[2]
    console.keyboard.press("Escape")
    expect(console.locator(".wc-presenter")).to_have_count(0)
    page.goto("about:blank")
    page.goto(f"{address}/presenter#{key}")
    expect(page.get_by_role("button", name=re.compile("^Next"))).to_be_visible()
    assert key == live.key and key not in page.url and not any(key in each for each in sent)
    return page


def a_count_down_stopped_and_run(console: Page, second: Page, screen: Page, room) -> None:
    press(console, "^Reveal")
    console.keyboard.press("Escape")  # at once: whoever pressed by mistake does not wait for the three to appear
    time.sleep(5)
    expect(screen.locator("#over-countdown")).to_be_hidden()
    expect(second.get_by_role("button", name="Stop")).to_be_hidden()
    assert room.activity("our_month")["state"] == "open", "a stopped count-down reveals nothing"
    console.keyboard.press("q")
    expect(screen.locator("#over-code")).to_be_visible()
    press(second, "^Reveal")
    expect(screen.locator("#over-code")).to_be_hidden()
    expect(screen.locator("#over-countdown")).to_be_visible()
    expect(screen.locator("#plot svg").first).to_be_visible()
    with screen.expect_download(timeout=90_000) as download:  # two cores draw 1920 × 1080 at twice its size
        press(screen, "Save picture")
    assert (
        download.value.path().read_bytes().startswith(b"\x89PNG") and "our_month" in download.value.suggested_filename
    )
    no_violations(second)


def saved(console: Page, button: str) -> bytes:
    with console.expect_download() as download:
        press(console, button)
    return download.value.path().read_bytes()


def what_was_shown_is_saved(console: Page) -> None:
    report = saved(console, "Save the report").decode()
    assert "No meeting before ten" in report and "Fewer meetings before ten." in report
    assert saved(console, "Save the archive").startswith(b"PK")


def another_day(console: Page, screen: Page, room) -> None:
    """The room is kept until it, then begun: the same code, seats to count, the old action to look back on."""
    press(console, "Another day")
    console.get_by_label("We meet again on").fill("2099-01-01")
    press(console, "Keep the room until then")
    expect(console.locator(".wc-notice")).to_contain_text("choose 1 to 3650")
    console.get_by_label("We meet again on").fill(date.fromtimestamp(time.time() + 42 * 86400).isoformat())
    press(console, "Keep the room until then")
    until(lambda: room.state["keep"] in (55, 56, 57))
    no_violations(console, ".workshop-console")
    press(console, "Begin another day")
    press(console, "Begin it")
    expect(console.get_by_label("How many people are in the room?")).to_be_visible()
    assert (room.state["wave"], room.state["stage"], room.state["seats"]) == (2, "lobby", None)
    expect(screen.get_by_text(room.code).first).to_be_visible()
    console.get_by_label("How many people are in the room?").fill(str(SEATS))
    press(console, "That is right")
    press(console, "^Next: open “Arriving again”")
    until(lambda: room.state["activity"] == "check_in@2")


def a_note(console: Page, room) -> None:
    console.locator("#wc-note").fill("Fewer meetings before ten.")
    console.locator("#wc-note").blur()
    until(lambda: room.agenda()["notes"] == {"month": "Fewer meetings before ten."})


def a_question_on_the_spot(console: Page, screen: Page, someone: Page, room) -> None:
    press(console, "Ask something")
    console.get_by_label("Your question").fill("Shall we meet on Mondays?")
    console.keyboard.press("Enter")
    expect(screen.locator("#answer")).to_contain_text("Shall we meet on Mondays?")
    expect(someone.locator(".wq")).to_contain_text("Shall we meet on Mondays?")
    expect(someone.locator(".wq")).to_contain_text("Asked by the facilitator")
    room._keys.clear()
    answered(room, "asked_1", console)
    press(console, "^Reveal “Shall we meet")
    expect(screen.locator("#picture")).to_contain_text("Monday")
    press(console, "Back to the agenda")
    until(lambda: (room.state["stage"], room.state["view"]) == ("reveal", "our_month"))


def sentences(console: Page, second: Page, screen: Page, room) -> None:
    press(second, "^Reveal")
    first = console.locator(".wm-line input").first
    expect(first).to_be_visible()
    texts = console.locator(".wm-line label").all_inner_texts()
    assert len(texts) == PEOPLE and not any(text in screen.locator("#picture").inner_text() for text in texts)
    expect(second.get_by_role("button", name=re.compile("Sentences to decide on: 9"))).to_be_visible()
    no_violations(console, ".workshop-console")
    first.focus()
    for key in (" ", "ArrowDown", "m", "ArrowDown", " "):  # the first; the second says the same; the third
        console.keyboard.press(key)
    press(console, "Put on the wall")
    until(lambda: room.activity("obstacle").get("decided"))
    drawn = screen.locator("#plot")
    expect(drawn).to_contain_text(texts[0])
    expect(drawn).to_contain_text(texts[2])
    assert not any(text in drawn.inner_text() for text in [texts[1], *texts[3:]])
    expect(second.get_by_role("button", name=re.compile("Sentences"))).to_be_hidden()


def the_action(console: Page, room) -> None:
    for label, text in (("What", "No meeting before ten"), ("Who begins", "Ada"), ("By when", "1 December")):
        console.get_by_label(label, exact=True).fill(text)
    until(lambda: room.state["action"] == {"what": "No meeting before ten", "who": "Ada", "by": "1 December"})


def a_restart_loses_nothing(console: Page, room) -> None:
    console.reload()
    expect(console.get_by_role("button", name="The team’s action")).to_be_visible(timeout=OPENING)
    press(console, "The team’s action")
    expect(console.get_by_label("Who begins", exact=True)).to_have_value("Ada")
    assert room.agenda()["notes"] == {"month": "Fewer meetings before ten."}
