"""*Next* walks the hour of data/agendas/60-minutes, from the first scan to the last word, with 4 people, 6, 14 and 40.

In each room somebody keeps everything to themselves, two come late, one leaves half-way, and one phone is opened and
never decides. The screen is a projector's page, the console is JupyterLab's, some of the people are at phones. In
each room there is a log of what was walked through: `pytest -s` prints it. With HOUR_PICTURES=FOLDER every moment is
kept as a picture, of the screen, the console and the phones."""

import os
import re
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import Page, expect
from running import Live, RoomUnderTest, until
from the_people import SOON, AtAPhone, Distant, Hour
from who_leads import AtTheConsole, ByHand

from workshop_kit import lab

THRESHOLD = 5
ACTION = {"what": "No meeting before ten", "who": "Ada", "by": "1 December"}
ABOVE_THE_FOOT = """() => document.querySelector("#picture .words > :nth-last-child(1 of :not([hidden]))")
  .getBoundingClientRect().bottom <= document.querySelector("#foot").getBoundingClientRect().top"""
SHOTS = os.environ.get("HOUR_PICTURES")


def cast(heads: int) -> dict[str, AtAPhone | Distant]:
    """Who is there; all but the few with a name are alike."""
    half_way = ("bring", "talk")
    if heads == 4:
        named = {
            "keeps": AtAPhone("keep"),
            "leaves": AtAPhone(goes=("card", "talk")),
            "late": AtAPhone(comes=("self", "answer")),
            "later": Distant(comes=("sorting", "answer")),
            "second phone": AtAPhone(None, seated=False),
        }
    elif heads == 6:
        named = {
            "keeps": AtAPhone("keep"),
            "shares": AtAPhone(),
            "leaves": Distant(goes=half_way),
            "late": AtAPhone(comes=("self", "answer")),
            "later": Distant(comes=("self", "answer")),
            "second phone": AtAPhone(None, seated=False),
        }
    else:
        named = {
            "keeps": AtAPhone("keep"),
            "shares": AtAPhone(),
            "never decides": AtAPhone(None),
            "leaves": Distant(goes=half_way),
            "late": AtAPhone(comes=("self", "answer")) if heads < 20 else Distant(comes=("sorting", "answer")),
            "later": AtAPhone(comes=("bring", "reveal")) if heads < 20 else Distant(comes=("bring", "reveal")),
        }
    missing = heads - sum(each.seated for each in named.values())
    return named | {f"person {number}": Distant() for number in range(missing)}


# what everything runs on -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Live(tmp_path_factory.mktemp("service"), "--port", "0", "--host", "127.0.0.1") as live:
        live.answering()
        yield live
        assert "Traceback" not in live.said and "unexpected" not in live.said.lower()


