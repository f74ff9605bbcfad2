"""People of a workshop: some at phones in a real browser, the others through the interface that phones use. They come,
answer what is open, share it or keep it or never decide, and go. What the room should count is counted here too."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect
from running import RoomUnderTest, new_receipt

from workshop_kit.rehearsal import MIXES, Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
SOON = 15_000  # ms
BUTTON = {"share": "Share anonymously", "keep": "Keep to myself"}

# One tap a question, each as soon as the question is there, until there is something to decide. It is not waited for:
# all phones tap at once.
TAPS = """([tag, seed, text]) => {
  const root = document.querySelector("#room");
  const until = async (test) => { while (!test()) await new Promise((go) => setTimeout(go, 10)); };
  const decides = () => root.querySelector(".wq-decision");
  const write = (area) => { area.value = text; area.dispatchEvent(new Event("input", {bubbles: true})); };
  (async () => {
    await until(() => root.querySelector(".wq-question") || decides());
    for (let n = 1; !decides(); n += 1) {
      const question = root.querySelector(".wq-question"), area = question.querySelector("textarea");
      const choices = question.querySelectorAll(".wq-option:not(.wq-quiet) input");
      if (area) write(area); else choices[(n * seed) % choices.length].click();
      root.querySelector(".wq-steps button:last-child").click();   // a tap moves on by itself, after a moment
      await until(() => !question.isConnected || decides());
    }
    root.dataset.tapped = tag;
  })();
}"""


@dataclass(eq=False)
class Someone:
    """A person: what they do with their answers (`share`, `keep`, None: nothing), and the moments, as (step, what is
    done there), that they come with and go after; without these they are there from the first scan to the end."""

    decides: str | None = "share"
    comes: tuple[str, str] | None = None
    goes: tuple[str, str] | None = None
    seated: bool = True  # no seat: a second phone of somebody who has one
    here: bool = False
    decided: set[str] = field(default_factory=set)


class Distant(Someone):
    """Through the interface."""

    def enters(self, hour: "Hour") -> None:
        self.here, self.receipts = True, {}
        self.number = hour.people.index(self)

    def begins(self, hour: "Hour", ids: list[str]) -> None:
        pass

    def ends(self, hour: "Hour", id: str) -> bool:
        answers = Person(hour.document, MIXES["direction"], 7, self.number, {}).answers(id)
        shares = self.decides == "share" and any(value is not None for value in answers.values())
        response = hour.room.put(id, answers if shares else None, receipt=self.receipts.setdefault(id, new_receipt()))
        assert response.status_code == 204, response.text
        return shares

    catches_up = ends

    def leaves(self) -> None:
        self.here = False


class AtAPhone(Someone):
    """At a page of their own."""

    page: Page

    def enters(self, hour: "Hour") -> None:
        self.here, self.seed = True, hour.people.index(self) + 1
        self.text = f"What phone {self.seed} of this room wrote"
        self.page = hour.browser.new_context(**PHONE).new_page()
        self.heard: list[str] = []
        self.page.on("response", lambda reply: self.heard.append(reply.url) if reply.ok else None)
        self.page.goto(hour.address)
        self.page.wait_for_selector("#room[data-screen]:not([data-screen=waiting])")

    def begins(self, hour: "Hour", ids: list[str]) -> None:
        """Start with all that is asked now."""
        if self.decides or not self.decided:
            self.taps(ids[0])

    def taps(self, tag: str) -> None:
        self.page.evaluate(TAPS, [tag, self.seed, self.text])

    def ends(self, hour: "Hour", id: str) -> bool:
        self.page.wait_for_selector(f"#room[data-tapped='{id}']", timeout=SOON)
        if not self.decides:
            return False
        self.press(BUTTON[self.decides])
        left = [other for other in hour.asked if other not in self.decided and other != id]
        if left:
            self.taps(left[0])
        return self.decides == "share"

    def catches_up(self, hour: "Hour", id: str) -> bool:
        """Answer what is open still, one line below what the room is with."""
        self.page.get_by_role("button", name=f"Still open: {hour.title(id)}").click()
        self.taps(id)
        self.page.wait_for_selector(f"#room[data-tapped='{id}']", timeout=SOON)
        self.press(BUTTON[self.decides])
        return self.decides == "share"

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    @property
    def told(self) -> str:
        """All that the page says to anybody, but for what it says to its owner alone: their table, what has changed."""
        return self.page.evaluate("""() => {
          const room = document.querySelector("#room").cloneNode(true);
          room.querySelectorAll(".wq-table, .wq-top, .wq-since").forEach((one) => one.remove());
          return room.textContent;
        }""")

    def is_on(self, screen: str, *words: str) -> None:
        self.page.wait_for_selector(f"#room[data-screen={screen}]", timeout=SOON)
        for each in words:
            expect(self.page.locator("#room")).to_contain_text(each)

    def leaves(self) -> None:
        self.here = False
        self.page.context.close()


class Hour:
    """A room with its people. `finished` and `shared` are what it should count, by activity."""

    def __init__(self, browser: Browser, room: RoomUnderTest, host: str, people: list[Someone]):
        self.browser, self.room, self.people = browser, room, people
        self.address = f"{host}/{room.code}"
        self.finished: dict[str, int] = {}
        self.shared: dict[str, int] = {}
        self.asked: list[str] = []
        self._document: dict = {}

    @property
    def phones(self) -> list[AtAPhone]:
        return [each for each in self.people if each.here and isinstance(each, AtAPhone)]

    @property
    def document(self) -> dict:
        """What the room asks, as it was when it last asked something."""
        if not self._document:
            self._document = self.room.get("/instrument").raise_for_status().json()
        return self._document

    def title(self, id: str) -> str:
        return next(each["title"] for each in self.document["activities"] if each["id"] == id)

    def come(self, moment: tuple[str, str] | None) -> list[Someone]:
        """Those who come with this moment come in."""
        new = [each for each in self.people if each.comes == moment]
        for each in new:
            each.enters(self)
        return new

    def go(self, moment: tuple[str, str]) -> None:
        for each in self.people:
            if each.here and each.goes == moment:
                each.leaves()

    def asks(self, ids: list[str]) -> None:
        """The room is with these now; another day, or a wall, has made the document anew."""
        self.asked, self._document = ids, {}

    def answers(self, ids: list[str]):
        """Everybody who is here answers these, and then what else is open; yields (activity, how many finished) each
        time that it has become one more."""
        for each in self.phones:
            each.begins(self, ids)
        for id in ids:
            for each in self._there(id):
                yield from self._done(each, id, each.ends)
        is_open = [each["id"] for each in self.room.state["activities"] if each["state"] == "open"]
        for id in (id for id in is_open if id not in ids):
            for each in self._there(id):
                if each.decides:
                    yield from self._done(each, id, each.catches_up)

    def _there(self, id: str) -> list[Someone]:
        here = [each for each in self.people if each.here and id not in each.decided]
        return [each for each in here if each.decides or not each.decided]

    def _done(self, one: Someone, id: str, act):
        one.decided.add(id)
        shares = act(self, id)
        if one.decides:
            self.finished[id] = self.finished.get(id, 0) + 1
            self.shared[id] = self.shared.get(id, 0) + shares
            yield id, self.finished[id]
