"""The whole way once, in real browsers: a room on a host name that is no secure context, phones, a projector's
screen, the facilitator's console and two notebooks in JupyterLab, all in one pool."""

import json
import re
import time

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from running import Live, until

from workshop_kit import lab

pytestmark = pytest.mark.long

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
CHOICE = "label:has(input[type=radio])"
SHARE, KEEP, LATER = "Share anonymously", "Keep to myself", "Decide later"
MINE = "See or change my choice"
OPENING = 90_000  # ms: three kernels start on two cores


class Day:
    """One workshop: its service, its browser, and who is there."""

    def __init__(self, browser, live: Live):
        self.browser, self.live, self.room = browser, live, live.room()
        self.address = f"http://room.test:{live.port}/{live.code}"

    def phone(self) -> Page:
        page = self.browser.new_context(**PHONE).new_page()
        page.goto(self.address)
        page.wait_for_selector("#room[data-screen]:not([data-screen=waiting])")
        assert not page.evaluate("isSecureContext")
        return page

    def next(self) -> dict:
        return self.room.post("/next").raise_for_status().json()

    def finished(self, activity: str) -> int:
        return self.room.activity(activity)["finished"]

    def wait(self, activity: str, finished: int) -> None:
        until(lambda: self.finished(activity) == finished, lambda: f"{activity}: {self.finished(activity)} finished")


@pytest.fixture(scope="module")
def day(tmp_path_factory, browser):
    home = tmp_path_factory.mktemp("facilitator")
    with Live(home, "--port", "0", "--host", "127.0.0.1", "--seats", "9", "--title", "Our team") as live:
        live.answering()
        yield Day(browser, live)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory, day):
    """Opens a notebook in a JupyterLab of its own home: one for each person who sits in one."""
    running = []

    def opened(notebook: str, home=None) -> Page:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WORKSHOP_HOME", str(home or tmp_path_factory.mktemp("person")))
            lab.copies()
            running.append(lab.start(notebook))
        assert running[-1].ready(), running[-1].log.read_text()
        page = day.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(running[-1].url)
        return page

    yield opened
    for each in running:
        each.stop()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, questions: int, seed: int) -> None:
    """One tap a question; each moves on by itself."""
    for number in range(questions):
        if questions > 1:
            expect(page.locator(".wq-progress").first).to_contain_text(f"{number + 1} of {questions}")
        choices = page.locator(CHOICE)
        choices.first.wait_for()
        choices.nth((number * seed) % min(5, choices.count())).click()


QUICKLY = """async ([root, from, to, total, seed]) => {
  const moved = (n) => root.querySelector(".wq-progress")?.textContent.includes(`${n} of ${total}`);
  const until = async (test) => { while (!test()) await new Promise((go) => setTimeout(go, 10)); };
  for (let n = from; n <= to; n++) {
    await until(() => moved(n));
    root.querySelectorAll("label:has(input[type=radio])")[(n * seed) % 5].click();
  }
}"""


def answer_quickly(page: Page, seed: int, first: int = 1, last: int = 40, of: int = 40, nth: int = 0) -> None:
    """The same taps, without a pause between them."""
    root = page.locator(".wq").nth(nth).element_handle()
    page.evaluate(QUICKLY, [root, first, last, of, seed])


def role_and_self(page: Page, seed: int, role: str, self: str | None, by_hand: bool = False) -> None:
    answer(page, 1, seed)
    press(page, role)
    if by_hand:
        answer(page, 40, seed)
    else:
        answer_quickly(page, seed)
    page.wait_for_selector("[data-screen=profile]")
    expect(page.locator(".wq")).to_contain_text("Does this fit?")
    if self:
        press(page, self)