@pytest.fixture(scope="module")
def console(browser, tmp_path_factory):
    """A facilitator's machine that is not the one the rooms run on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("facilitator")))
        lab.copies()
        running = lab.start("live/run_the_room.ipynb")
    assert running.ready(), running.log.read_text()
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(running.url)
    yield page
    running.stop()


@pytest.fixture(scope="module")
def screen(browser):
    return browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")


@pytest.fixture(scope="module")
def open_room(service):
    def opened(**options) -> RoomUnderTest:
        host = {"Authorization": f"Bearer {service.host_key}"}
        made = httpx.post(f"{service.base}/api/rooms", json=options, headers=host, timeout=30).raise_for_status().json()
        return RoomUnderTest(service.base, made["code"], made["key"])

    return opened


# one walk ----------------------------------------------------------------------------------------------------


class Walk:
    """The hour in one room, moment by moment."""

    def __init__(self, hour: Hour, who: dict, lead: ByHand, screen: Page):
        self.hour, self.who, self.lead, self.screen, self.room = hour, who, lead, screen, hour.room
        self.heard: list[str] = []
        screen.on("response", lambda reply: self.heard.append(reply.url) if reply.ok else None)
        screen.goto(f"{hour.address}/screen")
        hour.come(None)

    def all(self) -> "Walk":
        """All that the present day's agenda has."""
        agenda, state = self.room.agenda(), self.room.state
        self.seats, self.wave = state["seats"], state["wave"]
        self.log: list[str] = []
        self.walked: Counter = Counter()
        self.compared: dict[str, list[str]] = {name: [] for name in self.who}
        self.steps = {step["id"]: step for step in agenda["steps"]}
        self.moments = [{**moment, "step": step["id"]} for step in agenda["steps"] for moment in step["moments"]]
        self.lobby()
        while (at := self.room.state["step"]) < len(self.moments):
            due = self.moments[at]
            ready = due["do"] == "reveal" and max(self.hour.finished.get(id, 0) for id in self.first(due)) >= THRESHOLD
            self.lead.next(due, ready)
            self.enters(self.moments[self.room.state["step"] - 1])
        return self

    def first(self, due: dict) -> list[str]:
        """What a reveal waits for: what was asked last."""
        asked = [id for id in due["activities"] if id in self.hour.asked]
        return asked or due["activities"]

    def enters(self, moment: dict) -> None:
        place = (moment["step"], moment["do"])
        new = self.hour.come(place)
        self.now = moment
        getattr(self, moment["do"])(moment)
        self.nothing_is_out()
        self.pictured(f"{moment['index']:02}-{moment['step']}-{moment['do']}")
        for name, each in self.who.items():
            if isinstance(each, AtAPhone) and each.here and each.page.locator(".wq-since").count():
                self.compared[name].append(self.room.state["activity"])
        if new:
            self.late(new)
        self.hour.go(place)

    # the moments

    def lobby(self) -> None:
        self.screen.wait_for_selector("#screen[data-shows=lobby]", timeout=SOON)
        expect(self.screen.locator("#lobby")).to_contain_text(self.room.code)
        for each in self.hour.phones:
            each.is_on("lobby", "You are in.", "only if at least 5 people shared")
        self.pictured("00-lobby")

    def answer(self, moment: dict) -> None:
        ids = moment["activities"]
        self.hour.asks(ids)
        title = " · ".join(self.hour.title(id) for id in ids)
        self.screen.wait_for_selector("#screen[data-shows=answer]", timeout=SOON)
        expect(self.screen.locator("#answer [data-room=activity]")).to_have_text(title)
        for each in self.hour.phones:
            each.is_on("question")
        self.recalled(ids)
        waits = self.reveals_next(moment)
        for id, finished in self.hour.answers(ids):
            if waits and id == ids[0] and finished == THRESHOLD - 1 < self.seats - 1:
                self.lead.asleep(1)
        if ids[0].partition("@")[0] == "action":
            self.lead.agrees(ACTION)
            until(lambda: self.room.state["action"] == ACTION)
        least = min(self.hour.finished[id] for id in ids)
        assert [self.room.activity(id)["finished"] for id in ids] == [self.hour.finished[id] for id in ids]
        expect(self.screen.locator("#answer [data-count]")).to_have_text(self.counted(least))
        expect(self.screen.locator("#answer circle.done")).to_have_count(least)
        for each in self.hour.phones:
            if each.decides:
                each.is_on("done", "Done.", f"{least} of {self.seats}", "You have finished.")
        self.never_told_apart()
        self.walked[moment["step"], "answer"] += 1
        self.note(moment, f"{least} of {self.seats} have finished")

    def recalled(self, ids: list[str]) -> None:
        """On another day a phone says what was agreed, where it asks what became of it."""
        asked = [each for each in self.hour.document["activities"] if each["id"] in ids]
        items = [item for each in asked for block in each["blocks"] for item in block["items"]]
        if items and items[0].get("recalls") == "action":
            for each in self.hour.phones:
                expect(each.page.locator(".wq-recall")).to_contain_text(ACTION["what"])

    def counted(self, n: int) -> str:
        return "All of us have finished." if n == self.seats else f"{n} of {self.seats} have finished"

    def reveals_next(self, moment: dict) -> bool:
        then = self.moments[moment["index"]] if moment["index"] < len(self.moments) else None
        return bool(then) and then["do"] == "reveal" and moment["activities"][0] in then["activities"]

    def profile(self, moment: dict) -> None:
        self.screen.wait_for_selector("#screen[data-shows=profile]", timeout=SOON)
        for each in self.hour.phones:
            each.is_on("profile", "Only you see this")
            if each.decides:
                each.is_on("profile", "Does this fit?", "I bring …")
        self.walked[moment["step"], "look"] += 1
        self.note(moment, "everybody’s own picture, on their own phone")

    def reveal(self, moment: dict) -> None:
        due = [id for id in moment["activities"] if self.hour.shared.get(id, 0) >= THRESHOLD]
        for id in moment["activities"]:
            one = self.room.activity(id)
            assert one["state"] == ("revealed" if id in due else "open")
            assert one.get("n") == (self.hour.shared[id] if id in due else None)
        if not due:
            return self.too_few(moment)
        written = [each for each in self.hour.document["activities"] if each["id"] in due and self.is_written(each)]
        if written:
            self.let_through(written[0]["id"])
        self.shows(moment["view"], moment["activities"][0])
        self.walked[moment["step"], "look"] += 1
        told = self.screen.locator("#finding").inner_text()
        self.note(moment, f"{told} (n = {', '.join(str(self.hour.shared[id]) for id in due)})")

    def shows(self, view: str, activity: str) -> None:
        """The screen shows this view, its finding and how many stand behind it; each phone its own page of it."""
        picture = self.room.get(f"/views/{view}").raise_for_status().json()
        self.screen.wait_for_selector(f"#plot[data-drawn^='{view}@']", timeout=SOON)
        expect(self.screen.locator("#picture")).to_be_visible()
        expect(self.screen.locator("#finding")).to_have_text(picture["finding"], timeout=SOON)
        expect(self.screen.locator("#note")).to_have_text(picture["note"])
        assert picture["n"] == self.hour.shared[activity]
        assert view == "change" or f"{picture['n']} of {self.seats} people" in picture["note"]
        expect(self.screen.locator("#plot svg").first).to_be_visible()
        assert self.screen.evaluate(ABOVE_THE_FOOT), f"the words beside {view} run out of the page"
        if self.lead.console:
            finding = self.lead.console.locator(".wc-finding-text")
            expect(finding).to_have_text(picture["finding"], timeout=SOON)
        for each in self.hour.phones:
            each.is_on("reveal", f"{self.room.activity(activity)['n']} people")
        self.never_told_apart()

    def talk(self, moment: dict) -> None:
        before = self.last_reveal(moment)
        self.walked[moment["step"], "talk"] += 1
        if before and not any(self.is_revealed(id) for id in before["activities"]):
            return self.too_few(moment)
        question = self.room.state["question"]
        expect(self.screen.locator("#screen [data-room=question], #talk-title").locator("visible=true")).to_have_text(
            question, timeout=SOON
        )
        for each in self.hour.phones:
            if each.decides or before:  # who has not decided on the own answers is asked for that
                expect(each.page.locator(".wq-heading")).to_have_text("Talk", timeout=SOON)
                expect(each.page.locator("#room")).to_contain_text(question)
        self.never_told_apart()
        expect(self.screen.locator("#talk-help")).to_be_hidden()
        self.note(moment, f"“{question}”")

    def last_reveal(self, moment: dict) -> dict | None:
        """The reveal of this step that stands before this moment."""
        here = [each for each in self.moments[: moment["index"]] if each["step"] == moment["step"]]
        return next((each for each in reversed(here) if each["do"] == "reveal"), None)

    def too_few(self, moment: dict) -> None:
        """A question to talk about, and no picture, on the screen, the console and the phones."""
        question = self.steps[moment["step"]]["too_few"]["ask"][0]
        self.screen.wait_for_selector("#screen[data-shows=talk]", timeout=SOON)
        expect(self.screen.locator("#talk-title")).to_have_text(question)
        expect(self.screen.locator("#talk-help")).to_contain_text("Too few shared for a picture of us all.")
        expect(self.screen.locator("#picture")).to_be_hidden()
        if console := self.lead.console:
            expect(console.locator(".wc-kind")).to_contain_text("Fewer than 5 people shared this", timeout=SOON)
            expect(console.locator(".wc-figure")).to_be_hidden()
        for each in self.hour.phones:
            each.is_on("look", question)
        self.never_told_apart()
        self.note(moment, f"too few shared, no picture: “{question}”")

    def let_through(self, activity: str) -> None:
        """All sentences go on the wall; those that were kept, or never decided on, are not among them."""
        sharing = [each for each in self.hour.people if activity in each.decided and each.decides == "share"]
        self.lead.decides_on_texts(activity, [getattr(each, "text", "") for each in sharing])
        on_the_wall = str(self.room.get("/instrument").json()["walls"])
        for each in self.hour.phones:
            assert (each.text in on_the_wall) == (each in sharing)

    @staticmethod
    def is_written(activity: dict) -> bool:
        return any(block["kind"] == "text" for block in activity["blocks"])

    def is_revealed(self, id: str) -> bool:
        return self.room.activity(id)["state"] == "revealed"

    # the promises

    def late(self, new: list) -> None:
        """Whoever comes after a reveal has it for themselves: nothing of theirs is sent, and no number moves."""
        after = [each for each in new if isinstance(each, AtAPhone) and self.now["do"] == "reveal"]
        for each in after:
            before = self.room.state
            each.is_on("reveal", "You did not share this in time, and it no longer counts.")
            each.press("Answer for myself")
            each.taps("own")
            each.is_on("profile", "For yourself only. It no longer counts.", "Only you see this")
            expect(each.page.get_by_role("button", name="Share anonymously")).to_have_count(0)
            self.shot(each.page, "late-for-myself")
            each.press("Back to the picture")
            each.is_on("reveal", "Gone as soon as you let go.")
            assert self.room.state == before

    def never_told_apart(self) -> None:
        """Where both are there, the phone of who keeps shows what the phone of who shares shows."""
        keeps, shares = self.who["keeps"], self.who.get("shares", self.who["leaves"])
        if keeps.here and shares.here:
            until(lambda: shares.told == keeps.told)

    def nothing_is_out(self) -> None:
        """Of what is not revealed there is nothing: not when it is asked for, and not in what the pages were told."""
        state = self.room.state
        closed = {each["id"] for each in state["activities"] if each["state"] != "revealed"}
        for id in closed:
            for answer in (self.room.tally(id), self.room.get(f"/views/{id}")):
                assert answer.status_code == 409 and "figure" not in answer.json()
        for each in state["activities"]:
            extra = set(each) - {"id", "title", "about", "state", "finished", "made", "wave"}
            assert not extra or each["id"] not in closed
        addresses = [unquote(url) for url in [*self.heard, *(url for each in self.hour.phones for url in each.heard)]]
        told = {match[1] for url in addresses if (match := re.search(r"/activities/([\w@]+)/tally", url))}
        seen = {match[1] for url in addresses if (match := re.search(r"/views/([\w@]+)", url))}
        assert not told & closed
        assert not seen & closed
        if len(closed) == len(state["activities"]):
            assert not seen, "nothing is revealed, so no picture was ever drawn"

    # what is kept of it

    def note(self, moment: dict, text: str) -> None:
        self.log.append(f"  {moment['step']:<11} {moment['do']:<8} {text}")

    def pictured(self, name: str) -> None:
        self.shot(self.screen, f"{name}-screen")
        if self.lead.console:
            self.shot(self.lead.console, f"{name}-console")
        for role, each in self.who.items():
            if isinstance(each, AtAPhone) and each.here:
                self.shot(each.page, f"{name}-phone-{role.replace(' ', '-')}")

    def shot(self, page: Page, name: str) -> None:
        if SHOTS:
            folder = Path(SHOTS) / f"{self.seats:02}-day-{self.wave}"
            folder.mkdir(parents=True, exist_ok=True)
            page.wait_for_timeout(400)
            page.screenshot(path=folder / f"{name}.png")

    def planned(self) -> dict[str, float]:
        """Minutes that the agenda plans for the moments that were walked through, by what is done in them."""
        made = Counter(
            (each["step"], "look" if each["do"] in ("reveal", "profile") else each["do"]) for each in self.moments
        )
        minutes: Counter = Counter()
        for step in self.steps.values():
            for doing, planned in step["minutes"].items():
                there = made[step["id"], doing]
                minutes[doing] += planned * (self.walked[step["id"], doing] / there if there else 1)
        return dict(minutes)

    def report(self) -> None:
        planned = self.planned()
        whole = sum(planned.values())
        lines = [f"{doing} {minutes:g} min ({minutes / whole:.0%})" for doing, minutes in planned.items()]
        print(f"\n{self.seats} people\n" + "\n".join(self.log) + f"\n  planned for these: {', '.join(lines)}")
        assert planned["answer"] <= 0.30 * whole
        assert planned["talk"] >= 0.40 * whole


