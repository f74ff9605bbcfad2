"""What a phone says between the questions: where to sit, what to think about, what was asked before somebody came."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from canned import CannedRoom
from phones import KEEP, LATER, PHONE, SHARE, TEAM, heading, kept, on, phone, press, seat, sharing, stored, tally
from playwright.sync_api import expect

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument

TALK = {"do": "talk", "activities": [], "view": None}
SILENT = "When did you have energy at work last month?"
MISSED = "Asked before you came"


def document_in(language: str = "en") -> dict:
    parts = [load_instrument(name, language=language, form="short") for name in ("mindset", "check-in")]
    return questionnaire.document(parts, language=language)


@pytest.fixture(scope="module")
def document():
    return document_in()


@pytest.fixture
def room(document):
    room = CannedRoom(document, wave=1, tables=None)
    yield room
    room.close()


@pytest.fixture
def context(browser):
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def number(page) -> int:
    said = page.locator(".wq-table").filter(has_text="Your table").first.inner_text()
    return int(re.search(r"Your table:\s*(\d+)", said)[1])


# tables


def test_in_a_large_room_a_phone_draws_its_table_once_and_tells_nobody(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    assert page.locator(".wq-table").count() == 0, "nothing is drawn before the heads are counted"
    room.change(seats=43, tables=9)
    expect(page.locator(".wq-card.wq-table")).to_be_visible()
    drawn = number(page)
    assert 1 <= drawn <= 9
    page.reload()
    on(page, "lobby")
    assert number(page) == drawn
    room.ask("role")
    page.get_by_role("radio").first.wait_for()
    assert page.locator(".wq-table").count() == 0, "it stands in the way of no question"
    page.get_by_role("radio").first.click()
    press(page, SHARE)
    sharing(room, 1)
    on(page, "done")
    assert number(page) == drawn
    room.reveal("self", tally(**TEAM), view="balance_map")
    on(page, "reveal")
    assert number(page) == drawn
    room.change(moment=TALK, question="What do we do well that costs us energy?")
    expect(heading(page)).to_have_text("Talk")
    assert number(page) == drawn
    assert set(room.puts[0]) == {"activity", "receipt", "answers", "revision", "group"}
    asked = {re.sub(r"^/api/rooms/TEAM", "", path) for path in room.calls}
    assert asked <= {"", "/instrument", "/events", "/activities/self/tally"}, "the service hears of no table"
    room.change(wave=2, stage="lobby", moment=None, tables=3, seats=15)
    on(page, "lobby")
    assert kept(page)["table"]["wave"] == 2, "another day, other neighbours"


def test_tables_are_drawn_evenly_and_nobody_is_left_without_a_chair(context, room):
    """Five at most, then the next table with room: what the sentence asks for seats everybody, in any room."""
    page = phone(context, room)
    draws = page.evaluate(
        """async () => {
        const {between} = await import("/static/between.js");
        const h = (tag, props, ...children) => children.flat();
        return Array.from({length: 43 * 60}, () => {
          const app = {room: {tables: 9}, state: {}, save() {}, opened: {}, level: 1, rich: (key, {n}) => n};
          return Number(between(app, {h}).tableBadge({id: "look up"})[0]);
        });
        }"""
    )
    counts = [draws.count(table) for table in range(1, 10)]
    assert sum(counts) == len(draws), "nothing but the tables that there are"
    even = len(draws) / 9
    assert all(abs(count - even) < 5 * even**0.5 for count in counts), counts
    for first in range(0, len(draws), 43):
        sitting = [0] * 9
        for drawn in draws[first : first + 43]:
            place = next(table % 9 for table in range(drawn - 1, drawn + 8) if sitting[table % 9] < 5)
            sitting[place] += 1
        assert sum(5 - people for people in sitting) == 2, "43 people leave two chairs of 45 empty, in all"


# the silent question


def test_who_is_ready_early_gets_a_question_to_think_about(context, room, document):
    seat(context, stored(document, "sorting", "both"))
    page = phone(context, room)
    room.ask("sorting", question=SILENT, finished={"sorting": 4})
    expect(page.get_by_role("button", name=SHARE)).to_be_visible()
    assert page.get_by_text(SILENT).count() == 0, "not while somebody answers"
    press(page, LATER)
    on(page, "done")
    assert page.get_by_text(SILENT).count() == 0, "who has not decided is not ready"
    press(page, "Decide now")
    press(page, KEEP)
    expect(page.get_by_text("in silence")).to_be_visible()
    expect(page.get_by_text(SILENT)).to_be_visible()
    expect(page.locator(".wq-figure")).to_have_text("4 of 14 have finished")
    room.change(finished={"sorting": 9})
    expect(page.locator(".wq-figure")).to_have_text("9 of 14 have finished")
    expect(page.get_by_text(SILENT)).to_be_visible()


def test_where_the_step_has_no_question_there_is_none(context, room, document):
    seat(context, stored(document, "sorting", "both"))
    page = phone(context, room)
    room.ask("sorting", question=None)
    press(page, SHARE)
    on(page, "done")
    assert page.locator(".wq-meanwhile").count() == 0


# who comes late


def test_who_comes_late_answers_what_is_asked_now_and_the_rest_for_themselves(context, room):
    room.change(revealed=["role", "self", "sorting", "obstacle", "obstacle_vote"])
    room.ask("check_in")
    page = phone(context, room)
    expect(page.locator(".wq-progress")).to_contain_text("How I arrive")
    line = page.locator(".wq-open summary")
    expect(line).to_contain_text(MISSED)
    expect(line).to_contain_text("no longer counts")
    line.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wq-open button")).to_have_count(3), "what was written for a wall is not asked of one alone"
    page.get_by_role("button", name=re.compile("Leadership, management")).click()
    for place in range(1, 13):
        expect(page.locator(".wq-progress")).to_contain_text(f"{place} of 12")
        expect(page.locator(".wq-notice").last).to_have_text("For yourself only. It no longer counts.")
        page.get_by_role("radio").nth(place % 3).click()
    expect(page.locator(".wq-progress")).to_contain_text("How I arrive")
    assert len(kept(page)["answers"]["sorting"]) == 12
    assert "sorting" not in kept(page)["revisions"] and room.puts == [], "nothing of it is sent"
    expect(page.locator(".wq-open button")).to_have_count(2)
    page.get_by_role("radio").nth(1).click()
    press(page, SHARE)
    sharing(room, 1)
    assert room.puts[0]["activity"] == "check_in"


def test_what_is_asked_now_comes_before_what_one_does_for_oneself(context, room):
    room.change(revealed=["self"])
    room.ask("check_in")
    page = phone(context, room)
    page.locator(".wq-open summary").click()
    page.get_by_role("button", name=re.compile("What I bring")).click()
    for place in (1, 2):
        expect(page.locator(".wq-progress")).to_contain_text(f"{place} of 40")
        page.get_by_role("radio").nth(3).click()
    expect(page.locator(".wq-progress")).to_contain_text("3 of 40")
    room.ask("our_month")
    expect(page.locator(".wq-progress")).to_contain_text("Our last month")
    expect(page.locator(".wq-open")).to_contain_text("2 of 40 answered")


def test_what_was_decided_or_finished_is_not_called_missed(context, room, document):
    done = stored(document, "self")
    seat(context, done | {"decisions": {"role": "keep"}})
    room.change(revealed=["role", "self"])
    room.ask("sorting")
    page = phone(context, room)
    expect(page.locator(".wq-progress")).to_contain_text("1 of 12")
    assert page.get_by_text(MISSED).count() == 0


# the looks of it


@pytest.mark.parametrize(("language", "size"), [("en", (360, 640)), ("ar", (390, 844)), ("de", (360, 640))])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser, language, size):
    document = document_in(language)
    room = CannedRoom(document, wave=1, seats=43, tables=9, language=language)
    look = {"viewport": {"width": size[0], "height": size[1]}}
    context = browser.new_context(**{**PHONE, **look})
    shared = {"decisions": {"sorting": "share"}, "revisions": {"sorting": 1}, "sent": {"sorting": 1}}
    seat(context, stored(document, "sorting", "both") | shared)
    page = phone(context, room)
    try:
        stages = {
            "lobby": lambda: None,
            "done": lambda: room.ask("sorting", question=SILENT),
            "look": lambda: room.change(revealed=["role", "self"], moment=TALK, activity=None),
            "question": lambda: room.ask("our_month"),
        }
        for screen, enter in stages.items():
            enter()
            on(page, screen)
            if (missed := page.locator(".wq-open summary")).count():
                missed.click()
            page.wait_for_timeout(250)
            found = Axe().run(page).response["violations"]
            assert not found, (screen, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], screen
    finally:
        context.close()
        room.close()
