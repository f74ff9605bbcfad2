"""The phone's page against a canned room, on a host name that is no secure context, as phones meet it."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from canned import CannedRoom
from phones import (
    CHOICE,
    KEEP,
    LATER,
    PHONE,
    SHARE,
    TEAM,
    heading,
    kept,
    on,
    phone,
    press,
    seat,
    sharing,
    stored,
    tally,
)
from playwright.sync_api import expect
from running import until

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument


@pytest.fixture(scope="module")
def document():
    return questionnaire.document([load_instrument(name, form="short") for name in ("mindset", "check-in")])


@pytest.fixture
def room(document):
    room = CannedRoom(document)
    yield room
    room.close()


@pytest.fixture
def context(browser):
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def test_role_and_self_run_one_after_the_other_each_with_its_own_decision(context, room):
    page = phone(context, room)
    assert not page.evaluate("isSecureContext")
    expect(heading(page)).to_have_text("You are in.")
    room.ask("role", "self")
    page.get_by_role("radio").first.click()
    press(page, SHARE)
    sharing(room, 1)
    for number in range(40):
        expect(page.locator(".wq-progress")).to_contain_text(f"{number + 1} of 40")
        page.get_by_role("radio").nth(number % 5).click()
    on(page, "profile")
    assert len(room.puts) == 1, "the own profile comes before anything is sent"
    press(page, SHARE)
    on(page, "done")
    sharing(room, 2)
    role, mine = room.puts
    assert role["answers"] == {"role": ["direction"]} and role["revision"] == 1
    assert len(mine["answers"]) == 40
    assert role["receipt"] != mine["receipt"], "nothing joins two activities of one person"
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,128}", put["receipt"]) for put in room.puts)


def test_with_text_twice_as_large_every_word_of_the_choice_is_there(browser, room):
    context = browser.new_context(**PHONE | {"viewport": {"width": 195, "height": 422}})
    page = phone(context, room)
    room.ask("role")
    page.get_by_role("radio").first.click()
    for name in (SHARE, KEEP, LATER):
        button = page.get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
        assert button.evaluate("(node) => node.scrollWidth <= node.clientWidth"), name
    assert page.evaluate("document.documentElement.scrollWidth") <= 195
    context.close()


def test_pressing_share_twice_shares_once(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    room.ask("self")
    on(page, "profile")
    page.get_by_role("button", name=SHARE).dblclick()
    on(page, "done")
    page.wait_for_timeout(300)
    assert [put["revision"] for put in room.puts] == [1]


def test_a_reload_and_a_closed_tab_lose_nothing(context, room):
    page = phone(context, room)
    room.ask("self")
    for number in range(3):
        expect(page.locator(".wq-progress")).to_contain_text(f"{number + 1} of 40")
        page.get_by_role("radio").nth(number).click()
    expect(page.locator(".wq-progress")).to_contain_text("4 of 40")
    page.reload()
    expect(page.locator(".wq-progress")).to_contain_text("4 of 40")
    page.close()
    page = phone(context, room)
    expect(page.locator(".wq-progress")).to_contain_text("4 of 40")
    press(page, "Back")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()


def test_what_is_decided_without_a_network_goes_when_it_is_back(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    room.ask("self")
    on(page, "profile")
    room.broken = True
    press(page, SHARE)
    expect(page.locator(".wq-status")).to_contain_text("Waiting for the network")
    press(page, CHOICE)
    press(page, "Take back")
    expect(page.locator(".wq-card")).to_contain_text("Waiting for the network")
    press(page, "Change")
    assert room.puts == []
    room.broken = False
    page.evaluate("dispatchEvent(new Event('online'))")
    sharing(room, 1)
    assert [(put["revision"], put["answers"]) for put in room.puts] == [(2, None)], "only the last decision travels"
    until(lambda: kept(page)["sent"] == {"self": 2}, lambda: kept(page)["sent"])


def test_a_phone_reloaded_after_an_outage_sends_what_waited_with_its_old_receipt(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    room.ask("self")
    on(page, "profile")
    room.broken = True
    press(page, SHARE)
    expect(page.locator(".wq-status")).to_contain_text("Waiting")
    receipt = kept(page)["receipts"]["self"]
    room.broken = False
    page.reload()
    sharing(room, 1)
    assert (room.puts[0]["receipt"], room.puts[0]["revision"]) == (receipt, 1)


def test_changing_after_sharing_says_that_it_waits_for_another_decision(context, room, document):
    seat(context, stored(document, "sorting"))
    page = phone(context, room)
    room.ask("sorting")
    press(page, SHARE)
    press(page, CHOICE)
    press(page, "Change")
    page.get_by_role("radio").nth(1).click()
    expect(page.locator(".wq-progress")).to_contain_text("2 of 12")
    room.ask("our_month")
    room.ask("sorting")
    expect(page.locator(".wq-status")).to_contain_text("until you decide again")
    press(page, CHOICE)
    press(page, "Take back")
    sharing(room, 2)
    assert room.puts[1]["answers"] is None and room.puts[1]["revision"] == 2


def test_an_activity_without_a_value_can_only_be_kept(context, room, document):
    nothing = stored(document, "our_month")
    nothing["answers"]["our_month"] = {key: None for key in nothing["answers"]["our_month"] if key != "work_on"}
    seat(context, nothing)
    page = phone(context, room)
    room.ask("our_month")
    expect(page.get_by_text("nothing to share")).to_be_visible()
    assert page.get_by_role("button", name=SHARE).count() == 0
    press(page, KEEP)
    sharing(room, 1)
    assert room.puts[0]["answers"] is None


def test_what_is_unfinished_stays_one_line_below(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    room.ask("self")
    press(page, LATER)
    expect(heading(page)).to_have_text("You have not decided yet.")
    room.ask("sorting")
    page.get_by_role("button", name=re.compile("Still open: What I bring")).click()
    on(page, "profile")
    press(page, KEEP)
    expect(page.locator(".wq-progress")).to_contain_text("1 of 12")
    assert page.locator(".wq-open").count() == 0


def test_a_change_elsewhere_leaves_the_question_under_the_thumb_alone(context, room):
    page = phone(context, room)
    room.ask("sorting")
    radio = page.get_by_role("radio").first
    radio.focus()
    room.change(finished={"sorting": 3}, open=["self"])
    expect(page.locator(".wq-open")).to_be_visible()
    assert page.evaluate("document.activeElement.type") == "radio"


def test_own_answers_stand_beside_the_team_only_while_pressed(context, room, document):
    shared = {"decisions": {"self": "share"}, "revisions": {"self": 1}, "sent": {"self": 1}}
    seat(context, stored(document, "self") | shared)
    page = phone(context, room)
    room.reveal("self", tally(**TEAM), view="energy_and_ability")
    hold = page.get_by_role("button", name="Press and hold")
    expect(hold).to_be_visible()
    assert page.locator(".wq-me").count() == 0
    page.wait_for_timeout(300)
    box = hold.bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 20)
    page.mouse.down()
    expect(page.locator(".wq-me")).to_have_count(1)
    page.mouse.up()
    expect(page.locator(".wq-me")).to_have_count(0)
    hold.focus()
    page.keyboard.down("Space")
    expect(page.locator(".wq-me")).to_have_count(1)
    page.keyboard.up("Space")
    expect(page.locator(".wq-me")).to_have_count(0)
    page.get_by_role("button", name="Say my place").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[aria-live=polite]")).to_have_text("You: too close to call. The team: more leadership.")


def test_a_revealed_sorting_gives_the_reasons_to_everybody(context, room, document):
    page = phone(context, room)
    items = next(one for one in document["activities"] if one["id"] == "sorting")["blocks"][0]["items"]
    counts = {"leadership": 9, "both": 3, "management": 1}
    room.reveal("sorting", tally(**{item["id"]: {"kind": "counts", "n": 13, "counts": counts} for item in items}))
    expect(page.locator(".wq-result")).to_have_count(12)
    page.locator("summary").first.click()
    expect(page.get_by_text(items[0]["why"])).to_be_visible()
    expect(page.get_by_text(items[0]["confused"])).to_be_visible()


def test_the_month_stands_under_the_names_that_the_screen_has(context, room, document):
    page = phone(context, room)
    month = next(one for one in document["activities"] if one["id"] == "our_month")["blocks"][0]
    mean = {"kind": "item", "n": 13, "mean": 40, "low": 30, "high": 50}
    room.reveal("our_month", tally(**{item["id"]: mean for item in month["items"]}), view="our_month")
    lines = page.locator(".wq-result")
    expect(lines).to_have_count(10)
    for line, item in zip(lines.all(), month["items"], strict=True):
        expect(line).to_contain_text(document["words"]["mindset"]["facets"][item["facet"]]["name"])
        expect(line).to_contain_text(item["text"])
    expect(page.get_by_text(month["scale"]["labels"][0])).to_have_count(1)
    room.reveal("check_in", tally(arriving=mean), view="check_in")
    expect(lines).to_have_count(1)
    expect(page.locator(".wq-result .wq-ends")).to_have_count(1)


def test_who_did_not_answer_can_for_themselves_and_nothing_is_sent(context, room, document):
    almost = stored(document, "self")
    almost["answers"]["self"].pop("tracking_2.ability", None)
    last = len(almost["answers"]["self"])
    almost["place"]["self"] = last
    seat(context, almost)
    page = phone(context, room)
    room.reveal("self", tally(**TEAM), view="balance_map")
    expect(page.get_by_text("no longer counts")).to_be_visible()
    press(page, "Answer for myself")
    for _ in range(45):
        if page.locator("#room").get_attribute("data-screen") != "question":
            break
        before = page.locator("[data-heading]").inner_text() + page.locator(".wq-progress").inner_text()
        page.get_by_role("radio").nth(2).click()
        page.wait_for_function(
            """b => (document.querySelector('[data-heading]').innerText
                + (document.querySelector('.wq-progress')?.innerText ?? '')) !== b""",
            arg=before,
        )
    on(page, "profile")
    assert page.get_by_role("button", name=SHARE).count() == 0
    press(page, "Back to the picture")
    on(page, "reveal")
    assert room.puts == []


@pytest.mark.parametrize(
    ("status", "type_", "said"),
    [
        (409, "revealed", "before your answers arrived"),
        (409, "room-full", "Say so aloud"),
        (409, "closed", "was closed"),
    ],
)
def test_a_refusal_is_told_kindly_and_not_tried_for_ever(context, room, document, status, type_, said):
    seat(context, stored(document, "sorting"))
    page = phone(context, room)
    room.refuse["sorting"] = (status, type_)
    room.ask("sorting")
    press(page, SHARE)
    expect(page.get_by_role("alert")).to_contain_text(said)
    assert kept(page)["answers"]["sorting"], "the answers stay with their owner"


def test_not_open_waits_until_it_is(context, room, document):
    seat(context, stored(document, "sorting"))
    page = phone(context, room)
    room.refuse["sorting"] = (409, "not-open")
    room.ask("sorting")
    press(page, SHARE)
    expect(page.locator(".wq-status")).to_contain_text("not open just now")
    room.refuse.clear()
    room.change(title="Team day, again")
    sharing(room, 1)


def test_the_profile_comes_again_and_the_late_one_decides(context, room, document):
    seat(context, stored(document, "self") | {"later": {"self": True}})
    page = phone(context, room)
    room.change(open=["self"], stage="reveal", moment={"do": "profile", "activities": ["self"], "view": None})
    on(page, "profile")
    press(page, SHARE)
    sharing(room, 1)
    expect(page.get_by_role("button", name=SHARE)).to_have_count(0)
    expect(heading(page)).to_contain_text("too close to call")


def test_a_talk_gives_its_question_and_lets_people_look_up(context, room):
    page = phone(context, room)
    talk = {"do": "talk", "activities": [], "view": None}
    room.change(stage="answer", moment=talk, question="Who keeps it so?")
    expect(heading(page)).to_have_text("Talk")
    expect(page.get_by_text("Who keeps it so?")).to_be_visible()


def test_pause_lobby_close_and_forget(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    room.change(stage="pause")
    expect(heading(page)).to_have_text("Look up.")
    room.change(stage="closed")
    expect(heading(page)).to_have_text("Thank you.")
    press(page, "My profile")
    on(page, "profile")
    press(page, "Back")
    press(page, "Forget my answers here")
    press(page, "Yes, delete them here")
    expect(heading(page)).to_contain_text("Gone.")
    assert page.evaluate("localStorage.length") == 0


def test_groups_are_asked_before_the_first_question_and_may_stay_unsaid(context, document):
    room = CannedRoom(document, groups=["North", "South"])
    try:
        page = phone(context, room)
        page.get_by_text("South").click()
        room.ask("role")
        page.get_by_role("radio").first.click()
        press(page, SHARE)
        sharing(room, 1)
        assert room.puts[0]["group"] == "South"
    finally:
        room.close()


def test_a_browser_that_keeps_nothing_says_so_once_and_still_works(context, room):
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('private'); };")
    page = phone(context, room)
    room.ask("role")
    page.get_by_role("radio").first.click()
    expect(page.get_by_text("keeps nothing")).to_be_visible()
    press(page, SHARE)
    sharing(room, 1)
    on(page, "done")
    expect(page.get_by_text("keeps nothing")).to_have_count(0)


def test_a_wrong_code_and_the_page_where_it_is_entered(context, room):
    page = context.new_page()
    page.goto(f"http://room.test:{room.port}/NOPE")
    expect(page.get_by_role("alert")).to_contain_text("no room with this code")
    page.get_by_role("link").click()
    page.get_by_label("The code on the screen").fill("team")
    page.get_by_role("button", name="Join").click()
    on(page, "lobby")


def test_the_page_weighs_little_and_asks_nobody_else(context, room, document):
    seat(context, stored(document, "role", ["both"]))
    asked, problems = [], []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"http://room.test:{room.port}/TEAM")
    on(page, "lobby")
    room.ask("role")
    press(page, SHARE)
    sharing(room, 1)
    urls = {request.url.split("?")[0] for request in asked}
    assert all(url.startswith(f"http://room.test:{room.port}/") for url in urls)
    files = {url for url in urls if "/api/" not in url}
    assert len(files) <= 6 and len(urls - files) <= 4, sorted(urls)
    weights = [len(gzip.compress(each.response().body())) for each in asked if each.url in files]
    assert sum(weights) < 60_000, weights
    assert problems == [], "nothing that the strict policy refuses"


def test_axe_finds_nothing_on_any_stage(context, room, document):
    seat(context, stored(document, "self"))
    page = phone(context, room)
    sorted_ = {
        item["id"]: {"kind": "counts", "n": 13, "counts": {"leadership": 9, "both": 3, "management": 1}}
        for item in next(one for one in document["activities"] if one["id"] == "sorting")["blocks"][0]["items"]
    }
    stages = {
        "lobby": lambda: None,
        "question": lambda: room.ask("our_month"),
        "profile": lambda: room.ask("self"),
        "done": lambda: press(page, SHARE),
        "reveal": lambda: room.reveal("sorting", tally(**sorted_)),
        "look": lambda: room.change(stage="pause"),
        "closed": lambda: room.change(stage="closed"),
    }
    for screen, enter in stages.items():
        enter()
        on(page, screen)
        page.wait_for_timeout(250)
        found = Axe().run(page).response["violations"]
        assert not found, (screen, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