def test_a_workshop_from_the_first_scan_to_the_picture_of_the_team(day, notebooks):
    screen = day.browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    heard = listening(screen)
    screen.goto(f"{day.address}/screen")
    expect(screen.locator("#lobby")).to_be_visible()
    expect(screen.locator("#lobby")).to_contain_text(day.live.code)
    no_violations(screen)

    console = notebooks("live/run_the_room.ipynb", day.live.home)
    seat = notebooks("live/in_the_room.ipynb")
    study = notebooks("study/02_my_mindset.ipynb")
    home_answers(study)
    take_a_seat(seat, day.address.replace("room.test", "127.0.0.1"))

    for _ in range(4):  # past the check-in, which nobody answers
        state = day.next()
    assert state["moment"]["activities"] == ["role", "self"]
    expect(screen.locator("#answer")).to_be_visible()

    phones = [day.phone() for _ in range(5)]
    shares, takes_back, loses_network, keeps, later = phones
    role_and_self(shares, 3, SHARE, SHARE, by_hand=True)
    role_and_self(takes_back, 7, SHARE, SHARE)
    role_and_self(keeps, 1, KEEP, KEEP)
    role_and_self(later, 2, SHARE, LATER)
    day.wait("self", 3)
    expect(screen.locator("#answer [data-count]").first).to_be_visible()
    a_network_that_goes_and_comes(day, loses_network)
    role_and_self(seat, 4, SHARE, SHARE)
    day.wait("self", 5)
    from_home(study, day.address.replace("room.test", "127.0.0.1"))
    day.wait("self", 6)
    own = takes_back.locator(".wq-card", has_text="What I bring")
    own.get_by_role("button", name=MINE).click()
    own.get_by_role("button", name="Take back").click()
    expect(own).to_contain_text("Kept to myself")
    nothing_is_out(day, heard)

    everybody(day, [*phones, seat], "sorting", 6)
    expect(screen.locator("#answer")).to_contain_text("6")
    reveal_from_the_console(console, screen, "sorting")
    expect(shares.locator(".wq")).to_contain_text("Look at the screen")
    nothing_is_out(day, [each for each in heard if "/views/" not in each[0] and "/tally" not in each[0]], but="sorting")

    day.next()
    day.next()
    for page in (shares, keeps, later):
        expect(page.locator("[data-heading]")).to_be_visible()
        page.wait_for_selector("[data-screen=profile]")
    press(later, SHARE)
    day.wait("self", 7)

    day.next()
    everybody(day, [shares, loses_network, keeps, later, seat], "guess", 2)
    reveal_from_the_console(console, screen, "energy_and_ability")
    n = day.room.activity("self")["n"]
    assert n == 5, "six shared in the end, and one of them took theirs back"
    expect(screen.locator("#note")).to_contain_text(f"{n} of 9 people")
    no_violations(screen)
    no_violations(console, ".workshop-console")

    hold = shares.get_by_role("button", name="Press and hold")
    hold.dispatch_event("pointerdown", {"pointerId": 1})
    expect(shares.locator(".wq-me").first).to_be_visible()
    hold.dispatch_event("pointerup", {"pointerId": 1})
    expect(shares.locator(".wq-me")).to_have_count(0)
    late = day.phone()
    expect(late.locator(".wq-late")).to_contain_text("no longer counts")
    no_violations(late)
    refused = day.room.put("self", {"vision_1.energy": 3})
    assert refused.status_code == 409 and refused.json()["type"].endswith("/revealed")


# the people --------------------------------------------------------------------------------------------------


def home_answers(page: Page) -> None:
    """Somebody alone answers in the study notebook, and sees their own picture."""
    wq = page.locator(".wq")
    expect(wq.first).to_be_visible(timeout=OPENING)
    expect(wq).to_have_count(2, timeout=OPENING)
    role, own = wq.nth(0), wq.nth(1)
    if role.locator(CHOICE).count():
        role.locator(CHOICE).first.click()
    answer_quickly(page, 2, nth=1)
    expect(own).to_contain_text("Your answers are kept.")
    expect(page.get_by_text("Does this fit?").first).to_be_visible()


def from_home(page: Page, address: str) -> None:
    page.get_by_label("The room’s address").fill(address)
    press(page, "Look")
    press(page, "Share “What I bring” anonymously")
    expect(page.get_by_text("What I bring: You have finished.")).to_be_visible()
    press(page, MINE)
    expect(page.get_by_text("Shared: 40 answers to “What I bring”").first).to_be_visible()