# the hour, four times ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walked(browser, service, open_room, screen, console):
    """The hour with so many people, walked once; who leads it differs."""
    walks: dict[int, Walk] = {}

    def of(heads: int) -> Walk:
        if heads not in walks:
            who = cast(heads)
            room = open_room(agenda="60-minutes", title=f"The hour with {heads}", seats=heads)
            if heads in (4, 14) and walks:
                console.reload()
            lead = AtTheConsole(console, room) if heads in (4, 14) else ByHand(room)
            hour = Hour(browser, room, f"http://room.test:{service.port}", list(who.values()))
            walks[heads] = Walk(hour, who, lead, screen).all()
        return walks[heads]

    return of


@pytest.mark.parametrize("heads", [6, *(pytest.param(heads, marks=pytest.mark.long) for heads in (4, 40, 14))])
def test_next_walks_the_hour(walked, heads):
    began = time.monotonic()
    walked(heads).report()
    print(f"  walked in {time.monotonic() - began:.0f} s")


@pytest.mark.long
def test_another_day_looks_back_on_the_hour(walked):
    """Six weeks later: begun at the console, seats counted anew, and Next alone shows the month and what has moved."""
    walk = walked(14)
    room, console, heads = walk.room, walk.lead.console, sum(each.here for each in walk.hour.people)
    for name in ("Another day", "Begin another day", "Begin it"):
        walk.lead.button(f"^{name}$").click()
    console.get_by_label("How many people are in the room?").fill(str(heads), timeout=SOON)
    walk.lead.button("^That is right$").click()
    until(lambda: room.state["seats"] == heads)
    assert (room.state["wave"], room.state["stage"], room.state["code"]) == (2, "lobby", walk.room.code)
    walk.all().report()
    views = [url.rpartition("/")[2] for url in map(unquote, walk.heard) if "/views/" in url]
    assert views.index("our_month@2") < views.index("change")
    for name in ("keeps", "shares", "late"):
        assert "our_month@2" in walk.compared[name], "each phone compares its owner with what it kept"
