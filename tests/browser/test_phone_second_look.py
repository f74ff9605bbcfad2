"""Another day on the phone, in a real room: what it recalls, what it compares, what its owner took along; and that
nothing of an earlier day is answered for anybody, or sent."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import KEEP, PHONE, SHARE, heading, on, press
from playwright.sync_api import Page, expect
from running import Live

ACTION = {"what": "We say why before we say what", "who": "Alex & <b>Sam</b>", "by": "15 December"}
COMMITMENT = {
    "I keep …": "the Monday walk </script><script>alert(1)</script>",
    "When …": "a plan slips",
    "I will …": "say so the same day",
    "so that others can see …": "the new date on the board",
}
THEN = {"vision": 1, "accuracy": 2, "values": 3, "efficiency": 2, "organisation": None}  # all others: 3
NOW = {"vision": 3, "accuracy": 3, "values": 5, "efficiency": 4, "organisation": 1}
LOAD = "Load the page I took along"
LEADING = """async (total) => {
  const until = async (test) => { while (!test()) await new Promise((go) => setTimeout(go, 10)); };
  for (let n = 1; n <= total; n++) {
    await until(() => document.querySelector(".wq-progress")?.textContent.includes(`${n} of ${total}`));
    const leads = LEADS.some((text) => document.querySelector("[data-heading]").textContent === text);
    document.querySelectorAll("label:has(input[type=radio])")[leads ? 4 : 1].click();
  }
}"""


class Week:
    """A room and a phone in it, on the first day and on the second."""

    def __init__(self, browser, live: Live, folder):
        self.live, self.room, self.folder, self.browser = live, live.room(), folder, browser
        self.sent: list[str] = []

    @property
    def document(self) -> dict:
        return self.room.get("/instrument").raise_for_status().json()

    def phone(self, **look) -> Page:
        context = self.browser.new_context(**{**PHONE, **look}, accept_downloads=True)
        page = context.new_page()
        page.on("request", lambda request: self.sent.append(f"{request.url} {request.post_data or ''}"))
        page.goto(f"http://room.test:{self.live.port}/{self.room.code}")
        on(page, "lobby")
        return page

    def ask(self, id: str, page: Page) -> None:
        self.room.stage("answer", activity=id).raise_for_status()
        expect(page.locator(".wq-progress, .wq-question").first).to_be_visible()

    def show(self, id: str) -> None:
        self.room.share(id, 6)
        self.room.stage("reveal", activity=id).raise_for_status()

    def month(self, page: Page, id: str, values: dict) -> None:
        """Answer the ten facets by a tap each, pass over the rest, and share."""
        activity = next(one for one in self.document["activities"] if one["id"] == id)
        items = {item["text"]: item for block in activity["blocks"] for item in block["items"]}
        for number in range(1, len(items) + 1):
            expect(page.locator(".wq-progress")).to_contain_text(f"{number} of {len(items)}")
            item = items[heading(page).inner_text().replace("\n", " ")]
            value = values.get(item["id"], 3) if item["facet"] else None
            if value:
                page.get_by_role("radio").nth(value - 1).click()
            elif number < len(items):
                press(page, "Skip")
        press(page, "Skip")
        press(page, SHARE)
        on(page, "done")


@pytest.fixture(scope="module")
def week(browser, tmp_path_factory):
    """The first day over, its page taken along, and the second one begun with its seats counted."""
    home = tmp_path_factory.mktemp("home")
    with Live(home, "--port", "0", "--host", "127.0.0.1", "--seats", "10", "--groups", "North=5,South=5") as live:
        live.answering()
        week = Week(browser, live, tmp_path_factory.mktemp("taken"))
        first_day(week)
        week.room.patch({"action": ACTION}).raise_for_status()
        week.room.post("/waves", {}).raise_for_status()
        week.room.patch({"seats": 10, "groups": {"North": 5, "South": 5}}).raise_for_status()
        yield week


def first_day(week: Week) -> None:
    page = week.first = week.phone()
    page.get_by_text("South").click()
    week.ask("self", page)
    words = week.document["words"]["mindset"]["dimensions"][0]["facets"]
    items = next(one for one in week.document["activities"] if one["id"] == "self")["blocks"][0]["items"]
    leads = json.dumps([item["text"] for item in items if item["facet"] in words])
    page.evaluate(LEADING.replace("LEADS", leads), 40)
    on(page, "profile")
    press(page, SHARE)
    on(page, "done")
    week.show("self")
    week.ask("our_month", page)
    week.month(page, "our_month", THEN)
    week.show("our_month")
    on(page, "reveal")
    page.get_by_role("button", name="Press and hold").wait_for()
    week.room.stage(step=next(m["index"] for m in moments(week) if m["do"] == "profile")).raise_for_status()
    on(page, "profile")
    page.get_by_text("Take mine with me").click()
    for label, text in COMMITMENT.items():
        page.get_by_label(label, exact=True).fill(text)
    with page.expect_download() as download:
        press(page, "Save a page to print")
    download.value.save_as(week.folder / "mine.html")


def moments(week: Week) -> list[dict]:
    return [moment for step in week.room.agenda()["steps"] for moment in step["moments"]]


def kept(page: Page, week: Week) -> dict:
    return json.loads(page.evaluate(f"localStorage.getItem('workshop:{week.room.code}')") or "{}")


def load(page: Page, path, button: str = LOAD) -> None:
    with page.expect_file_chooser() as chooser:
        press(page, button)
    chooser.value.set_files(str(path))


def clean(page: Page) -> None:
    page.wait_for_timeout(250)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def changes(page: Page) -> dict[str, list[str]]:
    """What the card names, under each of its headings."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".wq-since ul")].map((list) =>
        [list.previousElementSibling.textContent, [...list.children].map((one) => one.textContent)]))"""
    )


def test_the_page_taken_along_shows_no_code_and_runs_none(browser, week):
    page = browser.new_context().new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("dialog", lambda dialog: (troubles.append("ran"), dialog.dismiss()))
    page.goto((week.folder / "mine.html").as_uri())
    assert "</script><script>alert(1)</script>" in page.locator("body").inner_text()
    carried = page.locator("script")
    assert carried.count() == 1 and carried.get_attribute("type") == "application/json"
    held = json.loads(carried.text_content())
    assert set(held["answers"]) == {"self", "our_month"} and "wave" not in held
    assert len(held["commitment"]) == 2 and "alert(1)" in held["commitment"][0]
    assert "receipt" not in carried.text_content().lower() and "South" not in carried.text_content()
    expect(page.locator(".carries")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".carries")).to_be_hidden()
    assert troubles == []
    page.context.close()


def test_a_phone_that_kept_its_answers_asks_the_part_again_and_recalls(week):
    page = week.first
    on(page, "lobby")
    expect(page.get_by_text("is still here, for you alone")).to_be_visible()
    assert kept(page, week)["group"] is None and page.locator(".wq-chip :checked").count() == 0
    page.get_by_text("North").click()
    clean(page)
    week.ask("promises@2", page)
    expect(page.locator(".wq-recall")).to_contain_text("We say why before we say what")
    expect(page.locator(".wq-recall")).to_contain_text("Who: Alex & <b>Sam</b>")
    expect(page.locator(".wq-recall")).to_contain_text("By when: 15 December")
    clean(page)
    page.get_by_role("radio").first.click()
    expect(page.locator(".wq-recall")).to_contain_text("When a plan slips, I will say so the same day")
    expect(page.locator(".wq-recall")).to_contain_text("Only you see this")
    assert page.get_by_role("radio", checked=True).count() == 0
    page.get_by_role("radio").nth(1).click()
    press(page, SHARE)
    on(page, "done")


def test_at_another_address_nothing_is_kept_and_the_page_is_brought_beside_the_question(week):
    """Six weeks later the room may stand elsewhere: this browser knows nothing of the first day."""
    page = week.second = week.phone(viewport={"width": 360, "height": 640})
    press(page, "Go on")
    expect(page.locator(".wq-recall")).to_contain_text("We say why before we say what")
    page.get_by_role("radio").first.click()
    expect(page.locator(".wq-recall")).to_contain_text("Nothing of it is kept here.")
    expect(page.locator(".wq-recall").get_by_role("button", name=LOAD)).to_be_visible()
    clean(page)
    bad = week.folder / "bad.html"
    bad.write_text("<p>something else</p>", "utf-8")
    load(page, bad)
    expect(page.get_by_text("not a file of answers")).to_be_visible()
    week.sent.clear()
    load(page, week.folder / "mine.html")
    expect(page.locator(".wq-recall")).to_contain_text("When a plan slips, I will say so the same day")
    assert page.evaluate("document.activeElement.matches('[data-heading]')")
    assert page.locator(".wq-recall button").count() == 0 and week.sent == []
    state = kept(page, week)
    assert set(state["earlier"]["answers"]) == {"self", "our_month"}
    assert set(state["answers"]) == {"promises@2"}, "an old file answers nothing of today"
    clean(page)
    page.reload()
    expect(page.locator(".wq-recall")).to_contain_text("the Monday walk </script>")
    page.get_by_role("radio").nth(2).click()
    press(page, KEEP)
    on(page, "done")
    week.show("promises@2")


def test_how_somebody_leaned_then_is_said_and_nothing_is_answered_for_them(week):
    week.ask("looking_back@2", week.first)
    for page in (week.first, week.second):
        expect(page.locator(".wq-recall")).to_contain_text("Your energy goes to leadership.")
        assert page.get_by_role("radio", checked=True).count() == 0
        assert "looking_back@2" not in kept(page, week)["answers"]
        clean(page)
        press(page, "Skip")
        expect(page.locator(".wq-recall")).to_contain_text("Your energy goes to leadership.")
        page.get_by_role("radio").nth(1).click()
        press(page, KEEP)
        on(page, "done")
        assert page.locator(".wq-since").count() == 0, "whether somebody rose or fell is for them to say"
    week.show("looking_back@2")


def test_who_brought_the_page_is_compared_with_it_and_nothing_of_it_is_sent(week):
    page = week.second
    week.sent.clear()
    week.ask("our_month@2", page)
    assert page.get_by_role("radio", checked=True).count() == 0
    week.month(page, "our_month@2", NOW)
    names = {id: facet["name"] for id, facet in week.document["words"]["mindset"]["facets"].items()}
    assert changes(page) == {
        "Closer to “about right”": [f"{names['vision']} then: far too little · now: about right"],
        "Further from “about right”": [f"{names['values']} then: about right · now: far too much"],
        "Past “about right”, to the other side": [f"{names['efficiency']} then: too little · now: too much"],
    }
    card = page.locator(".wq-since")
    expect(card).to_contain_text("The other 6 are about as before.")
    expect(card).to_contain_text("Only you see this")
    assert names["organisation"] not in card.inner_text(), "what was not answered then is not compared"
    clean(page)
    bodies = [each.split(" ", 1)[1] for each in week.sent if "/answer " in each]
    assert len(bodies) == 1 and set(json.loads(bodies[0])["answers"]) <= set(NOW) | set(names) | {"work_on"}
    assert not [each for each in week.sent if "plan slips" in each or "vision_1" in each or "then" in each.lower()]


def test_the_phone_that_kept_its_answers_needs_no_file(week):
    page = week.first
    expect(page.locator(".wq-progress")).to_contain_text("Our last month")
    week.month(page, "our_month@2", {**THEN, "accuracy": 3})
    expect(page.locator(".wq-since")).to_contain_text("As you see it, all of it is about as before.")
    assert changes(page) == {}, "one step is within the noise"
    week.show("our_month@2")
    on(page, "reveal")
    assert page.locator(".wq-since").count() == 0, "beside the team nothing of one's own is in sight"


def test_a_phone_whose_network_stumbles_comes_in_all_the_same(week):
    context = week.browser.new_context(**PHONE)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.route("**/second_look.js", lambda route: route.abort())
    page.goto(f"http://room.test:{week.live.port}/{week.room.code}")
    page.wait_for_selector("#room[data-screen]:not([data-screen=waiting])")
    assert {"second_look.js", "second_look.js?1"} <= set(asked)
    context.close()


def test_at_the_end_the_comparison_stands_there_again_and_can_be_forgotten(week):
    week.room.stage("closed").raise_for_status()
    for page, said in ((week.first, "all of it is about as before"), (week.second, "Closer to “about right”")):
        on(page, "closed")
        expect(page.locator(".wq-since")).to_contain_text(said)
        clean(page)
    press(week.second, "Forget my answers here")
    press(week.second, "Yes, delete them here")
    expect(heading(week.second)).to_contain_text("Gone.")
    assert kept(week.second, week) == {}
