"""Who presses *Next* in a workshop that is walked through: a script, or somebody at the console in JupyterLab."""

import re

from playwright.sync_api import Page, expect
from running import RoomUnderTest, until
from the_people import SOON

OPENING = 90_000  # ms: a JupyterLab on two cores


class ByHand:
    """Through the interface, as a script would."""

    console = None

    def __init__(self, room: RoomUnderTest):
        self.room = room

    def next(self, due: dict, awake: bool) -> None:
        self.room.post("/next").raise_for_status()

    def asleep(self, missing: int) -> None:
        pass

    def decides_on_texts(self, activity: str, written: list[str]) -> None:
        batch = self.room.get(f"/activities/{activity}/texts", headers={"Authorization": f"Bearer {self.room.key}"})
        texts = batch.json()["texts"]
        assert len(texts) == len(written)
        ids = [each["id"] for each in texts]
        self.room.post(f"/activities/{activity}/texts", {"let_through": ids}).raise_for_status()

    def agrees(self, action: dict[str, str]) -> None:
        self.room.patch({"action": action}).raise_for_status()


class AtTheConsole(ByHand):
    """At the console, with a presenter's clicker: Page Down. Not every count-down is waited for."""

    WAITS = ("arrive", "bring", "close", "month@2")

    def __init__(self, console: Page, room: RoomUnderTest):
        super().__init__(room)
        self.console = console
        console.get_by_label("The room’s address").fill(f"{room.base}/{room.code}", timeout=OPENING)
        console.get_by_role("button", name="Look after it").click()
        console.get_by_label("The facilitator’s key").fill(room.key)
        console.get_by_role("button", name="Look after it").click()
        expect(self.button("^Next: open")).to_be_visible(timeout=SOON)

    def button(self, name: str):
        return self.console.get_by_role("button", name=re.compile(name)).first

    def next(self, due: dict, awake: bool) -> None:
        state, open_now = self.room.state, [self.room.activity(id)["state"] == "open" for id in due["activities"]]
        reveals = due["do"] == "reveal" and awake and any(open_now)
        if reveals:
            expect(self.button("^Reveal “")).to_have_attribute("aria-disabled", "false", timeout=SOON)
        if reveals and due["step"] not in self.WAITS:
            return super().next(due, awake)
        self.console.keyboard.press("PageDown")
        sure = self.button("^Reveal now$")
        if reveals and sure.count():
            sure.click()
        until(lambda: self.room.state["step"] != state["step"])

    def asleep(self, missing: int) -> None:
        """Reveal waits for so many more, says so, and a press of the key does nothing."""
        before = self.room.state
        expect(self.console.locator("#wc-reason")).to_contain_text(f"{missing} more", timeout=SOON)
        expect(self.button("^Reveal “")).to_have_attribute("aria-disabled", "true")
        self.console.keyboard.press("PageDown")
        after = self.room.state
        assert (after["step"], after["over"]) == (before["step"], None)

    def decides_on_texts(self, activity: str, written: list[str]) -> None:
        """By keyboard: the first is there, the others one below the other."""
        lines = self.console.locator(".wm-line input")
        expect(lines).to_have_count(len(written), timeout=SOON)
        lines.first.focus()
        for _ in written:
            self.console.keyboard.press("Space")
            self.console.keyboard.press("ArrowDown")
        self.console.get_by_role("button", name="Put on the wall").click()
        expect(lines).to_have_count(0, timeout=SOON)

    def agrees(self, action: dict[str, str]) -> None:
        for label, name in (("What", "what"), ("Who begins", "who"), ("By when", "by")):
            self.console.get_by_label(label, exact=True).fill(action[name], timeout=SOON)
        self.console.keyboard.press("PageDown")  # typing is not leading
        self.console.locator(".wc-where").click()