def take_a_seat(page: Page, address: str) -> None:
    page.get_by_label("The room’s address").fill(address, timeout=OPENING)
    press(page, "Join")
    page.wait_for_selector("[data-screen=lobby]")


def a_network_that_goes_and_comes(day: Day, page: Page) -> None:
    """Half-way the network goes; what is shared meanwhile is sent when it is back, and a reload loses nothing."""
    answer(page, 1, 3)
    press(page, SHARE)
    day.wait("role", 5)
    answer_quickly(page, 3, last=20)
    page.context.set_offline(True)
    answer_quickly(page, 3, first=21)
    page.wait_for_selector("[data-screen=profile]")
    press(page, SHARE)
    expect(page.locator(".wq-card", has_text="What I bring")).to_contain_text("Waiting for the network")
    assert day.finished("self") == 3
    page.context.set_offline(False)
    day.wait("self", 4)
    page.reload()
    card = page.locator(".wq-card", has_text="What I bring")
    expect(card).to_contain_text("You have finished.")
    card.get_by_role("button", name=MINE).click()
    expect(card).to_contain_text("Shared anonymously")
    assert day.finished("self") == 4


def everybody(day: Day, pages: list[Page], activity: str, questions: int) -> None:
    """The next activity opens, and these people answer and share it."""
    day.next()
    for seed, page in enumerate(pages, start=1):
        page.wait_for_selector("[data-screen=question]")
        answer(page, questions, seed)
        press(page, SHARE)
    day.wait(activity, len(pages))


def reveal_from_the_console(console: Page, screen: Page, view: str) -> None:
    """The facilitator presses Reveal in JupyterLab; the screen follows."""
    reveal = console.get_by_role("button", name=re.compile("^Reveal “"))  # not "Reveal the rest"
    expect(reveal.first).to_have_attribute("aria-disabled", "false", timeout=OPENING)
    reveal.first.click()
    again = console.get_by_role("button", name=re.compile("Reveal now|anyway", re.I))
    pressed = time.monotonic()
    if again.count():
        pressed = time.monotonic()
        again.first.click()
    expect(screen.locator("#over-countdown")).to_be_visible()
    expect(screen.locator("#picture")).to_be_visible()
    expect(screen.locator("#over-countdown")).to_be_hidden()
    expect(screen.locator("#plot svg").first).to_be_visible()
    print(f"{view}: on the screen {time.monotonic() - pressed:.2f} s after the press, three of them counted down")
    expect(console.locator(".wc-figure .js-plotly-plot")).to_be_visible()


def no_violations(page: Page, context: str | None = None) -> None:
    """axe-core finds nothing, once whatever moves has come to rest."""
    page.wait_for_timeout(500)
    found = Axe().run(page, context=context)
    assert found.violations_count == 0, found.generate_report()


# what must not be out ----------------------------------------------------------------------------------------


def listening(page: Page) -> list[tuple[str, str]]:
    """Everything that a page is answered, as (address, text)."""
    heard: list[tuple[str, str]] = []

    def note(response):
        if "/api/" in response.url and "/events" not in response.url:
            heard.append((response.url, response.text()))

    page.on("response", note)
    return heard


def nothing_is_out(day: Day, heard: list, but: str | None = None) -> None:
    """No page, call, page source or event holds anything of an answer before its reveal."""
    for activity in ("role", "self", "sorting", "guess"):
        if activity == but:
            continue
        assert day.room.tally(activity).json()["type"].endswith("/not-revealed")
        assert day.room.get(f"/views/{activity}").status_code == 409
    with httpx.stream("GET", f"{day.room.base}/api/rooms/{day.room.code}/events") as stream:
        lines = stream.iter_lines()
        event = json.loads(next(line for line in lines if line.startswith("data:"))[5:])
    for state in (event, day.room.state):
        for activity in state["activities"]:
            if activity["id"] != but:
                assert set(activity) == {"id", "title", "about", "state", "finished", "made", "wave"}
    source = (
        httpx.get(f"{day.room.base}/{day.room.code}").text + httpx.get(f"{day.room.base}/{day.room.code}/screen").text
    )
    for text in [source, *(text for _, text in heard)]:
        assert '"figures"' not in text and '"counts"' not in text and '"mean"' not in text
