"""Another day in a notebook's seat, in JupyterLab: what this home kept of the first day stands beside the questions,
and so does what its owner took along on a phone."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from running import Live

from workshop_kit import lab
from workshop_kit.room.receipts import Seating

OPENING = 90_000  # ms: a kernel starts on two cores
CHOICE = "label:has(input[type=radio])"


@pytest.fixture
def room(tmp_path):
    home = tmp_path / "facilitator"
    home.mkdir()
    with Live(home, "--port", "0", "--host", "127.0.0.1", "--seats", "8") as live:
        live.answering()
        yield live.room()


def test_the_seat_recalls_what_this_home_kept_and_compares_with_the_page_that_was_taken_along(
    browser, room, tmp_path, monkeypatch
):
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("WORKSHOP_HOME", str(person))
    (person / "seat.json").write_text(json.dumps({"address": f"{room.base}/{room.code}"}), "utf-8")
    kept = Seating(room.code)
    facets = [key for key, admits in room.keys["our_month"].items() if key in room.keys["guess"]["energy"]["values"]]
    leads = ("vision", "values", "empowerment", "connection", "example")
    mine = {key: 5 if key.split("_")[0] in leads else 2 for key in room.keys["self"]}
    then = dict.fromkeys(facets, 3) | {"vision": 1}
    for activity, answers in (("self", mine), ("our_month", then)):
        if activity == "self":
            kept.decide(activity, "share", answers)  # the month was answered on a phone
        room.stage("answer", activity=activity).raise_for_status()
        room.share(activity, 6)
        room.stage("reveal", activity=activity).raise_for_status()
    room.post("/waves", {}).raise_for_status()
    room.patch({"seats": 8}).raise_for_status()

    told = {
        "format": "workshop answers",
        "instruments": {"mindset": {"version": "1", "form": "short"}},
        "language": "en",
    }
    inside = json.dumps(told | {"answers": {"our_month": then}})
    (tmp_path / "mine.html").write_text(
        f'<!doctype html><script type="application/json" id="answers-of-mine">{inside}</script>', "utf-8"
    )

    lab.copies()
    running = lab.start("live/in_the_room.ipynb")
    try:
        assert running.ready(), running.log.read_text()
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(running.url)
        seat = page.locator(".wq[data-screen=lobby]")
        seat.wait_for(timeout=OPENING)
        expect(seat).to_contain_text("is still here, for you alone")
        page.locator(".wq-files input[type=file]").set_input_files(tmp_path / "mine.html")
        expect(page.locator(".wq-files [role=status]")).to_contain_text("is here")
        room.stage("answer", activity="looking_back@2").raise_for_status()
        expect(page.locator(".wq-recall")).to_contain_text("Your energy goes to leadership.")
        assert page.locator(".wq :checked").count() == 0
        room.stage("answer", activity="our_month@2").raise_for_status()
        total = len(room.keys["our_month@2"])
        for number in range(1, total + 1):
            expect(page.locator(".wq-progress")).to_contain_text(f"{number} of {total}")
            if number <= len(facets):
                page.locator(CHOICE).nth(2).click()
            else:
                page.get_by_role("button", name="Skip", exact=True).click()
        page.get_by_role("button", name="Share anonymously", exact=True).click()
        card = page.locator(".wq-since")
        expect(card).to_contain_text("then: far too little · now: about right")
        expect(card).to_contain_text(f"The other {len(facets) - 1} are about as before.")
        found = Axe().run(page, context=".wq").response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
        assert set(kept.state["answers"]) == {"self", "our_month@2"}
        assert kept.state["earlier"]["answers"] == {"our_month": then}, "what was brought stays in this home"
    finally:
        running.stop()
