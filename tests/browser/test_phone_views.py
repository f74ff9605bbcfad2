"""Hold to see my place: beside every picture that docs/views.md describes, in a real room of two days with groups, the
phone sets its owner beside the whole, never beside a group, and only while they press."""

import json
import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import PHONE, on
from playwright.sync_api import expect
from running import Live, answers_to, walked

DOCS = Path(__file__).parents[2] / "docs" / "views.md"
VIEWS = [
    id for line in re.findall(r"^### (.+)$", DOCS.read_text("utf-8"), re.M) for id in re.findall(r"`([^`]+)`", line)
]
OF_ANOTHER_DAY = ["promises@2", "looking_back@2", "our_month@2"]
OWN = ".wq-me, .wq-own-ring, .wq-share.wq-own, .wq-own-tag"


@pytest.fixture(scope="module")
def walk(browser, tmp_path_factory):
    """A room after its second day, and a phone of somebody from one of its parts who shared everything."""
    options = ("--seats", "14", "--groups", "North=7,South=7", "--agenda", "90-minutes")
    with Live(tmp_path_factory.mktemp("home"), "--port", "0", "--host", "127.0.0.1", *options) as live:
        live.answering()
        room = live.room()
        walked(room, 12)
        room.patch({"action": {"what": "We say why first", "who": "Alex", "by": "May"}}).raise_for_status()
        room.post("/waves", {}).raise_for_status()
        room.patch({"seats": 14, "groups": {"North": 7, "South": 7}}).raise_for_status()
        walked(room, 12)
        chance = random.Random(5)
        answers = {id: answers_to(keys, chance) for id, keys in room.keys.items()}
        done = dict.fromkeys(answers, 1)
        state = {"answers": answers, "decisions": dict.fromkeys(answers, "share"), "revisions": done, "sent": done}
        state |= {"group": "North", "asked": True, "wave": 2}
        context = browser.new_context(**PHONE)
        page = context.new_page()
        kept = json.dumps(json.dumps(state))
        page.add_init_script(f"localStorage.setItem('workshop:{room.code}', {kept})")
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"http://room.test:{live.port}/{room.code}")
        page.wait_for_selector("#room[data-screen]:not([data-screen=waiting])")
        yield room, page, asked
        context.close()


def test_the_list_of_pictures_is_read(walk):
    room, *_ = walk
    there = {view["id"] for view in room.agenda()["views"]}
    assert {"change", "circle", "bring_and_need", "wall"} <= set(VIEWS) and len(VIEWS) > 14
    assert {view.split("@")[0] for view in there} & set(VIEWS)


def shown(walk, view: str) -> dict:
    """The room with this picture, once the phone has seen it come."""
    room, page, _ = walk
    room.stage("pause").raise_for_status()
    on(page, "look")
    state = room.stage("reveal", view=view).raise_for_status().json()
    on(page, "reveal")
    page.get_by_role("button", name="Press and hold").wait_for()
    return state


@pytest.mark.parametrize("view", dict.fromkeys([*VIEWS, *OF_ANOTHER_DAY]))
def test_my_place_is_there_while_i_press_beside_every_picture(walk, view):
    _, page, asked = walk
    asked.clear()
    state = shown(walk, view)
    assert state["view"] == view and state["shows"], view
    titles = [one["title"] for one in state["activities"] if one["id"] in state["shows"]]
    expect(page.locator(".wq-eyebrow").first).to_contain_text(re.compile("|".join(map(re.escape, titles))))
    hold = page.get_by_role("button", name="Press and hold")
    expect(hold).to_be_visible()
    choices = page.locator(".wq-body .wq-row[role=group]").first
    names = [one for one in choices.get_by_role("button").all_inner_texts() if one in titles] if choices.count() else []
    for name in names or [None]:
        if name:
            page.get_by_role("button", name=name, exact=True).click()
            expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
            expect(hold).to_be_visible()
        page.wait_for_timeout(250)
        assert page.locator(OWN).count() == 0, "nothing of one's own is in the page"
        box = hold.bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 20)
        page.mouse.down()
        expect(page.locator(OWN).first).to_be_visible()
        page.mouse.up()
        expect(page.locator(OWN)).to_have_count(0)
        hold.focus()
        page.keyboard.down("Space")
        expect(page.locator(OWN).first).to_be_visible()
        page.keyboard.up("Space")
        expect(page.locator(OWN)).to_have_count(0)
        page.get_by_role("button", name="Say my place").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[aria-live=polite]").last).to_contain_text(re.compile(r"You: .+ The team: .+"))
    tallies = [url for url in asked if "/tally" in url]
    assert not [url for url in asked if "group" in url] and all("?" not in url for url in tallies), tallies


@pytest.mark.parametrize("view", ["bring_and_need", "agreement", "change"])
def test_axe_finds_nothing_beside_pictures_made_of_several(walk, view):
    _, page, _ = walk
    shown(walk, view)
    page.wait_for_timeout(250)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
