"""Home answers brought to a workshop: the page of whoever shared is the page of whoever kept theirs, until they ask."""

import asyncio
import base64
import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import CHOICE, press
from playwright.sync_api import Page, expect
from running import Live, answers_to

from workshop_kit.instrument import load_instrument
from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal

SHARE, KEEP = "Share “A free choice” anonymously", "Keep “A free choice” to myself"
NOTEBOOK = """<!doctype html><html lang=en><title>Notebook</title>
<main><h1>Notebook</h1><h2>With others</h2><div id=cell></div></main>"""
MODEL = """
const heard = {};
window.sent = [];
window.model = {
  state: {},
  get: (name) => model.state[name],
  send: (message) => sent.push(message),
  on: (name, act) => (heard[name] ||= []).push(act),
  off() {},
  change(state) {
    const news = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(model.state[name]));
    Object.assign(model.state, state);
    for (const name of news) for (const act of heard[`change:${name}`] || []) act();
  },
  hear: (message) => { for (const act of heard["msg:custom"] || []) act(message); },
};
"""


class Bridge:
    """The widget's own Python and its own page, with the line between them carried by hand."""

    def __init__(self, page: Page, home, monkeypatch):
        self.page, self.home, self.patch = page, home, monkeypatch
        self.at_home()
        instrument = load_instrument("mindset", form="full")
        Journal().keep("role", answers_to(instrument.keys["role"], random.Random(5)))
        self.widget, self.said = study.share(), []
        self.widget.send = self.said.append
        page.set_content(NOTEBOOK)
        page.add_style_tag(content=self.widget._css)
        code = base64.b64encode(self.widget._esm.encode()).decode()
        page.add_script_tag(content=MODEL)
        page.evaluate("(state) => model.change(state)", self.traits())
        page.evaluate(
            """async (code) => {
            const {default: widget} = await import(`data:text/javascript;base64,${code}`);
            widget.render({model, el: document.querySelector("#cell")});
            }""",
            code,
        )

    def at_home(self) -> None:
        self.patch.setenv("WORKSHOP_HOME", str(self.home))

    def traits(self) -> dict:
        names = ("words", "address", "offers", "groups", "group", "said")
        return json.loads(json.dumps({name: getattr(self.widget, name) for name in names}))

    def press(self, name: str) -> None:
        press(self.page, name)
        self.carry()

    def carry(self) -> None:
        """What the page asked for, and what the kernel makes of it."""
        self.at_home()
        for message in self.page.evaluate("sent.splice(0)"):

            async def answer(message=message):
                self.widget._heard(message)
                await asyncio.gather(*self.widget._tasks)

            with ThreadPoolExecutor(1) as kernel:  # (this thread has a loop of its own: the browser's)
                kernel.submit(asyncio.run, answer()).result()
            self.page.evaluate("(state) => model.change(state)", self.traits())
            for said in self.said:
                self.page.evaluate("(said) => model.hear(said)", said)
            self.said.clear()

    def look(self, address: str) -> None:
        self.page.get_by_label("The room’s address").fill(address)
        self.press("Look")

    def seen(self) -> tuple:
        main = self.page.locator("main")
        return main.inner_text(), main.aria_snapshot(), main.bounding_box(), self.focused

    @property
    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.textContent")


@pytest.fixture
def room(tmp_path):
    (tmp_path / "facilitator").mkdir()
    with Live(tmp_path / "facilitator", "--port", "0", "--seats", "9", "--host", "127.0.0.1") as live:
        yield live.room()


def test_shared_and_kept_look_the_same_until_their_owner_asks(browser, room, tmp_path, monkeypatch):
    room.stage("answer", activity="role").raise_for_status()
    address = f"{room.base}/{room.code}"
    shares, keeps = (Bridge(browser.new_page(), tmp_path / name, monkeypatch) for name in ("one", "other"))
    for each, name in ((shares, SHARE), (keeps, KEEP)):
        each.page.clock.install()
        each.look(address)
        each.press(name)
        assert each.focused == "A free choice: You have finished."
    assert room.activity("role")["finished"] == 2
    text = alike(shares, keeps)
    assert "anonymously" not in text and "myself" not in text

    for each, said in ((shares, "Shared: 1 answer to “A free choice”, without a name."), (keeps, "Kept to myself")):
        each.press(CHOICE)
        assert each.focused == said
        assert not Axe().run(each.page).response["violations"]
    shares.press("Take back")
    keeps.press(SHARE)
    expect(shares.page.get_by_text("Kept to myself")).to_be_visible()
    expect(keeps.page.get_by_text("Shared: 1 answer")).to_be_visible()
    for each in (shares, keeps):
        each.page.clock.fast_forward(15_000)
        expect(each.page.locator(".wk-choice-mine")).to_have_count(0)
        assert each.focused == CHOICE
    alike(shares, keeps)

    room.share("role", 5)
    room.stage("reveal", activity="role").raise_for_status()
    assert room.tally("role").json()["n"] == 6
    for each in (shares, keeps):
        each.look(address)
    alike(shares, keeps)
    for each in (shares, keeps):
        each.press(CHOICE)
        assert each.page.get_by_role("button").all_inner_texts() == ["Look", CHOICE], "nothing can be changed any more"
        each.page.keyboard.press("Escape")
    alike(shares, keeps)


def alike(one: Bridge, other: Bridge) -> str:
    assert one.seen() == other.seen()
    return one.seen()[0]
