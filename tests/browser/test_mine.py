"""What a phone's owner types for themselves and takes along: in the page and in two files, and nowhere else."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from canned import CannedRoom
from playwright.sync_api import Page, expect

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
WORDS = {
    "I bring …": "maps & <b>calm</b>",
    "It costs me …": 'late "urgent" mail',
    "I keep …": "the Monday walk; always, with C:\\maps",
    "When …": "a plan\nslips",
    "I will …": "name it " + "überall " * 14,
    "so that others can see …": "<script>alert(1)</script>",
}
TYPED = ("calm", "urgent", "Monday", "slips", "berall", "alert(1)")


@pytest.fixture
def room(request):
    room = CannedRoom(questionnaire.document(load_instrument("mindset", form=request.param)))
    yield room
    room.close()


def joined(browser, room) -> Page:
    """A phone on plain http that has answered the questions about oneself."""
    activity = next(one for one in room.document["activities"] if one["id"] == "self")
    answers = {key: 1 + index % 5 for index, key in enumerate(activity["keys"])}
    kept = json.dumps(json.dumps({"answers": {"self": answers}, "place": {"self": len(answers)}}))
    page = browser.new_context(**PHONE, accept_downloads=True).new_page()
    page.add_init_script(f"localStorage.getItem('workshop:TEAM') ?? localStorage.setItem('workshop:TEAM', {kept})")
    page.goto(f"http://room.test:{room.port}/TEAM")
    page.wait_for_selector("#room[data-screen=lobby]")
    assert not page.evaluate("isSecureContext")
    return page


def moment(page: Page, room) -> None:
    """The time in which everybody looks at their own profile."""
    look = {"do": "profile", "activities": ["self"], "view": None}
    room.change(open=["self"], stage="answer", activity="self", moment=look)
    page.wait_for_selector("#room[data-screen=profile]")


def fill(page: Page, words: dict) -> None:
    for label, text in words.items():
        page.get_by_label(label, exact=True).fill(text)


def taken(page: Page, button: str, folder) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    expect(page.locator(".wq-details [role=status]:visible")).to_contain_text(path.name)
    return path.read_bytes().decode("utf-8")


def fits(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("room", ["short"], indirect=True)
def test_card_and_commitment_go_into_their_owners_files_and_nowhere_else(browser, room, tmp_path):
    page = joined(browser, room)
    moment(page, room)
    page.get_by_text("Take mine with me").click()
    fill(page, WORDS)
    fits(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    field = page.get_by_label("I need …", exact=True)
    field.focus()
    page.keyboard.type("time to ")
    room.change(finished={"self": 3})  # the room goes on while somebody types
    page.wait_for_timeout(300)
    page.keyboard.type("think")
    expect(field).to_have_value("time to think")

    paper, entry = (taken(page, name, tmp_path) for name in ("Save a page to print", "Calendar entry in six weeks"))
    assert not [url for url in asked if not url.startswith("blob:")] and room.puts == []
    stores = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not [word for word in TYPED if word in stores]
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    areas = page.locator("textarea")
    assert all(area.get_attribute("autocomplete") == "off" and not area.get_attribute("name") for area in areas.all())

    heading = page.locator("[data-heading]").inner_text()
    read = browser.new_context().new_page()
    problems, reached = [], []
    read.on("console", lambda message: problems.append(message.text))
    read.on("dialog", lambda dialog: (problems.append("ran"), dialog.dismiss()))
    read.on("request", lambda request: reached.append(request.url))
    read.goto((tmp_path / "mine.html").as_uri())
    told = read.locator("body").inner_text()
    for text in (heading, "I bring maps & <b>calm</b>", 'It costs me late "urgent" mail', "I need time to think"):
        assert text in told, text
    assert "When a plan slips, I will name it" in told and "see <script>alert(1)</script>" in told
    assert "You get my best" not in told, "a line left empty is left out"
    assert (
        read.locator("script:not([type='application/json']), b").count() == 0 and problems == [] and len(reached) == 1
    ), (problems, reached)
    assert not re.search(r"https?:|src=|url\(", paper)
    assert Axe().run(read).violations_count == 0

    assert entry.endswith("END:VCALENDAR\r\n") and "\n" not in entry.replace("\r\n", "")
    assert max(len(line.encode()) for line in entry.split("\r\n")) <= 75
    lines = dict(line.split(":", 1) for line in entry.replace("\r\n ", "").split("\r\n") if ":" in line)
    assert re.fullmatch(r"[0-9a-f]{32}", lines["UID"]) and lines["TRIGGER"] == "PT0S" and lines["CLASS"] == "PRIVATE"
    then = datetime.strptime(lines["DTSTART"], "%Y%m%dT%H%M%S")
    assert abs(then.date() - date.today() - timedelta(weeks=6)) <= timedelta(days=1) and then.hour == 9
    assert re.fullmatch(r"\d{8}T\d{6}Z", lines["DTSTAMP"])
    told = re.findall(r"^DESCRIPTION:(.*)$", entry.replace("\r\n ", "").replace("\r", ""), re.M)
    assert len(told) == 2, "the entry's own, and its alarm's"
    assert told[0].startswith("I keep the Monday walk\\; always\\, with C:\\\\maps\\nWhen a plan slips\\, I will name")
    assert taken(page, "Calendar entry in six weeks", tmp_path) != entry, "another entry has another UID"

    room.change(stage="closed")
    page.wait_for_selector("#room[data-screen=closed]")
    fits(page)
    expect(page.get_by_label("I keep …", exact=True)).to_have_value(WORDS["I keep …"])
    again = taken(page, "Save a page to print", tmp_path)
    assert heading in again and "calm" in again
    page.reload()
    page.wait_for_selector("#room[data-screen=closed]")
    assert page.get_by_label("I keep …", exact=True).input_value() == ""
    assert "calm" not in taken(page, "Save a page to print", tmp_path)


@pytest.mark.parametrize("room", ["short"], indirect=True)
def test_while_people_talk_what_is_ones_own_stays_at_hand(browser, room, tmp_path):
    """A room with a second day is not closed: the page is taken along before."""
    page = joined(browser, room)
    talk = {"do": "talk", "activities": [], "view": None}
    room.change(stage="answer", moment=talk, question="What works here?")
    page.wait_for_selector("#room[data-screen=look]")
    assert page.get_by_text("Take mine with me").count() == 0, "not before its owner has seen it"
    moment(page, room)
    fill(page, {"I bring …": "maps"})
    page.get_by_role("button", name="Keep to myself", exact=True).click()
    room.change(moment=talk, question="What fits?")
    page.wait_for_selector("#room[data-screen=look]")
    assert not page.get_by_label("I bring …", exact=True).is_visible(), "the talk comes first"
    page.locator("summary").filter(has_text="My card").click()
    expect(page.get_by_label("I bring …", exact=True)).to_have_value("maps")
    fits(page)
    room.change(question="What will others see?")
    page.get_by_text("What will others see?").wait_for()
    page.get_by_text("Take mine with me").click()
    field = page.get_by_label("I will …", exact=True)
    field.fill("say so")
    room.change(question="Who will see it first?")
    page.get_by_text("Who will see it first?").wait_for()
    expect(field).to_have_value("say so")
    expect(field).to_be_visible()
    paper = taken(page, "Save a page to print", tmp_path)
    assert "I will say so" in paper and "maps" in paper
    room.change(stage="pause")
    page.get_by_text("Look up.").wait_for()
    assert page.get_by_text("Take mine with me").count() == 0


@pytest.mark.parametrize("room", ["full"], indirect=True)
def test_the_page_prints_on_one_sheet_with_every_line_full(browser, room, tmp_path):
    page = joined(browser, room)
    moment(page, room)
    page.get_by_text("Take mine with me").click()
    areas = page.locator("textarea")
    assert areas.count() == 8
    for area in areas.all():
        area.fill("W" * 30 + " long words for a line that is quite full" * 9)
        assert len(area.input_value()) <= 160
    taken(page, "Save a page to print", tmp_path)
    read = browser.new_context().new_page()
    read.goto((tmp_path / "mine.html").as_uri())
    assert read.locator(".facets li").count() == 10
    sheets = read.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
