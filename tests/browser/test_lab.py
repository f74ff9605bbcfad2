"""The notebooks' doors in a real Chromium against a real JupyterLab: they run on opening, show no code, keep nothing
in their files, and ask nobody outside."""

import json
import random
import time
from contextlib import contextmanager

import httpx
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from running import END_SECONDS, Live, until

from workshop_kit import lab
from workshop_kit.room.client import Room

OPENING = 60_000  # ms; the first kernel of a busy machine takes its time


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("WORKSHOP_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def room(home):
    live = Live(home, "--port", "0", "--host", "127.0.0.1")
    yield Room(live.line["room"], live.line["key"])
    live.process.terminate()
    live.process.wait(10)


@pytest.fixture(scope="module")
def jupyter(home, room):
    lab.copies()
    with lab.start("live/run_the_room.ipynb") as running:
        assert running.ready(), running.log.read_text()
        yield running


@contextmanager
def opened(browser, jupyter, notebook, door="doc/tree"):
    """A page on a notebook; at its end every request was to this JupyterLab, and the file holds no output."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    elsewhere = []
    page.on(
        "request", lambda r: elsewhere.append(r.url) if not r.url.startswith((jupyter.base, "data:", "blob:")) else 0
    )
    page.goto(f"{jupyter.base}/{door}/{notebook}?token={jupyter.token}")
    yield page
    page.keyboard.press("Control+s")
    page.wait_for_timeout(800)
    assert elsewhere == []
    saved = json.loads((lab.folder() / notebook).read_text())
    assert "widgets" not in saved["metadata"]
    assert all(not cell["outputs"] for cell in saved["cells"] if cell["cell_type"] == "code")
    page.close()


def share(room, activity, people):
    """So many people share something through the room's own interface."""
    keys = next(one for one in room.document()["activities"] if one["id"] == activity)["keys"]
    for person in range(people):
        chance = random.Random(f"{activity} {person}")
        given = {key: chance.choice(admits["values"]) for key, admits in keys.items() if "values" in admits}
        given = {key: [value] if keys[key]["kind"] == "pick" else value for key, value in given.items()}
        body = {"answers": given, "revision": 1, "group": None}
        receipt = f"{activity}-{person}".rjust(26, "r")
        httpx.put(
            room._url(f"/activities/{activity}/answer"), json=body, headers={"Receipt": receipt}
        ).raise_for_status()


def finished(room, activity):
    return next(one["finished"] for one in room.state["activities"] if one["id"] == activity)


@pytest.mark.parametrize("door", ["doc/tree", "notebooks"])
def test_a_page_runs_on_opening_with_no_code_in_sight(browser, jupyter, door):
    with opened(browser, jupyter, "study/00_start_here.ipynb", door) as page:
        page.get_by_role("button", name="Press here").click(timeout=OPENING)
        expect(page.get_by_text("All of it works")).to_be_visible()
        expect(page.get_by_text("study.check()")).to_have_count(0)
        expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(0)
        cells = page.locator(".jp-Cell").count()
        page.locator(".jp-MarkdownCell").first.click()
        for key in ("b", "a", "d", "d"):
            page.keyboard.press(key)
        assert page.locator(".jp-Cell").count() == cells, "no code in sight: JupyterLab's keys for cells do nothing"
        page.get_by_role("button", name="Show the code").click()
        expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible").first).to_be_visible()


def test_the_console_asks_for_seats_waits_for_k_and_reveals(browser, jupyter, room):
    with opened(browser, jupyter, "live/run_the_room.ipynb") as page:
        page.get_by_label("How many people").fill("14", timeout=OPENING)
        page.get_by_role("button", name="That is right").click()
        expect(page.get_by_text("14 seats.")).to_be_visible()
        page.locator(".wc-where").click()
        page.keyboard.press("PageDown")
        reveal = page.get_by_role("button", name="Reveal")
        share(room, "check_in", 4)
        expect(page.get_by_text("Reveal wakes when 5 have finished: 1 more.")).to_be_visible()
        expect(reveal).to_have_attribute("aria-disabled", "true")
        share(room, "check_in", 6)
        expect(reveal).to_have_attribute("aria-disabled", "false")
        reveal.click()
        expect(page.get_by_text("8 people are still answering")).to_be_visible()
        page.keyboard.press("Escape")
        assert room.state["stage"] == "answer"
        share(room, "check_in", 14)
        expect(page.locator(".wc-big")).to_have_text("14 of 14 have finished")
        pressed = time.monotonic()
        page.keyboard.press("PageDown")
        expect(page.get_by_role("button", name="Stop")).to_be_focused()
        expect(page.locator(".wc-figure .js-plotly-plot")).to_be_visible()
        assert time.monotonic() - pressed > 2.5, "the room counts down with the screen"
        page.keyboard.press("b")
        expect(page.get_by_text("The screen is blank")).to_be_visible()
        page.keyboard.press("b")
        expect(page.get_by_text("The screen is blank")).to_be_hidden()
        assert (room.state["stage"], room.state["view"]) == ("reveal", "check_in")
        assert page.locator(".jp-Cell").count() == 2  # JupyterLab heard none of these keys
        found = Axe().run(page, context=".workshop-console")
        assert found.violations_count == 0, found.generate_report()


def test_a_restarted_kernel_loses_nothing(browser, jupyter, room):
    with opened(browser, jupyter, "live/run_the_room.ipynb") as page:
        expect(page.get_by_text("Step 1 of 9")).to_be_visible(timeout=OPENING)
        inside = {"Authorization": f"token {jupyter.token}"}
        sessions = httpx.get(f"{jupyter.base}/api/sessions", headers=inside, timeout=30).json()
        kernel = next(one["kernel"]["id"] for one in sessions if "run_the_room" in one["path"])
        # several times: the first word of a kernel that another page restarted reaches this one only now and then
        on, back = (room.next, "open “What I bring”"), (room.back, "talk about it")
        for move, then in (on, back, on, back, on):
            httpx.post(f"{jupyter.base}/api/kernels/{kernel}/restart", headers=inside, timeout=60).raise_for_status()
            move()
            expect(page.get_by_role("button", name=f"Next: {then}")).to_be_visible(timeout=OPENING)
        page.locator(".wc-say").click()
        page.keyboard.press("PageDown")  # heard wherever somebody clicked
        expect(page.get_by_text("Step 2 of 9")).to_be_visible()


def test_a_seat_follows_the_room_and_home_answers_take_the_same_seat(browser, jupyter, room):
    with opened(browser, jupyter, "live/in_the_room.ipynb") as page:
        page.get_by_label("The room’s address").fill(room.address, timeout=OPENING)
        page.get_by_role("button", name="Join").click()
        page.get_by_text("Both", exact=True).click()
        page.get_by_role("button", name="Share anonymously").click()
        until(lambda: finished(room, "role") == 1)
        expect(page.get_by_text("Waiting for the network")).to_be_hidden()
        room.share("role", {"role": ["both"]})
        assert finished(room, "role") == 1


def test_jupyterlab_ends_in_time_and_leaves_nobody_behind(home):
    lab.copies("study")
    running = lab.start("study/00_start_here.ipynb")
    assert running.ready()
    inside = {"Authorization": f"token {running.token}"}
    httpx.post(f"{running.base}/api/kernels", headers=inside, json={"name": "python3"}, timeout=30).raise_for_status()
    family = psutil.Process(running.process.pid).children(recursive=True)
    assert family and running.token not in " ".join(psutil.Process(running.process.pid).cmdline())
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < END_SECONDS
    _, alive = psutil.wait_procs(family, timeout=2)
    assert not alive
